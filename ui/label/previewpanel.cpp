// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/label/previewpanel.h"

#include "core/base/format.h"
#include "core/project/library.h"
#include "core/project/repositories/credits.h"
#include "core/project/repositories/imagerepository.h"
#include "ui/label/imagepredictions.h"
#include "ui/label/providertitle.h"
#include "ui/thumbnails/thumbnailprovider.h"
#include "ui/widgets/addresslink.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/plaintext.h"
#include "ui/widgets/previewlabel.h"

#include <QFormLayout>
#include <QLabel>
#include <QLocale>
#include <QPointer>
#include <QScrollArea>
#include <QTimeZone>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

PreviewPanel::PreviewPanel(Library &library, ThumbnailProvider &thumbnails, BackgroundJobs &jobs,
                           const ImagePredictions &predictions, QWidget *parent)
    : QFrame(parent)
    , m_library(library)
    , m_thumbnails(thumbnails)
    , m_predictions(predictions)
    , m_image(new PreviewLabel(jobs, 1024))
    , m_name(makeLabel({}, "heading"))
    , m_none(makeLabel(tr("The current image and its details appear here."), "muted"))
    , m_page(new AddressLink)
    , m_historyTitle(makeLabel(tr("Label history"), "muted"))
    , m_history(makeLabel({}, "plain"))
    , m_selected(makeLabel({}, "muted"))
    , m_form(new QFormLayout)
{
    setProperty("role", QStringLiteral("card"));
    setAccessibleName(tr("Current image"));
    m_name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_none->setWordWrap(true);
    m_form->setHorizontalSpacing(gap);
    m_form->setVerticalSpacing(4);
    m_class = addRow(m_form, tr("Class"));
    m_prediction = addRow(m_form, tr("Prediction"));
    m_split = addRow(m_form, tr("Split"));
    m_size = addRow(m_form, tr("Size"));
    m_taken = addRow(m_form, tr("Date taken"));
    m_added = addRow(m_form, tr("Date added"));
    m_duplicate = addRow(m_form, tr("Duplicates"));
    m_folder = addRow(m_form, tr("Folder"));
    m_author = addRow(m_form, tr("Author"));
    m_license = addRow(m_form, tr("License"));
    m_restrictions = addRow(m_form, tr("Restrictions"));
    m_form->addRow(makeLabel(tr("Source"), "muted"), m_page);
    for (QLabel *owed : {m_author, m_license, m_restrictions}) // never cut short: it is owed
        owed->setWordWrap(true);
    m_history->setWordWrap(true);
    m_history->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_history->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *scrolled = new QWidget;
    auto *inner = new QVBoxLayout(scrolled);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->addWidget(m_history);
    inner->addStretch();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(gapSmall);
    column->addWidget(m_none);
    column->addWidget(m_image);
    column->addWidget(m_name);
    column->addLayout(m_form);
    column->addWidget(m_historyTitle);
    column->addWidget(makeScrollable(scrolled, tr("Label history")), 1);
    column->addWidget(m_selected);
    m_settled.setSingleShot(true);
    m_settled.setInterval(80);
    connect(&m_settled, &QTimer::timeout, this, &PreviewPanel::readDetails);
}

QLabel *PreviewPanel::addRow(QFormLayout *form, const QString &name)
{
    auto *value = new ElidedLabel({}, Qt::ElideMiddle);
    value->setProperty("role", u"plain"_s);
    value->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    form->addRow(makeLabel(name, "muted"), value);
    return value;
}

void PreviewPanel::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    m_image->setFixedHeight(std::min(width() * 4 / 5, height() * 2 / 5));
}

void PreviewPanel::showImage(const ImageRecord *image, int selected)
{
    m_selected->setText(
        selected > 1 ? tr("%1 image(s) selected", nullptr, selected).arg(formatCount(selected)) : QString());
    m_selected->setVisible(selected > 1);
    if (!image || image->id != m_imageId)
        showDetails({});
    m_imageId = image ? image->id : 0;
    m_none->setVisible(!image);
    if (image) {
        m_settled.start();
        fill(*image);
        return;
    }
    m_image->clear();
    m_name->clear();
    for (QLabel *label : {m_class, m_prediction, m_split, m_size, m_taken, m_added, m_duplicate, m_folder})
        m_form->setRowVisible(label, false);
}

