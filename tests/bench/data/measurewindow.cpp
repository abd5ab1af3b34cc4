// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/data/benchwindow.h"
#include "tests/bench/data/heartbeat.h"
#include "tests/bench/data/material.h"
#include "tests/bench/data/measures.h"
#include "ui/label/filterbar.h"
#include "ui/label/imagegrid.h"
#include "ui/label/imagelistmodel.h"
#include "ui/session/projectsession.h"
#include "ui/thumbnails/thumbnailprovider.h"

#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace cairn::bench {

namespace {

constexpr qint64 quietMs = 700; // nothing happens any more
constexpr int dragSteps = 600; // ten seconds at 60 a second
constexpr int pagesRead = 300;

double millisecondsOf(const QElapsedTimer &clock)
{
    return double(clock.nsecsElapsed()) / 1e6;
}

class WindowMeasure
{
public:
    explicit WindowMeasure(const Workload &workload)
        : m_workload(workload)
    {
    }

    Result<QList<Figure>> run(const QString &project)
    {
        if (const auto opened = open(project); !opened)
            return opened.error();
        filter();
        sort();
        if (const auto labeled = label(); !labeled)
            return labeled.error();
        scroll();
        return m_figures;
    }

private:
    ImageGrid &grid() { return m_window->label().grid(); }
    ImageListModel &model() { return m_window->label().model(); }

    void add(const QString &name, double value, const QString &unit, double goal)
    {
        m_figures << Figure{name, value, unit, Figure::Bound::Below, goal};
    }

    Result<void> open(const QString &project)
    {
        QElapsedTimer clock;
        clock.start();
        m_window = std::make_unique<BenchWindow>();
        QObject::connect(&m_window->workspace, &Workspace::sessionChanged, &m_window->window, [this] {
            if (m_window->window.projectView()) // the window's own slot came before
                m_paints = std::make_unique<PaintCounter>(grid().viewport());
        });
        if (const auto opened = m_window->open(project); !opened)
            return opened;
        waitFor([this] { return m_paints->count > 0; });
        finishDrawing();
        add(u"open: window usable"_s, millisecondsOf(clock), u"ms"_s, 1000);
        if (model().rowCount() != m_workload.images)
            return Error{ErrorCode::Internal, u"The grid does not show every image."_s};
        const double quiet = waitUntilQuiet();
        add(u"open: grid complete, thumbnails on screen"_s, millisecondsOf(clock) - quiet, u"ms"_s, 3000);
        return {};
    }

    /// Until the grid is laid out to its end and all it shows is drawn; milliseconds since that was so.
    double waitUntilQuiet()
    {
        QElapsedTimer since;
        since.start();
        const auto happened = [&since] { since.restart(); };
        QObject guard;
        QObject::connect(grid().verticalScrollBar(), &QScrollBar::rangeChanged, &guard, happened);
        QObject::connect(&m_window->session().thumbnails(), &ThumbnailProvider::ready, &guard, happened);
        waitFor([&] { return since.elapsed() > quietMs; });
        return millisecondsOf(since);
    }

