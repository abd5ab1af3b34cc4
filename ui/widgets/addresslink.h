// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

namespace cairn {

/// The address of a web page on one line: what does not fit is cut in its middle, the whole stands in the
/// tooltip. A click opens it in the browser, and only that: nothing but http and https is opened. Its context
/// menu copies it.
class AddressLink : public QPushButton
{
    Q_OBJECT
public:
    explicit AddressLink(QWidget *parent = nullptr);
    /// `title`: what is there; plain text.
    void setAddress(const QString &address, const QString &title);
    QString address() const { return m_address; }
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void cut();
    void openPage();

    QString m_address;
};

} // namespace cairn
