// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/collect/contactdialog.h"

#include "core/acquire/useragent.h"
#include "ui/widgets/layout.h"

#include <QBoxLayout>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace cairn {

ContactDialog::ContactDialog(QWidget *parent)
    : QDialog(parent)
    , m_field(new QLineEdit(contact()))
    , m_problem(makeLabel({}, "muted"))
{
    setWindowTitle(tr("Whom may the servers ask?"));
    QLabel *why = makeLabel(tr("Wikimedia asks programs to say whom to contact about their requests: with an "
                               "e-mail address or web "
                               "page it answers 200 requests a minute, without one 10. What you write here "
                               "is told to the servers "
                               "that images are searched on and fetched from, and to nobody else."),
                            "plain");
    why->setWordWrap(true);
    m_field->setPlaceholderText(tr("name@example.org or https://example.org/about"));
    m_field->setAccessibleName(tr("Your e-mail address or web page"));
    m_field->setMinimumWidth(440);
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto *buttons = new QDialogButtonBox;
    QPushButton *use = makePrimaryButton(tr("Use this contact"));
    use->setDefault(true);
    use->setToolTip(tr("Keep it and go on"));
    buttons->addButton(use, QDialogButtonBox::ActionRole);
    QPushButton *skip = buttons->addButton(tr("Go on without"), QDialogButtonBox::RejectRole);
    skip->setToolTip(tr("Go on; “Add a contact…” asks again"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 20, 20, 16);
    column->setSpacing(gap);
    column->addWidget(why);
    column->addWidget(m_field);
    column->addWidget(m_problem);
    column->addWidget(buttons);
    connect(use, &QPushButton::clicked, this, &ContactDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(this, &QDialog::finished, this, [] { setContactAsked(); });
}

void ContactDialog::save()
{
    if (const Result<void> set = setContact(m_field->text()); !set) {
        m_problem->setText(set.error().message);
        m_problem->show();
        m_field->setFocus();
        return;
    }
    accept();
}

} // namespace cairn
