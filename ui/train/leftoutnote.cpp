// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/leftoutnote.h"

#include "core/base/format.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/plaintext.h"

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

namespace {

/// "a", "a and b", "a, b and c".
QString listed(const QStringList &texts)
{
    return texts.size() < 2
        ? texts.join(QString())
        : LeftOutNote::tr("%1 and %2")
              .arg(texts.first(texts.size() - 1).join(QStringLiteral(", ")), texts.last());
}

} // namespace

/// The ones that keep a training from starting, and the one that the button helps with, first.
QList<LeftOutNote::Finding> LeftOutNote::findings()
{
    QList<Finding> found;
    for (const ClassRecord &record : m_library.classes()) {
        if (m_library.splitCount(Split::Train, record.id) == 0
            && m_library.splitCount(Split::Valid, record.id) > 0)
            found.append({tr("Training cannot start: “%1” has validation images but no training images.")
                              .arg(record.name),
                          true,
                          tr("Move one to training"),
                          {},
                          [this, id = record.id] { m_library.giveTrainingImage(id); }});
    }
    if (const int undivided = m_library.splitCount(Split::None); m_library.isSplit() && undivided > 0)
        found.append(
            {tr("%1 labeled image(s) without a split", nullptr, undivided).arg(formatCount(undivided)), false,
             tr("Add to the split"), tr("Assigns each to training or validation; other images do not change"),
             [this] { m_library.joinSplit(); }});
    if (const int unlabeled = m_library.classCount(0); unlabeled > 0)
        found.append({tr("%1 unlabeled image(s)", nullptr, unlabeled).arg(formatCount(unlabeled)),
                      false,
                      tr("Label images"),
                      {},
                      [this] { Q_EMIT labelingWanted(); }});
    if (const int test = m_library.splitCount(Split::Test); test > 0)
        found.append({tr("%1 test image(s)", nullptr, test).arg(formatCount(test)), false,
                      tr("Swap test and validation"),
                      tr("Test images become validation images, and vice versa"),
                      [this] { m_library.swapTestAndValidation(); }});
    return found;
}

void LeftOutNote::refresh()
{
    const QList<Finding> found = findings();
    setVisible(!found.isEmpty());
    if (found.isEmpty())
        return;
    QStringList sentences;
    QStringList leftOut;
    for (const Finding &finding : found)
        (finding.obstacle ? sentences : leftOut) << finding.text;
    if (!leftOut.isEmpty())
        sentences << tr("The next run will leave out %1.").arg(listed(leftOut));
    m_text->setText(sentences.join(u' '));
    m_button->setText(found.first().action);
    m_button->setToolTip(plainTip(found.first().hint));
    m_act = found.first().act;
}

} // namespace cairn
