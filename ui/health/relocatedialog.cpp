// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/health/relocatedialog.h"

#include "core/base/format.h"
#include "core/project/project.h"
#include "ui/session/backgroundjobs.h"
#include "ui/session/datasession.h"
#include "ui/widgets/layout.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int dialogWidth = 560;
constexpr int listHeight = 140;

QString folderIn(const QString &text)
{
    return QDir::fromNativeSeparators(text.trimmed());
}

} // namespace

RelocateDialog::RelocateDialog(DataSession &dataSession, std::shared_ptr<const Project> project,
                               BackgroundJobs &jobs, QWidget *parent)
    : QDialog(parent)
    , m_data(dataSession)
    , m_project(std::move(project))
    , m_jobs(jobs)
    , m_from(new QComboBox)
    , m_to(new QLineEdit)
    , m_outcome(makeLabel({}, "plain"))
    , m_left(new QPlainTextEdit)
    , m_relocate(makePrimaryButton(tr("Find images")))
{
    setWindowTitle(tr("Find moved images"));
    setMinimumWidth(dialogWidth);
    auto *hint = makeLabel(
        tr("Use this if a folder was moved or renamed. Files with identical content in the new folder are "
           "matched to the project's images. Labels and runs are kept, and no file is changed."),
        "muted");
    hint->setWordWrap(true);
    m_outcome->setWordWrap(true);
    m_left->setReadOnly(true);
    m_left->setAccessibleName(tr("Images not found"));
    m_left->setMinimumHeight(listHeight);
    m_left->hide();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->addButton(m_relocate, QDialogButtonBox::ActionRole);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(gapLarge, gapLarge, gapLarge, 16);
    column->setSpacing(gap);
    column->addWidget(hint);
    column->addLayout(makePlaces());
    column->addWidget(m_outcome);
    column->addWidget(m_left, 1);
    column->addWidget(buttons);

    connect(m_relocate, &QPushButton::clicked, this, &RelocateDialog::relocate);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_from, &QComboBox::editTextChanged, this, &RelocateDialog::refresh);
    connect(m_to, &QLineEdit::textChanged, this, &RelocateDialog::refresh);
    connect(&dataSession, &DataSession::relocated, this, &RelocateDialog::showOutcome);
    connect(&dataSession, &DataSession::relocationFailed, this, [this](const Error &error) {
        m_working = false;
        m_outcome->setText(error.message);
        refresh();
    });
    refresh();
    lookForMissing();
}

QLayout *RelocateDialog::makePlaces()
{
    m_from->setEditable(true);
    m_from->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_from->setMinimumContentsLength(30);
    m_from->setToolTip(tr("The folder where the project expects the images"));
    m_to->setToolTip(tr("The folder that contains them now"));
    auto *choose = new QPushButton(tr("Choose…"));
    connect(choose, &QPushButton::clicked, this, &RelocateDialog::chooseFolder);
    auto *place = new QHBoxLayout;
    place->setSpacing(gapSmall);
    place->addWidget(m_to, 1);
    place->addWidget(choose);
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setVerticalSpacing(gap);
    form->setHorizontalSpacing(gap);
    form->addRow(tr("&Old folder"), m_from);
    form->addRow(tr("&New folder"), place);
    qobject_cast<QLabel *>(form->labelForField(place))->setBuddy(m_to);
    m_from->setAccessibleName(tr("Old folder"));
    m_to->setAccessibleName(tr("New folder"));
    return form;
}

// Whose files are gone only the disk knows: a worker asks it.
void RelocateDialog::lookForMissing()
{
    m_jobs.run<Result<QStringList>>(
        {}, this,
        [project = m_project](const ProgressCallback &, const CancelToken &) -> Result<QStringList> {
            return withDatabase(*project, &missingFolders);
        },
        [this](const Result<QStringList> &folders) {
            if (!folders)
                return;
            const QString typed = m_from->currentText();
            m_from->clear();
            for (const QString &folder : *folders)
                m_from->addItem(QDir::toNativeSeparators(folder));
            if (!typed.isEmpty())
                m_from->setEditText(typed);
            if (folders->isEmpty() && m_outcome->text().isEmpty())
                m_outcome->setText(tr("No images are missing."));
        });
}

void RelocateDialog::setFolders(const QString &from, const QString &to)
{
    m_from->setEditText(QDir::toNativeSeparators(from));
    m_to->setText(QDir::toNativeSeparators(to));
}

void RelocateDialog::chooseFolder()
{
    const QString chosen
        = QFileDialog::getExistingDirectory(this, tr("Choose the new folder"), folderIn(m_to->text()));
    if (!chosen.isEmpty())
        m_to->setText(QDir::toNativeSeparators(chosen));
}

void RelocateDialog::refresh()
{
    m_relocate->setEnabled(!m_working && !folderIn(m_from->currentText()).isEmpty()
                           && !folderIn(m_to->text()).isEmpty());
}

void RelocateDialog::relocate()
{
    m_working = true;
    m_left->hide();
    m_outcome->setText(tr("Comparing files…"));
    refresh();
    m_data.relocate(folderIn(m_from->currentText()), folderIn(m_to->text()));
}

void RelocateDialog::showOutcome(const Relocation &relocation)
{
    m_working = false;
    const qint64 left = qint64(relocation.left.size());
    const QString moved
        = tr("%1 image(s) located", nullptr, int(relocation.moved)).arg(formatCount(relocation.moved));
    m_outcome->setText(left == 0
                           ? moved + u'.'
                           : moved + tr("; %1 were not found:", nullptr, int(left)).arg(formatCount(left)));
    QStringList lines;
    for (const Relocation::Left &image : relocation.left)
        lines << u"%1: %2"_s.arg(QDir::toNativeSeparators(image.file), image.reason);
    m_left->setPlainText(lines.join(u'\n'));
    m_left->setVisible(left > 0);
    adjustSize();
    refresh();
    lookForMissing();
}

QString RelocateDialog::outcome() const
{
    return m_outcome->text();
}

} // namespace cairn
