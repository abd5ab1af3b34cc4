// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTextBrowser>

namespace cairn {

/// As links write it: "Train again" is #train-again. Letters, digits, hyphens and underscores stay.
QString headingAnchor(const QString &heading);

/// Shows the documents that the program carries (qrc:/guide/docs/…, Markdown). Links among them and to their
/// headings are followed here, links to the web open in the browser, and others lead nowhere.
class GuideBrowser : public QTextBrowser
{
    Q_OBJECT
public:
    explicit GuideBrowser(QWidget *parent = nullptr);

    QVariant loadResource(int type, const QUrl &name) override;

protected:
    void doSetSource(const QUrl &name, QTextDocument::ResourceType type) override;

private:
    void follow(const QUrl &link);
    void nameHeadings();
    void styleTables();
};

} // namespace cairn
