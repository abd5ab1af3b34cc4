// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/acquire/useragent.h"
#include "core/base/text.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace cairn {

const QString projectPage = QStringLiteral(CAIRN_HOMEPAGE);

namespace {

constexpr auto contactKey = "collect/contact"_L1;
constexpr auto askedKey = "collect/contactAsked"_L1;

// Visible ASCII without what ends a comment or a header: no space, no line break, no parenthesis.
bool isContact(const QString &text)
{
    static const QRegularExpression mail(
        uR"(\A[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\z)"_s);
    static const QRegularExpression page(
        uR"(\Ahttps?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:\d{1,5})?(/[A-Za-z0-9._~%/?#&=+@:-]*)?\z)"_s);
    return text.size() <= 120 && (mail.match(text).hasMatch() || page.match(text).hasMatch());
}

} // namespace

QString contact()
{
    const QString text = QSettings().value(contactKey).toString();
    return isContact(text) ? text : QString(); // settings can be edited by hand
}

Result<void> setContact(const QString &text)
{
    const QString clean = text.trimmed();
    if (clean.isEmpty()) {
        QSettings().remove(contactKey);
        return {};
    }
    if (!isContact(clean))
        return Error{
            ErrorCode::InvalidInput,
            Text::tr("A contact must be an email address or the address of a web page: name@example.org or "
                     "https://example.org/about.")};
    QSettings().setValue(contactKey, clean);
    return {};
}

bool contactWasAsked()
{
    return QSettings().value(askedKey).toBool() || !contact().isEmpty();
}

void setContactAsked()
{
    QSettings().setValue(askedKey, true);
}

QString contactHint(const QString &service)
{
    return Text::tr(
               "%1 allows more requests with a contact: add yours (“Add contact…” in the window, --contact "
               "on the command line).")
        .arg(service);
}

QByteArray userAgent(const QString &contact)
{
    QString version = QCoreApplication::applicationVersion();
    if (version.isEmpty())
        version = u"0"_s;
    const QString whom = contact.isEmpty() ? QString() : contact + u"; "_s;
    return u"Cairn/%1 (%2; %3desktop program that collects training images) Qt/%4"_s
        .arg(version, projectPage, whom, QLatin1StringView(qVersion()))
        .toLatin1();
}

} // namespace cairn