    /// Milliseconds from `action` until the grid is drawn anew and no drawing is pending.
    double untilDrawn(const std::function<void()> &action)
    {
        QElapsedTimer clock;
        clock.start();
        const int before = m_paints->count;
        action();
        waitFor([&] { return m_paints->count > before; }, 10'000);
        finishDrawing();
        return millisecondsOf(clock);
    }

    /// Until the event loop comes round without drawing the grid.
    void finishDrawing()
    {
        for (int painted = -1; painted != m_paints->count;) {
            painted = m_paints->count;
            QCoreApplication::processEvents();
        }
    }

    /// The slowest of some, each then taken back by `restore`.
    void addWorst(const QString &what, const std::vector<std::pair<QString, std::function<void()>>> &actions,
                  const std::function<void()> &restore)
    {
        std::pair<double, QString> worst;
        for (const auto &[name, action] : actions) {
            worst = std::max(worst, {untilDrawn(action), name});
            waitUntilQuiet();
            worst = std::max(worst, {untilDrawn(restore), u"back from "_s + name});
            waitUntilQuiet();
        }
        add(u"%1 (slowest: %2)"_s.arg(what, worst.second), worst.first, u"ms"_s, 100);
    }

    void filter()
    {
        LabelPage &page = m_window->label();
        const auto narrow = [this](const std::function<void(ImageFilter &)> &change) {
            return [this, change] {
                ImageFilter imageFilter;
                change(imageFilter);
                model().setImageFilter(imageFilter);
            };
        };
        addWorst(u"filter"_s,
                 {{u"class"_s,
                   [&] {
                       page.setFilter({ImageScope::Kind::Class, 3});
                   }},
                  {u"unlabelled"_s,
                   [&] {
                       page.setFilter({ImageScope::Kind::Unlabeled, 0});
                   }},
                  {u"text"_s, narrow([](ImageFilter &one) { one.text = u"img_09"_s; })},
                  {u"licence"_s, narrow([](ImageFilter &one) { one.license = u"CC BY-SA 4.0"_s; })},
                  {u"size"_s, narrow([](ImageFilter &one) { one.smallerThan = 1024; })}},
                 [&] {
                     page.setFilter({});
                     model().setImageFilter({});
                     grid().viewport()->update(); // also where nothing was to be taken back
                 });
    }

    void sort()
    {
        const auto order = [this](ImageOrder by, bool descending) {
            return [this, by, descending] { model().setOrder(by, descending); };
        };
        addWorst(u"order"_s,
                 {{u"by name"_s, order(ImageOrder::Name, false)},
                  {u"by name, descending"_s, order(ImageOrder::Name, true)},
                  {u"by class"_s, order(ImageOrder::Class, false)},
                  {u"by file size"_s, order(ImageOrder::FileSize, false)}},
                 order(ImageOrder::Added, false));
    }

    void selectFirst(int count)
    {
        grid().setFocus(); // keys go to whoever has it
        grid().selectRow(0);
        grid().selectionModel()->select(QItemSelection(model().index(0), model().index(count - 1)),
                                        QItemSelectionModel::ClearAndSelect);
        waitUntilQuiet();
    }

    struct Times
    {
        double screen;
        double disk;
    };
    Times edit(const std::function<void()> &action)
    {
        QElapsedTimer clock;
        clock.start();
        const double screen = untilDrawn(action);
        m_window->session().library().writer().flush();
        const Times times{screen, millisecondsOf(clock)};
        waitUntilQuiet();
        return times;
    }

    /// In the list of unlabeled ones, which the images leave, and in that of all, where they stay.
    Result<void> label()
    {
        Times labeled{};
        Times undone{};
        const auto worse = [](Times &sum, Times one) {
            sum = {std::max(sum.screen, one.screen), std::max(sum.disk, one.disk)};
        };
        for (const auto kind : {ImageScope::Kind::Unlabeled, ImageScope::Kind::All}) {
            m_window->label().setFilter({kind, 0});
            waitUntilQuiet();
            selectFirst(m_workload.labeled);
            const Library &library = m_window->session().library();
            const qint64 second = library.classes()[1].id;
            const int before = library.classCount(second);
            worse(labeled, edit([this] { QTest::keyClick(&grid(), Qt::Key_2); }));
            const int after = library.classCount(second);
            worse(undone,
                  edit([this] { QTest::keyClick(&m_window->window, Qt::Key_Z, Qt::ControlModifier); }));
            if (after < before + m_workload.labeled / 2 || library.classCount(second) != before)
                return Error{ErrorCode::Internal,
                             u"The keys did not label and undo: %1 images of the class, then %2, then %3."_s
                                 .arg(before)
                                 .arg(after)
                                 .arg(library.classCount(second))};
        }
        const QString count = QLocale(QLocale::English).toString(m_workload.labeled);
        add(u"label %1: to screen"_s.arg(count), labeled.screen, u"ms"_s, 200);
        add(u"label %1: on disk"_s.arg(count), labeled.disk, u"ms"_s, 1000);
        add(u"undo that: to screen"_s, undone.screen, u"ms"_s, 200);
        add(u"undo that: on disk"_s, undone.disk, u"ms"_s, 1000);
        return {};
    }

    /// Once from end to end in ten seconds, as with the bar; then page by page.
    void scroll()
    {
        QScrollBar &bar = *grid().verticalScrollBar();
        bar.setValue(0);
        waitUntilQuiet();
        const auto [dragged, frames] = move(dragSteps, double(bar.maximum()) / dragSteps);
        add(u"scroll end to end in %1 s: longest gap of the event loop"_s.arg(dragSteps / 60), dragged,
            u"ms"_s, 33);
        m_figures << Figure{u"frames drawn meanwhile"_s, frames, u"a second"_s};
        const auto [read, slowFrames] = move(pagesRead, -bar.pageStep());
        add(u"scroll %1 pages, every image drawn: longest gap"_s.arg(pagesRead), read, u"ms"_s, 33);
        m_figures << Figure{u"frames drawn meanwhile, pages"_s, slowFrames, u"a second"_s};
    }

    std::pair<double, double> move(int steps, double pixels)
    {
        QScrollBar &bar = *grid().verticalScrollBar();
        QElapsedTimer clock;
        clock.start();
        const int start = bar.value();
        const int before = m_paints->count;
        int step = 0;
        QTimer timer;
        timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&timer, &QTimer::timeout, &timer,
                         [&] { bar.setValue(start + int(++step * pixels)); });
        Heartbeat heart;
        timer.start(1000 / 60);
        waitFor([&] { return step >= steps; });
        return {heart.longest(), (m_paints->count - before) / (millisecondsOf(clock) / 1000)};
    }

    const Workload m_workload;
    std::unique_ptr<BenchWindow> m_window;
    std::unique_ptr<PaintCounter> m_paints;
    QList<Figure> m_figures;
};

} // namespace

Result<QList<Figure>> measureWindow(const Workload &workload)
{
    const QTemporaryDir folder;
    const auto project = copyProject(workload, folder.path());
    if (!project)
        return project.error();
    return WindowMeasure(workload).run(*project);
}

} // namespace cairn::bench
