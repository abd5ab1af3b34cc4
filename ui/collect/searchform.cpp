// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/collect/searchform.h"

#include "core/acquire/useragent.h"
#include "ui/collect/contactdialog.h"
#include "ui/style/classmark.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/plaintext.h"

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
    , m_license(new QComboBox)
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
    for (const ImageProvider *provider : imageProviders())
        m_provider->addItem(provider->name(), provider->id());
    m_provider->setAccessibleName(tr("Image provider"));
    m_provider->setToolTip(tr("Image provider; no account needed"));
    m_query->setPlaceholderText(tr("Search terms"));
    m_query->setAccessibleName(tr("Search terms"));
    m_query->setToolTip(tr("Search terms; see the hint below"));
    m_query->setClearButtonEnabled(true);
    m_query->setMaxLength(300);
    m_search->setToolTip(tr("Search and preview the first results before downloading (Return)"));
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
    m_class->setToolTip(tr("Label for the downloaded images; a new name creates a class"));
    m_count->setRange(1, 100'000);
    m_count->setValue(100);
    m_count->setSuffix(tr(" images"));
    m_count->setMaximumWidth(140);
    m_count->setAccessibleName(tr("Number of images"));
    m_count->setToolTip(tr("Total number of images wanted from this search, including those already queued"));
    m_license->addItem(tr("Any license"), int(LicenseFilter::Any));
    m_license->addItem(tr("Commercial use"), int(LicenseFilter::Commercial));
    m_license->addItem(tr("Commercial use and modification"), int(LicenseFilter::Modification));
    m_license->addItem(tr("Public domain and CC0"), int(LicenseFilter::PublicDomain));
    m_license->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_license->setMinimumContentsLength(14);
    m_license->view()->setMinimumWidth(260);
    m_license->setAccessibleName(tr("Licenses"));
    m_license->setToolTip(tr("Images under other licenses are skipped"));
    auto *row = new QHBoxLayout;
    row->setSpacing(gapSmall);
    row->addWidget(makeLabel(tr("as"), "muted"));
    row->addWidget(m_class, 1);
    row->addWidget(m_count);
    row->addWidget(m_license, 1);
    return row;
}

void SearchForm::fillDepthRow()
{
    m_depth->setRange(0, deepestCategory);
    m_depth->setValue(deepestCategory);
    m_depth->setSpecialValueText(tr("none"));
    m_depth->setAccessibleName(tr("Subcategory levels"));
    m_depth->setToolTip(
        tr("How many subcategory levels to search; none searches only the category's own files"));
    auto *row = new QHBoxLayout(m_depthRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(gapSmall);
    row->addWidget(makeLabel(tr("Subcategory levels"), "muted"));
    row->addWidget(m_depth);
}

QLayout *SearchForm::makeButtonRow()
{
    auto *list = new QPushButton(tr("URL list…"));
    list->setToolTip(tr("Download the addresses in a text file or CSV (url, label, license, author), or run "
                        "the searches in a CSV (class, query, count)"));
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
    const ImageProvider *provider = imageProvider(m_provider->currentData().toString());
    if (provider)
        m_license->setCurrentIndex(m_license->findData(int(provider->usualLicenses())));
    updateHint();
}

void SearchForm::updateHint()
{
    const ImageProvider *provider = imageProvider(m_provider->currentData().toString());
    m_hint->setText(provider ? provider->hint() + u' ' + tr("Author, license and page are stored.")
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
                        {m_query->text().trimmed(), LicenseFilter(m_license->currentData().toInt())},
                        0,
                        m_count->value()};
    wanted.search.depth = m_depth->value();
    m_collect.look(wanted, className());
}

void SearchForm::chooseList()
{
    const QString file
        = QFileDialog::getOpenFileName(this, tr("Choose a list of addresses or searches"),
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
    m_contact->setText(known.isEmpty() ? tr("Add contact…") : tr("Contact…"));
    m_contact->setToolTip(plainTip(
        known.isEmpty() ? tr("Contact sent to image servers with each request; Wikimedia asks for one")
                        : tr("Contact sent to image servers: %1").arg(known)));
}

} // namespace cairn
