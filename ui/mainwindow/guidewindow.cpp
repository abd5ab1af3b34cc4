// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow/guidewindow.h"

#include "ui/mainwindow/guidebrowser.h"
#include "ui/widgets/layout.h"

#include <QComboBox>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

QUrl addressOf(const QString &document)
{
    return QUrl(u"qrc:/guide/docs/"_s + document);
}

QPushButton *makeHistoryButton(const QString &text, const QString &name, const QKeySequence &key)
{
    auto *button = new QPushButton(text);
    button->setObjectName(name);
    button->setShortcut(key);
    button->setAutoDefault(false);
    button->setEnabled(false);
    return button;
}

} // namespace

GuideWindow::GuideWindow(QWidget *parent)
    : QDialog(parent, Qt::Window)
    , m_documents(new QComboBox)
    , m_back(makeHistoryButton(tr("Back"), u"guideBack"_s, QKeySequence::Back))
    , m_forward(makeHistoryButton(tr("Forward"), u"guideForward"_s, QKeySequence::Forward))
    , m_browser(new GuideBrowser)
{
    setObjectName(u"guide"_s);
    setWindowTitle(tr("Guide"));
    const std::pair<QString, QString> documents[] = {
        {tr("Guide"), u"guide.md"_s},
        {tr("Questions and answers"), u"faq.md"_s},
        {tr("Training settings"), u"settings.md"_s},
        {tr("Files"), u"files.md"_s},
        {tr("Command line"), u"command-line.md"_s},
        {tr("Output for programs"), u"json.md"_s},
        {tr("Several processes"), u"distributed.md"_s},
    };
    for (const auto &[title, document] : documents)
        m_documents->addItem(title, addressOf(document));
    m_documents->setObjectName(u"guideDocuments"_s);
    m_documents->setAccessibleName(tr("Document"));
    m_documents->setToolTip(tr("Choose a document"));
    m_back->setToolTip(tr("Previous page (Alt+Left)"));
    m_forward->setToolTip(tr("Next page (Alt+Right)"));
    m_browser->setObjectName(u"guideText"_s);
    m_browser->setAccessibleName(tr("Guide text"));
    m_browser->document()->setDocumentMargin(gapLarge);

    auto *header = new QHBoxLayout;
    header->setSpacing(gapSmall);
    header->addWidget(m_back);
    header->addWidget(m_forward);
    header->addWidget(m_documents, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(gap, gap, gap, gap);
    column->setSpacing(gap);
    column->addLayout(header);
    column->addWidget(m_browser, 1);

    connect(m_back, &QPushButton::clicked, m_browser, &QTextBrowser::backward);
    connect(m_forward, &QPushButton::clicked, m_browser, &QTextBrowser::forward);
    connect(m_browser, &QTextBrowser::historyChanged, this, &GuideWindow::updateHeader);
    connect(m_browser, &QTextBrowser::sourceChanged, this, &GuideWindow::updateHeader);
    connect(m_documents, &QComboBox::activated, this,
            [this](int index) { m_browser->setSource(m_documents->itemData(index).toUrl()); });
    m_browser->setSource(addressOf(u"guide.md"_s));
    m_browser->setFocus();
    constexpr QSize comfortable(860, 760);
    resize(comfortable);
}

void GuideWindow::updateHeader()
{
    m_back->setEnabled(m_browser->isBackwardAvailable());
    m_forward->setEnabled(m_browser->isForwardAvailable());
    m_documents->setCurrentIndex(m_documents->findData(m_browser->source().adjusted(QUrl::RemoveFragment)));
}

} // namespace cairn
