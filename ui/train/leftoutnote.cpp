#include "ui/train/leftoutnote.h"

#include "core/base/format.h"
#include "ui/widgets/layout.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace cairn {

LeftOutNote::LeftOutNote(Library &library, QWidget *parent)
    : QFrame(parent)
    , m_library(library)
    , m_text(makeLabel({}, "plain"))
    , m_button(new QPushButton)
{
    setProperty("role", QStringLiteral("notice"));
    m_text->setWordWrap(true);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 6, 8, 6);
    row->setSpacing(gap);
    row->addWidget(m_text, 1);
    row->addWidget(m_button);
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (const auto act = m_act)
            act();
    });
    hide();
}

QString LeftOutNote::text() const
{
    return m_text->text();
}

/// The one that the button helps with first.
QList<LeftOutNote::Finding> LeftOutNote::findings()
{
    QList<Finding> found;
    const auto count
        = [](int images) { return images == 1 ? tr("1 image") : tr("%1 images").arg(formatCount(images)); };
    for (const ClassRecord &record : m_library.classes()) {
        if (m_library.splitCount(Split::Train, record.id) == 0
            && m_library.splitCount(Split::Valid, record.id) > 0)
            found.append({tr("“%1” has images to measure on but none to train on").arg(record.name),
                          tr("Train on one of them"),
                          [this, id = record.id] { m_library.giveTrainingImage(id); }});
    }
    if (const int undivided = m_library.splitCount(Split::None); m_library.isSplit() && undivided > 0)
        found.append({tr("%1 with a label in no part of the split").arg(count(undivided)),
                      tr("Add them to the split"), [this] { m_library.joinSplit(); }});
    if (const int unlabelled = m_library.classCount(0); unlabelled > 0)
        found.append({tr("%1 without a label").arg(count(unlabelled)), tr("Label them"),
                      [this] { Q_EMIT labellingWanted(); }});
    if (const int test = m_library.splitCount(Split::Test); test > 0)
        found.append({tr("%1 kept apart for the test").arg(count(test)), tr("Swap test and validation"),
                      [this] { m_library.swapTestAndValidation(); }});
    return found;
}

void LeftOutNote::refresh()
{
    const QList<Finding> found = findings();
    setVisible(!found.isEmpty());
    if (found.isEmpty())
        return;
    QStringList texts;
    for (const Finding &finding : found)
        texts << finding.text;
    m_text->setText(tr("Left out: %1.").arg(texts.join(QStringLiteral("; "))));
    m_button->setText(found.first().action);
    m_act = found.first().act;
}

} // namespace cairn