void PreviewPanel::fill(const ImageRecord &image)
{
    m_image->showFile(image.path, m_thumbnails.pixmap(image.path));
    const qsizetype slash = image.path.lastIndexOf(u'/');
    m_name->setText(m_name->fontMetrics().elidedText(image.fileName(), Qt::ElideMiddle,
                                                     std::max(120, m_name->width() - 4)));
    m_name->setToolTip(plainTip(image.path));
    for (QLabel *always : {m_class, m_split, m_size, m_added, m_folder})
        m_form->setRowVisible(always, true);
    const ClassRecord *label = m_library.classById(image.classId);
    m_class->setText(label ? label->name : tr("unlabeled"));
    const ImagePrediction *prediction = m_predictions.of(image.id);
    const ClassRecord *predicted = prediction ? m_library.classById(prediction->classId) : nullptr;
    m_form->setRowVisible(m_prediction, predicted);
    if (predicted)
        m_prediction->setText(tr("%1, %2").arg(predicted->name, formatPercent(prediction->confidence)));
    m_split->setText(image.split == Split::Train       ? tr("training")
                         : image.split == Split::Valid ? tr("validation")
                         : image.split == Split::Test  ? tr("test")
                                                       : tr("none"));
    m_size->setText(
        tr("%1 × %2 pixels, %3").arg(image.width).arg(image.height).arg(formatBytes(image.bytes)));
    m_added->setText(QLocale().toString(QDateTime::fromMSecsSinceEpoch(image.addedAt), QLocale::ShortFormat));
    m_form->setRowVisible(m_taken, image.takenAt != 0);
    m_taken->setText(QLocale().toString(QDateTime::fromMSecsSinceEpoch(image.takenAt, QTimeZone::utc()),
                                        QLocale::ShortFormat));
    const ImageDuplicates::Place *place = m_duplicates ? m_duplicates->of(image.id) : nullptr;
    m_form->setRowVisible(m_duplicate, place);
    if (place)
        m_duplicate->setText(place->best == image.id ? tr("best of %1").arg(place->ofGroup)
                                                     : tr("one of %1").arg(place->ofGroup));
    const QString folder = image.path.left(slash);
    m_folder->setText(folder.mid(folder.lastIndexOf(u'/') + 1));
    m_folder->setToolTip(plainTip(folder));
}

// On the writer's thread, behind the edits made so far, so that the history has the newest one.
void PreviewPanel::readDetails()
{
    const auto deliver = [guard = QPointer(this)](qint64 id, const Details &details) {
        if (guard && guard->m_imageId == id)
            guard->showDetails(details);
    };
    m_library.writer().enqueueReading(
        [library = &m_library, deliver, id = m_imageId](Database &database) -> Result<void> {
            Result<Provenance> from = ImageRepository(database).provenance(id);
            if (!from)
                return {};
            Result<std::vector<LabelHistoryEntry>> history = EditRepository(database).labelHistory(id);
            if (!history)
                return history.error();
            const Details details{*std::move(from), *std::move(history)};
            QMetaObject::invokeMethod( // the library outlives its writer
                library, [deliver, id, details] { deliver(id, details); }, Qt::QueuedConnection);
            return {};
        });
}

void PreviewPanel::showDetails(const Details &details)
{
    const auto set = [this](QLabel *label, const QString &text, const QString &tip) {
        m_form->setRowVisible(label, !text.isEmpty());
        label->setText(text);
        label->setToolTip(plainTip(tip));
    };
    const Provenance &from = details.from;
    set(m_author, creditTitle(from), creditTitle(from));
    set(m_license, from.license.isEmpty() ? from.usageTerms : from.license, from.licenseUrl);
    set(m_restrictions, restrictionsOf(from), restrictionsOf(from));
    const QString page = from.pageUrl.isEmpty() ? from.sourceUrl : from.pageUrl;
    m_form->setRowVisible(m_page, !page.isEmpty());
    m_page->setAddress(page, from.title);
    const auto name = [](const QString &text) { return text.isEmpty() ? tr("none") : text; };
    QStringList lines;
    for (const LabelHistoryEntry &entry : details.history)
        lines << tr("%1: %2 → %3")
                     .arg(QLocale().toString(entry.at, QLocale::ShortFormat), name(entry.before),
                          name(entry.after));
    m_history->setText(lines.join(u'\n'));
    m_historyTitle->setVisible(!lines.isEmpty());
}

} // namespace cairn
