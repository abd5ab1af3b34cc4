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
    setWindowTitle(tr("Contact for image servers"));
    QLabel *why
        = makeLabel(tr("Wikimedia asks programs to provide a contact for their requests: it allows 200 "
                       "requests a minute with an email address or web page, and 10 without. The contact is "
                       "sent only to the servers that Cairn searches and downloads images from."),
                    "plain");
    why->setWordWrap(true);
    m_field->setPlaceholderText(tr("name@example.org or https://example.org/about"));
    m_field->setAccessibleName(tr("Your email address or web page"));
    m_field->setMinimumWidth(440);
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto *buttons = new QDialogButtonBox;
    QPushButton *use = makePrimaryButton(tr("Save contact"));
    use->setObjectName(QStringLiteral("saveContact"));
    use->setDefault(true);
    use->setToolTip(tr("Save the contact and continue"));
    buttons->addButton(use, QDialogButtonBox::ActionRole);
    QPushButton *skip = buttons->addButton(tr("Continue without"), QDialogButtonBox::RejectRole);
    skip->setToolTip(tr("You can add one later with “Add contact…”"));
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
