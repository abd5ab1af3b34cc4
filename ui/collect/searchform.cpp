// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/collect/searchform.h"

#include "core/acquire/useragent.h"
#include "ui/collect/contactdialog.h"
#include "ui/style/classmark.h"
#include "ui/widgets/layout.h"

#include <QAbstractItemView>
#include <QBoxLayout>
#include <QComboBox>
#include <QFileDialog>
#include <QIcon>
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
    , m_depthRow(new QWidget)
    , m_depth(new QSpinBox)
    , m_search(makePrimaryButton(tr("Search")))
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
    fillDepthRow();
    column->addLayout(makeButtonRow());
    connect(m_provider, &QComboBox::currentIndexChanged, this, &SearchForm::updateProvider);
    connect(m_query, &QLineEdit::textChanged, this, [this] {
        updateHint();
        updateButton();
    });
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
    m_provider->setToolTip(tr("Where to search; none needs an account"));
    m_query->setPlaceholderText(tr("What to search for"));
    m_query->setAccessibleName(tr("What to search for"));
    m_query->setToolTip(tr("What to search for, as the line below says"));
    m_query->setClearButtonEnabled(true);
    m_query->setMaxLength(300);
    m_search->setToolTip(tr("Search, and look at the first images before any are fetched (Return)"));
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
    m_class->lineEdit()->setPlaceholderText(tr("unlabeled"));
    m_class->setMinimumWidth(110);
    m_class->setAccessibleName(tr("Class of the images"));
    m_class->setToolTip(tr("The label that the images get; a new name makes a new class"));
    m_count->setRange(1, 100'000);
    m_count->setValue(100);
    m_count->setSuffix(tr(" images"));
    m_count->setMaximumWidth(140);
    m_count->setAccessibleName(tr("How many images"));
    m_count->setToolTip(tr("How many images of this search you want in all; those in the list count"));
    m_licence->addItem(tr("Any license"), int(LicenceFilter::Any));
    m_licence->addItem(tr("Commercial use allowed"), int(LicenceFilter::Commercial));
    m_licence->addItem(tr("Commercial use and changes allowed"), int(LicenceFilter::Modification));
    m_licence->addItem(tr("Public domain and CC0"), int(LicenceFilter::PublicDomain));
    m_licence->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_licence->setMinimumContentsLength(14);
    m_licence->view()->setMinimumWidth(260);
    m_licence->setAccessibleName(tr("Licenses"));
    m_licence->setToolTip(tr("Images under other licenses are left out"));
    auto *row = new QHBoxLayout;
    row->setSpacing(gapSmall);
    row->addWidget(makeLabel(tr("as"), "muted"));
    row->addWidget(m_class, 1);
    row->addWidget(m_count);
    row->addWidget(m_licence, 1);
    return row;
}

void SearchForm::fillDepthRow()
{
    m_depth->setRange(0, deepestCategory);
    m_depth->setValue(deepestCategory);
    m_depth->setSpecialValueText(tr("none"));
    m_depth->setAccessibleName(tr("Levels of subcategories"));
    m_depth->setToolTip(tr("How many levels below the category are searched, too; none: only its own files"));
    auto *row = new QHBoxLayout(m_depthRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(gapSmall);
    row->addWidget(makeLabel(tr("Levels of subcategories"), "muted"));
    row->addWidget(m_depth);
}

QLayout *SearchForm::makeButtonRow()
{
    auto *list = new QPushButton(tr("From a list…"));
    list->setToolTip(
        tr("Fetch the addresses of a text file or CSV (url, label, license, author), or make the searches of "
           "a CSV (class, query, count) one after the other"));
    connect(list, &QPushButton::clicked, this, &SearchForm::chooseList);
    connect(m_contact, &QPushButton::clicked, this, &SearchForm::chooseContact);
    updateContact();
    auto *row = new QHBoxLayout;
    row->setSpacing(gapSmall);
    row->addWidget(m_depthRow);
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

void SearchForm::updateProvider()
{
    const PictureProvider *provider = pictureProvider(m_provider->currentData().toString());
    if (provider)
        m_licence->setCurrentIndex(m_licence->findData(int(provider->usualLicences())));
    updateHint();
}

void SearchForm::updateHint()
{
    const PictureProvider *provider = pictureProvider(m_provider->currentData().toString());
    m_hint->setText(provider ? provider->hint() + u' ' + tr("Author, license and page are kept.")
                             : QString());
    m_depthRow->setVisible(provider && provider->id() == u"commons"
                           && m_query->text().trimmed().startsWith(u"Category:", Qt::CaseInsensitive));
}

void SearchForm::updateButton()
{
    m_search->setEnabled(!m_query->text().trimmed().isEmpty() && !m_collect.searching());
}

void SearchForm::search()
{
    if (!m_search->isEnabled())
        return;
    WantedSearch wanted{m_provider->currentData().toString(),
                        {m_query->text().trimmed(), LicenceFilter(m_licence->currentData().toInt())},
                        0,
                        m_count->value()};
    wanted.search.depth = m_depth->value();
    m_collect.look(wanted, className());
}

void SearchForm::chooseList()
{
    const QString file
        = QFileDialog::getOpenFileName(this, tr("A list of addresses or searches"),
                                       QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation),
                                       tr("Lists (*.txt *.csv *.tsv);;All files (*)"));
    if (!file.isEmpty())
        m_collect.addListFile(file, className());
}

void SearchForm::chooseContact()
{
    auto *dialog = new ContactDialog(window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::finished, this, &SearchForm::updateContact);
    dialog->open();
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
