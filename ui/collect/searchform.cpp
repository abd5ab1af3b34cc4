#include "ui/collect/searchform.h"

#include "core/acquire/useragent.h"
#include "ui/style/classmark.h"
#include "ui/widgets/layout.h"

#include <QAbstractItemView>
#include <QBoxLayout>
#include <QComboBox>
#include <QFileDialog>
#include <QIcon>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardPaths>

namespace cairn {

SearchForm::SearchForm(CollectSession &collect, const Library &library, QWidget *parent)
    : QFrame(parent)
    , m_collect(collect)
    , m_library(library)
    , m_provider(new QComboBox)
    , m_query(new QLineEdit)
    , m_class(new QComboBox)
    , m_count(new QSpinBox)
    , m_licence(new QComboBox)
    , m_search(makePrimaryButton(tr("Search and fetch")))
    , m_hint(makeLabel({}, "muted"))
    , m_contact(new QPushButton)
{
    setProperty("role", QStringLiteral("card"));
    m_hint->setWordWrap(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(gapSmall);
    column->addLayout(makeQueryRow());
    column->addLayout(makeOptionRow());
    column->addWidget(m_hint);
    column->addLayout(makeButtonRow());
    connect(m_provider, &QComboBox::currentIndexChanged, this, &SearchForm::updateHint);
    connect(m_query, &QLineEdit::textChanged, this, &SearchForm::updateButton);
    connect(m_query, &QLineEdit::returnPressed, this, &SearchForm::search);
    connect(m_search, &QPushButton::clicked, this, &SearchForm::search);
    connect(&collect, &CollectSession::searchingChanged, this, &SearchForm::updateButton);
    connect(&library, &Library::classesChanged, this, &SearchForm::updateClasses);
    connect(&library, &Library::imagesReset, this, &SearchForm::updateClasses);
    updateClasses();
    updateHint();
    updateButton();
}

QLayout *SearchForm::makeQueryRow()
{
    for (const PictureProvider *provider : pictureProviders())
        m_provider->addItem(provider->name(), provider->id());
    m_provider->setAccessibleName(tr("Where to search"));
    m_provider->setToolTip(tr("Where to search; neither needs an account"));
    m_query->setPlaceholderText(tr("What to search for"));
    m_query->setAccessibleName(tr("What to search for"));
    m_query->setToolTip(tr("Words; for Wikimedia Commons also Category:… or depicts:Q…"));
    m_query->setClearButtonEnabled(true);
    m_query->setMaxLength(300);
    m_search->setToolTip(tr("Search, and fetch what is found in the background (Return)"));
    auto *row = new QHBoxLayout;
    row->setSpacing(gapSmall);
    row->addWidget(m_provider);
    row->addWidget(m_query, 1);
    row->addWidget(m_search);
    return row;
}

QLayout *SearchForm::makeOptionRow()
{
    m_class->setEditable(true);
    m_class->setInsertPolicy(QComboBox::NoInsert);
    m_class->lineEdit()->setPlaceholderText(tr("unlabelled"));
    m_class->setMinimumWidth(110);
    m_class->setAccessibleName(tr("Class of the pictures"));
    m_class->setToolTip(tr("The label that the pictures get; a new name makes a new class"));
    m_count->setRange(1, 100'000);
    m_count->setValue(100);
    m_count->setSuffix(tr(" pictures"));
    m_count->setMaximumWidth(140);
    m_count->setAccessibleName(tr("How many pictures"));
    m_count->setToolTip(tr("How many pictures of this search you want in all; those in the list count"));
    m_licence->addItem(tr("Any licence"), int(LicenceFilter::Any));
    m_licence->addItem(tr("Commercial use allowed"), int(LicenceFilter::Commercial));
    m_licence->addItem(tr("Commercial use and changes allowed"), int(LicenceFilter::Modification));
    m_licence->addItem(tr("Public domain and CC0"), int(LicenceFilter::PublicDomain));
    m_licence->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_licence->setMinimumContentsLength(14);
    m_licence->view()->setMinimumWidth(260);
    m_licence->setAccessibleName(tr("Licences"));
    m_licence->setToolTip(tr("Pictures under other licences are left out"));
    auto *row = new QHBoxLayout;
    row->setSpacing(gapSmall);
    row->addWidget(makeLabel(tr("as"), "muted"));
    row->addWidget(m_class, 1);
    row->addWidget(m_count);
    row->addWidget(m_licence, 1);
    return row;
}

QLayout *SearchForm::makeButtonRow()
{
    auto *list = new QPushButton(tr("List of addresses…"));
    list->setToolTip(
        tr("Fetch the addresses of a text file or CSV with the columns url, label, licence, author"));
    connect(list, &QPushButton::clicked, this, &SearchForm::chooseList);
    connect(m_contact, &QPushButton::clicked, this, &SearchForm::chooseContact);
    updateContact();
    auto *row = new QHBoxLayout;
    row->setSpacing(gapSmall);
    row->addStretch();
    row->addWidget(m_contact);
    row->addWidget(list);
    return row;
}

QString SearchForm::className() const
{
    return m_class->currentText().trimmed();
}

void SearchForm::updateClasses()
{
    const QString text = m_class->currentText();
    m_class->clear();
    for (const ClassRecord &record : m_library.classes())
        m_class->addItem(classIcon(record), record.name);
    m_class->setCurrentIndex(m_class->findText(text, Qt::MatchFixedString));
    m_class->setEditText(text);
    m_class->lineEdit()->setCursorPosition(0);
}

void SearchForm::updateHint()
{
    m_hint->setText(
        m_provider->currentData().toString() == u"commons"
            ? tr("Words, a category (Category:Colosseum) or what is depicted (depicts:Q10285). Author, "
                 "licence and page are kept with every picture.")
            : tr("Words. Openverse gives 240 pictures a search and answers 200 requests a day. Author, "
                 "licence and page are kept with every picture."));
}

void SearchForm::updateButton()
{
    m_search->setEnabled(!m_query->text().trimmed().isEmpty() && !m_collect.searching());
}

void SearchForm::search()
{
    if (!m_search->isEnabled())
        return;
    const PictureSearch search{m_query->text().trimmed(), LicenceFilter(m_licence->currentData().toInt())};
    m_collect.search(m_provider->currentData().toString(), search, className(), m_count->value());
}

void SearchForm::chooseList()
{
    const QString file = QFileDialog::getOpenFileName(
        this, tr("A list of addresses"), QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation),
        tr("Lists (*.txt *.csv *.tsv);;All files (*)"));
    if (!file.isEmpty())
        m_collect.addListFile(file, className());
}

void SearchForm::chooseContact()
{
    bool accepted = false;
    const QString text = QInputDialog::getText(
        window(), tr("Contact"),
        tr("Your e-mail address or web page, told to the servers that pictures are searched on and fetched "
           "from,\nso that their operators can reach you, as Wikimedia asks. Leave it empty to tell none:"),
        QLineEdit::Normal, contact(), &accepted);
    if (!accepted)
        return;
    if (const Result<void> set = setContact(text); !set)
        Q_EMIT failed(set.error());
    updateContact();
}

void SearchForm::updateContact()
{
    const QString known = contact();
    m_contact->setText(known.isEmpty() ? tr("Add a contact…") : tr("Contact…"));
    m_contact->setToolTip(
        known.isEmpty() ? tr("Whom the servers' operators may ask about your searches; Wikimedia asks for it")
                        : tr("The servers are told to ask %1 about your searches").arg(known));
}

} // namespace cairn
