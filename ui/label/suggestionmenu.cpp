// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/label/suggestionmenu.h"

#include "core/base/format.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/plaintext.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QMenu>
#include <QSpinBox>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {
constexpr int usefulCount = 50;
constexpr int similarCount = 60;
constexpr int usualPercent = 95;
} // namespace

SuggestionMenu::SuggestionMenu(SuggestionSession &session, std::function<qint64()> current, QWidget *parent)
    : QPushButton(tr("Suggestions"), parent)
    , m_session(session)
{
    setToolTip(tr("Get labeling help from a trained network"));
    auto *menu = new QMenu(this);
    menu->setToolTipsVisible(true);
    const auto add = [menu](const QString &text, const QString &key, const QString &tip) {
        QAction *action = menu->addAction(text);
        action->setShortcut(QKeySequence(key));
        action->setToolTip(plainTip(tip));
        return action;
    };
    m_look = add(tr("Predict labels"), u"Ctrl+G"_s,
                 tr("Predict labels for new images; may take minutes for many"));
    m_accept = add(tr("Accept confident suggestions…"), u"Ctrl+Shift+G"_s,
                   tr("Label all images with confident predictions"));
    m_useful = add(tr("Show the most useful to label next"), u"Ctrl+U"_s,
                   tr("Unlabeled images that are uncertain and differ from each other"));
    m_similar = add(tr("Show similar images"), u"Ctrl+M"_s,
                    tr("Images the network considers most similar to the current one"));
    setMenu(menu);
    if (parent) // keys work while the menu is closed
        parent->addActions(menu->actions());
    for (QAction *action : menu->actions())
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(m_look, &QAction::triggered, &session, &SuggestionSession::look);
    connect(m_accept, &QAction::triggered, this, &SuggestionMenu::askAndAccept);
    connect(m_useful, &QAction::triggered, this, [this] { m_session.findMostUseful(usefulCount); });
    connect(m_similar, &QAction::triggered, this, [this, current = std::move(current)] {
        if (const qint64 image = current(); image != 0)
            m_session.findSimilar(image, similarCount);
    });
    connect(&session, &SuggestionSession::changed, this, &SuggestionMenu::refresh);
    refresh();
}

void SuggestionMenu::refresh()
{
    m_look->setEnabled(!m_session.looking());
    m_accept->setEnabled(!m_session.all().empty());
    m_useful->setEnabled(m_session.hasRun());
}

void SuggestionMenu::askAndAccept()
{
    QDialog dialog(window());
    dialog.setWindowTitle(tr("Accept suggestions"));
    auto *column = new QVBoxLayout(&dialog);
    column->setContentsMargins(gapLarge, gapLarge, gapLarge, 16);
    column->setSpacing(gap);
    auto *form = new QFormLayout;
    auto *percent = new QSpinBox;
    percent->setRange(1, 100);
    percent->setValue(usualPercent);
    percent->setSuffix(tr(" %"));
    percent->setToolTip(tr("Minimum confidence of the prediction"));
    form->addRow(tr("Minimum confidence:"), percent);
    column->addLayout(form);
    QLabel *count = makeLabel({}, "muted");
    column->addWidget(count);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    QPushButton *accept = buttons->addButton(tr("Accept"), QDialogButtonBox::AcceptRole);
    column->addWidget(buttons);
    const auto recount = [&] {
        const qsizetype images = m_session.acceptableLabels(percent->value() / 100.0).size();
        count->setText(
            tr("%1 unlabeled image(s) will be labeled. You can undo this in one step.", nullptr, int(images))
                .arg(formatCount(images)));
        accept->setEnabled(images > 0);
    };
    connect(percent, &QSpinBox::valueChanged, &dialog, recount);
    connect(buttons, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    recount();
    if (dialog.exec() != QDialog::Accepted)
        return;
    const qsizetype images = m_session.acceptableLabels(percent->value() / 100.0).size();
    m_session.accept(percent->value() / 100.0);
    Q_EMIT accepted(tr("%1 labeled as suggested.", nullptr, int(images)).arg(formatCount(images)));
}

} // namespace cairn
