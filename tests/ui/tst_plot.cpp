// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot.h"
#include "ui/plots/plottable.h"
#include "ui/plots/qcp.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;

namespace cairn {

class TestPlot : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_plot.reset(); }
    void savesImages();
    void savesDrawingsAndNumbers();
    void saysWhatCannotBeWritten();
    void tableHoldsThePoints();
    void theLegendLiesBesideTheAxes();
    void marksAreWholeInASmallPlot();
    void axesBeginAtZeroAndLeaveWildValuesOut();

private:
    QByteArray saved(const QString &name)
    {
        const QString file = m_folder.filePath(name);
        QFile in(file);
        return m_plot->saveTo(file) && in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Plot> m_plot;
};

void TestPlot::init()
{
    m_plot = std::make_unique<Plot>(u"Loss"_s, u"epoch"_s, u"loss"_s);
    m_plot->addCurve(u"training"_s, Plot::Ink::Accent, true);
    m_plot->addCurve(u"validation, \"held out\""_s, Plot::Ink::Second, true, true);
    m_plot->setCurve(0, {0.5, 1, 1.5}, {2, 1, 0.5});
    m_plot->setCurve(1, {1, 2}, {1.25, 0.75});
    m_plot->resize(400, 300);
    m_plot->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_plot.get()));
    QTRY_VERIFY(m_plot->replots() > 0);
}

void TestPlot::savesImages()
{
    const QImage image = QImage::fromData(saved(u"loss.png"_s), "png");
    QVERIFY(image.width() > 400); // twice as fine as on the screen
    QVERIFY(!QImage::fromData(saved(u"loss"_s), "png").isNull());
    QVERIFY(saved(u"loss.pdf"_s).startsWith("%PDF"));
}

void TestPlot::savesDrawingsAndNumbers()
{
    QXmlStreamReader svg(saved(u"loss.SVG"_s));
    int lines = 0;
    QStringList texts;
    while (!svg.atEnd()) {
        if (svg.readNext() != QXmlStreamReader::StartElement)
            continue;
        lines += svg.name() == u"polyline"_s || svg.name() == u"path"_s;
        if (svg.name() == u"text"_s)
            texts << svg.readElementText().trimmed();
    }
    QVERIFY2(!svg.hasError(), qPrintable(svg.errorString()));
    QVERIFY(lines > 5); // axes, grid and curves
    QVERIFY(texts.contains(u"epoch"_s));
    const QByteArray csv = saved(u"loss.csv"_s);
    QCOMPARE(csv.trimmed().split('\n').size(), 1 + 5);
    QVERIFY(csv.contains("\"validation, \"\"held out\"\"\""));
}

void TestPlot::saysWhatCannotBeWritten()
{
    for (const QString &ending : {u"png"_s, u"svg"_s, u"pdf"_s, u"csv"_s})
        QVERIFY2(!m_plot->saveTo(m_folder.filePath(u"not/there."_s + ending)), qPrintable(ending));
}

void TestPlot::tableHoldsThePoints()
{
    const std::unique_ptr<PlotTable> table(m_plot->table(nullptr));
    const QAbstractItemModelTester tester(table.get());
    QCOMPARE(table->rowCount(), 5);
    QCOMPARE(table->columnCount(), 3);
}

// Wherever the curves are; where there is little room, below each other.
void TestPlot::theLegendLiesBesideTheAxes()
{
    m_plot->addCurve(u"training, smoothed"_s, Plot::Ink::Faint, false); // a place is empty in two columns
    m_plot->showLegend();
    const QCustomPlot &plot = *m_plot->findChild<QCustomPlot *>();
    for (const QSize size : {QSize(900, 300), QSize(400, 300), QSize(340, 300), QSize(180, 260)}) {
        const int before = m_plot->replots();
        m_plot->resize(size);
        QTRY_VERIFY(m_plot->replots() > before);
        const QRect legend = plot.legend->outerRect();
        QVERIFY(plot.legend->visible() && plot.rect().contains(legend));
        QVERIFY(!legend.intersects(plot.axisRect()->rect()));
        QVERIFY(plot.axisRect()->rect().height() > size.height() / 2);
        for (int i = 0; i < plot.graphCount(); ++i)
            QVERIFY(legend.contains(plot.legend->itemWithPlottable(plot.graph(i))->outerRect()));
    }
}

void TestPlot::marksAreWholeInASmallPlot()
{
    m_plot->setCurve(0, {}, {});
    m_plot->setCurve(1, {1, 2, 3}, {0, 1, 0.5});
    m_plot->setMinimumRange(0, 3);
    const int before = m_plot->replots();
    m_plot->resize(150, 90);
    QTRY_VERIFY(m_plot->replots() > before); // its axes have their places
    m_plot->refresh();
    const QCustomPlot &plot = *m_plot->findChild<QCustomPlot *>();
    const QRect inside = plot.axisRect()->rect();
    QVERIFY(inside.width() < 110 && inside.height() < 60);
    for (const QCPGraphData &point : *plot.graph(1)->data()) {
        const QRectF mark(plot.xAxis->coordToPixel(point.key) - 3.5,
                          plot.yAxis->coordToPixel(point.value) - 3.5, 7, 7);
        QVERIFY(QRectF(inside).contains(mark));
    }
}

void TestPlot::axesBeginAtZeroAndLeaveWildValuesOut()
{
    QList<double> x;
    QList<double> y;
    for (int i = 0; i < 60; ++i) {
        x.append(i / 20.0);
        y.append(1.0 / (1 + i));
    }
    m_plot->setFromZero();
    m_plot->setMinimumRange(0, 3);
    m_plot->setCurve(0, x, y);
    m_plot->setCurve(1, {1}, {900}); // a validation loss that flew away
    m_plot->refresh();
    const QCustomPlot &plot = *m_plot->findChild<QCustomPlot *>();
    QCOMPARE(plot.xAxis->range().lower, 0.0);
    QVERIFY(plot.xAxis->range().upper > 3 && plot.xAxis->range().upper < 3.3);
    QCOMPARE(plot.yAxis->range().lower, 0.0);
    QVERIFY2(plot.yAxis->range().upper < 2, qPrintable(QString::number(plot.yAxis->range().upper)));
    m_plot->setCurve(0, {}, {});
    m_plot->setCurve(1, {1}, {0.4}); // one point alone
    m_plot->refresh();
    QCOMPARE(plot.xAxis->range().lower, 0.0);
    QVERIFY(plot.yAxis->range().lower == 0 && plot.yAxis->range().contains(0.4));
    m_plot->setCurve(0, x, y);
    m_plot->setLogarithmicY(true);
    QCOMPARE(plot.yAxis->scaleType(), QCPAxis::stLogarithmic);
    QVERIFY(plot.yAxis->range().lower > 0 && plot.yAxis->range().contains(1.0 / 60));
}

} // namespace cairn

QTEST_MAIN(cairn::TestPlot)
#include "tst_plot.moc"
