// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/runs/comparedialog.h"

#include "core/base/format.h"
#include "core/project/library.h"
#include "ui/plots/plot.h"
#include "ui/session/backgroundjobs.h"
#include "ui/session/navigation.h"
#include "ui/session/projectsession.h"
#include "ui/session/storedrun.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/plaintext.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QJsonArray>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTableWidget>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr QSize usualSize{960, 640};

QTableWidget *makeTable(const QString &objectName, const QString &accessibleName)
{
    auto *table = new QTableWidget;
    table->setObjectName(objectName);
    styleTable(table, accessibleName);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->horizontalHeader()->setStretchLastSection(true);
    return table;
}

void setText(QTableWidget *table, int row, int column, const QString &text)
{
    auto *item = new QTableWidgetItem(text);
    item->setToolTip(plainTip(text));
    table->setItem(row, column, item);
}

QString verdict(const PairedErrors &errors)
{
    if (errors.images == 0)
        return CompareDialog::tr("no validation images in common");
    const QString p = QString::number(errors.pValue(), 'g', 2);
    if (withinNoise(errors.pValue()))
        return CompareDialog::tr("not significant (p = %1)").arg(p);
    return (errors.becameRight.size() > errors.becameWrong.size() ? CompareDialog::tr("better (p = %1)")
                                                                  : CompareDialog::tr("worse (p = %1)"))
        .arg(p);
}

} // namespace

struct CompareDialog::Found
{
    RunComparison comparison;
    std::vector<StoredRun> runs;

    static Result<Found> read(const Project &project, const std::vector<qint64> &ids)
    {
        Result<RunComparison> comparison = compareRuns(project, ids);
        if (!comparison)
            return comparison.error();
        std::vector<StoredRun> runs;
        for (const qint64 id : ids) {
            Result<StoredRun> run = readStoredRun(project, id);
            if (!run)
                return run.error();
            runs.push_back(*std::move(run));
        }
        return Found{*std::move(comparison), std::move(runs)};
    }
};

CompareDialog::CompareDialog(ProjectSession &session, Navigation &navigation,
                             const std::vector<qint64> &runIds, QWidget *parent)
    : QDialog(parent)
    , m_session(session)
    , m_navigation(navigation)
    , m_state(makeLabel(tr("Reading runs…"), "muted"))
    , m_errors(makeTable(u"comparedErrors"_s, tr("Errors on the same images")))
    , m_split(new QSplitter(Qt::Vertical))
    , m_tabs(new QTabWidget)
    , m_validLoss(new Plot(tr("Validation loss"), tr("epoch"), {}))
    , m_errorRate(new Plot(tr("Error rate"), tr("epoch"), {}))
    , m_trainLoss(new Plot(tr("Training loss"), tr("epoch"), {}))
    , m_differencesOnly(new QCheckBox(tr("Differences only")))
    , m_settings(makeTable(u"comparedSettings"_s, tr("Run settings")))
    , m_data(makeTable(u"comparedData"_s, tr("Differences in images and labels from the first run")))
{
    setWindowTitle(tr("Compare %1 run(s)", nullptr, int(runIds.size())).arg(runIds.size()));
    setAttribute(Qt::WA_DeleteOnClose);
    m_state->setWordWrap(true);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(makeCurves(), tr("Curves"));
    m_tabs->addTab(makeSettings(), tr("Settings"));
    m_tabs->addTab(m_data, tr("Data"));
    m_errors->setMinimumHeight(3 * m_errors->verticalHeader()->defaultSectionSize());
    m_split->addWidget(m_errors);
    m_split->addWidget(m_tabs);
    m_split->setStretchFactor(1, 1);
    m_split->setChildrenCollapsible(false);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(gapLarge, 16, gapLarge, 16);
    column->setSpacing(gap);
    column->addWidget(m_state);
    column->addWidget(m_split, 1);
    column->addWidget(buttons);
    resize(usualSize.boundedTo(parent ? parent->window()->size() : usualSize));

    m_session.jobs().run<Result<Found>>(
        {}, this,
        [project = session.sharedProject(), &writer = session.library().writer(),
         runIds](const ProgressCallback &, const CancelToken &) {
            writer.flush(); // labels of this moment
            return Found::read(*project, runIds);
        },
        [this](const Result<Found> &found) {
            if (found)
                showFound(*found);
            else
                m_state->setText(found.error().message);
            m_ready = true;
            Q_EMIT ready();
        });
}

QWidget *CompareDialog::makeCurves()
{
    auto *row = new QSplitter;
    for (Plot *plot : {m_validLoss, m_errorRate, m_trainLoss}) {
        plot->setWholeX();
        plot->setFromZero();
        plot->setMinimumRange(0, 1);
        auto *box = new QWidget;
        auto *column = new QVBoxLayout(box);
        column->setContentsMargins(0, gapSmall, 0, 0);
        auto *header = new QHBoxLayout;
        header->addWidget(makeLabel(plot->accessibleName(), "heading"), 1);
        header->addWidget(plot->moreButton());
        column->addLayout(header);
        column->addWidget(plot, 1);
        row->addWidget(box);
    }
    m_trainLoss->showLegend();
    row->setChildrenCollapsible(false);
    return row;
}

QWidget *CompareDialog::makeSettings()
{
    m_differencesOnly->setChecked(true);
    connect(m_differencesOnly, &QCheckBox::toggled, this, &CompareDialog::showSettings);
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, gapSmall, 0, 0);
    column->addWidget(m_differencesOnly);
    column->addWidget(m_settings, 1);
    return box;
}

