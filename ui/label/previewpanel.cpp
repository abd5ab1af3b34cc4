#include "ui/label/previewpanel.h"

#include "core/base/format.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/previewlabel.h"

#include <QFormLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace cairn {

PreviewPanel::PreviewPanel(ProjectSession &session, QWidget *parent)
    : QFrame(parent)
    , m_session(session)
    , m_picture(new PreviewLabel(session.jobs(), 1024))
    , m_name(makeLabel({}, "heading"))
    , m_selected(makeLabel({}, "muted"))
{
    setProperty("role", QStringLiteral("card"));
    setAccessibleName(tr("The current picture"));
    m_name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(gap);
    form->setVerticalSpacing(4);
    m_class = addRow(form, tr("Class"));
    m_split = addRow(form, tr("Part"));
    m_size = addRow(form, tr("Size"));
    m_folder = addRow(form, tr("Folder"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(gapSmall);
    column->addWidget(m_picture);
    column->addWidget(m_name);
    column->addLayout(form);
    column->addWidget(m_selected);
    column->addStretch();
}

QLabel *PreviewPanel::addRow(QFormLayout *form, const QString &name)
{
    QLabel *value = makeLabel({}, "plain");
    value->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    form->addRow(makeLabel(name, "muted"), value);
    return value;
}

void PreviewPanel::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    m_picture->setFixedHeight(std::min(width() * 4 / 5, height() / 2));
}

void PreviewPanel::showImage(const ImageRecord *image, int selected)
{
    m_selected->setText(selected > 1 ? tr("%1 pictures are selected").arg(formatCount(selected)) : QString());
    if (!image) {
        m_picture->clear();
        for (QLabel *label : {m_name, m_class, m_split, m_size, m_folder})
            label->clear();
        return;
    }
    m_picture->showPicture(image->path, m_session.thumbnails().pixmap(image->path));
    const qsizetype slash = image->path.lastIndexOf(u'/');
    m_name->setText(m_name->fontMetrics().elidedText(image->path.mid(slash + 1), Qt::ElideMiddle,
                                                     std::max(120, m_name->width() - 4)));
    m_name->setToolTip(image->path);
    const ClassRecord *label = m_session.library().classById(image->classId);
    m_class->setText(label ? label->name : tr("unlabelled"));
    m_split->setText(image->split == Split::Train       ? tr("training")
                         : image->split == Split::Valid ? tr("validation")
                                                        : tr("none yet"));
    m_size->setText(tr("%1 × %2 pixels").arg(image->width).arg(image->height));
    const QString folder = image->path.left(slash);
    m_folder->setText(folder.mid(folder.lastIndexOf(u'/') + 1));
    m_folder->setToolTip(folder);
}

} // namespace cairn