void CompareDialog::showFound(const Found &found)
{
    const RunComparison &comparison = found.comparison;
    QString state = tr("Each run is compared with %1 on the validation images that both evaluated, using the "
                       "current labels.")
                        .arg(comparison.runs.front().name);
    if (const qint64 corrected = comparison.pairs.front().correctedValidation; corrected > 0)
        state += u' '
            + tr("%1 validation label(s) have been corrected since it started, so earlier figures are not "
                 "comparable with these.",
                 nullptr, int(corrected))
                  .arg(formatCount(corrected));
    m_state->setText(state);
    showErrors(comparison);
    showCurves(found);
    m_configurations.clear();
    QStringList headers{tr("Setting")};
    for (const RunRecord &run : comparison.runs) {
        m_configurations.push_back(run.settings());
        headers << run.name;
    }
    m_settings->setColumnCount(int(headers.size()));
    m_settings->setHorizontalHeaderLabels(headers);
    showSettings();
    showData(comparison);
}

void CompareDialog::showErrors(const RunComparison &comparison)
{
    const QString &first = comparison.runs.front().name;
    const QStringList headers{tr("Run"),       tr("Images"),       tr("Error of %1").arg(first),
                              tr("Its error"), tr("Became right"), tr("Became wrong"),
                              tr("Result")};
    m_errors->setColumnCount(int(headers.size()));
    m_errors->setHorizontalHeaderLabels(headers);
    m_errors->setRowCount(int(comparison.pairs.size()));
    for (int row = 0; row < int(comparison.pairs.size()); ++row) {
        const PairedErrors &errors = comparison.pairs[std::size_t(row)].all;
        const QStringList texts{comparison.runs[std::size_t(row) + 1].name,
                                formatCount(errors.images),
                                shareWithInterval(errors.firstWrong, errors.images),
                                shareWithInterval(errors.secondWrong, errors.images),
                                formatCount(qint64(errors.becameRight.size())),
                                formatCount(qint64(errors.becameWrong.size())),
                                verdict(errors)};
        for (int column = 0; column < int(texts.size()); ++column)
            setText(m_errors, row, column, texts[column]);
    }
    m_errors->resizeColumnsToContents();
    constexpr int most = 8; // rows; more scroll
    const int rows = std::min(m_errors->rowCount() + 2, most); // with the header and some air
    m_split->setSizes({rows * m_errors->verticalHeader()->defaultSectionSize(), height()});
}

void CompareDialog::showCurves(const Found &found)
{
    int series = 0;
    for (const StoredRun &run : found.runs) {
        QList<double> epochs;
        QList<double> losses;
        QList<double> errors;
        for (const EpochMetrics &epoch : run.history.epochs()) {
            epochs << epoch.epoch + 1;
            losses << epoch.validLoss;
            errors << epoch.errorRate;
        }
        m_validLoss->setCurve(m_validLoss->addSeries(run.run.name, series), epochs, losses);
        m_errorRate->setCurve(m_errorRate->addSeries(run.run.name, series), epochs, errors);
        m_trainLoss->setCurve(m_trainLoss->addLine(run.run.name, series), run.history.smoothedLoss().x,
                              run.history.smoothedLoss().y);
        ++series;
    }
    for (Plot *plot : {m_validLoss, m_errorRate, m_trainLoss})
        plot->refresh();
}

void CompareDialog::showSettings()
{
    const QJsonObject settings = m_differencesOnly->isChecked() ? configurationDifferences(m_configurations)
                                                                : sideBySide(m_configurations);
    m_settings->setRowCount(int(settings.size()));
    int row = 0;
    for (auto it = settings.begin(); it != settings.end(); ++it, ++row) {
        setText(m_settings, row, 0, it.key());
        int column = 1;
        for (const QJsonValue &value : it->toArray())
            setText(m_settings, row, column++, value.isNull() ? u"–"_s : value.toVariant().toString());
    }
    m_settings->resizeColumnsToContents();
    m_tabs->setTabText(1, settings.isEmpty() ? tr("Settings (identical)") : tr("Settings"));
}

void CompareDialog::showData(const RunComparison &comparison)
{
    const QStringList rows{tr("images added"), tr("images removed"), tr("images relabeled"),
                           tr("moved to validation"), tr("moved to training")};
    QStringList headers{tr("Compared with %1").arg(comparison.runs.front().name)};
    m_data->setColumnCount(int(comparison.runs.size()));
    m_data->setRowCount(int(rows.size()));
    for (int row = 0; row < int(rows.size()); ++row)
        setText(m_data, row, 0, rows[row]);
    for (int column = 1; column < int(comparison.runs.size()); ++column) {
        headers << comparison.runs[std::size_t(column)].name;
        const DataDifference &differs = comparison.pairs[std::size_t(column) - 1].data;
        std::vector<qint64> relabeled;
        for (const DataDifference::Relabeled &one : differs.relabeled)
            relabeled.push_back(one.imageId);
        const std::vector<std::vector<qint64>> lists{differs.added, differs.removed, relabeled,
                                                     differs.toValidation, differs.toTraining};
        for (int row = 0; row < int(rows.size()); ++row) {
            const std::vector<qint64> &images = lists[std::size_t(row)];
            const QString count = formatCount(qint64(images.size()));
            if (images.empty()) {
                setText(m_data, row, column, u"–"_s);
                continue;
            }
            auto *link = new QPushButton(tr("Show %1").arg(count));
            link->setProperty("role", u"link"_s);
            connect(link, &QPushButton::clicked, this, [this, images, what = rows[row], count] {
                m_navigation.showImages(images, tr("%1: %2").arg(what, count));
            });
            m_data->setCellWidget(row, column, link);
        }
    }
    m_data->setHorizontalHeaderLabels(headers);
    m_data->resizeColumnsToContents();
}

} // namespace cairn
