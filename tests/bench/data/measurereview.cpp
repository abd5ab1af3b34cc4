// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers of reviewing, and the matrix of many classes.

#include "core/learn/evaluation/calibration.h"
#include "core/learn/evaluation/classreport.h"
#include "core/learn/evaluation/labelissues.h"
#include "tests/bench/data/measures.h"
#include "ui/widgets/confusion/confusionview.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QPixmap>
#include <QScrollBar>

#include <algorithm>
#include <cmath>
#include <random>

using namespace Qt::StringLiterals;

namespace cairn::bench {

namespace {

constexpr int images = 10'000;
constexpr int classes = 100;
constexpr int manyClasses = 1000;
constexpr int scrolls = 60;

double millisecondsOf(const QElapsedTimer &clock)
{
    return double(clock.nsecsElapsed()) / 1e6;
}

/// A classifier that is right in nine of ten cases, and labels of which one in twenty is wrong.
std::vector<Prediction> drawnPredictions()
{
    std::mt19937 random(1);
    std::normal_distribution<float> noise(0, 1);
    std::vector<Prediction> predictions;
    for (int i = 0; i < images; ++i) {
        Prediction prediction;
        prediction.imageId = i + 1;
        const int truth = int(random() % classes);
        prediction.actual = random() % 20 == 0 ? int(random() % classes) : truth;
        float sum = 0;
        for (int k = 0; k < classes; ++k) {
            prediction.probabilities.push_back(std::exp(noise(random) + (k == truth ? 5.0F : 0.0F)));
            sum += prediction.probabilities.back();
        }
        for (float &p : prediction.probabilities)
            p /= sum;
        const auto largest = std::ranges::max_element(prediction.probabilities);
        prediction.predicted = int(largest - prediction.probabilities.begin());
        prediction.probability = double(*largest);
        prediction.actualProbability = double(prediction.probabilities[std::size_t(prediction.actual)]);
        prediction.loss = -std::log(prediction.actualProbability);
        predictions.push_back(std::move(prediction));
    }
    return predictions;
}

/// The longest of many paints of the part of a large matrix that a window of 1180 × 720 shows.
double longestPaint()
{
    ConfusionMatrix matrix(manyClasses);
    QStringList names;
    std::mt19937 random(2);
    for (int k = 0; k < manyClasses; ++k) {
        names << u"class number %1"_s.arg(k);
        matrix.add(k, k, 40);
        for (int i = 0; i < 10; ++i)
            matrix.add(k, int(random() % manyClasses), 1 + int(random() % 5));
    }
    ConfusionView view;
    view.resize(1180, 720);
    view.setMatrix(matrix, names);
    view.show();
    QApplication::processEvents();
    QPixmap target(view.size());
    double longest = 0;
    for (int i = 0; i < scrolls; ++i) {
        view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum() * i / scrolls);
        view.horizontalScrollBar()->setValue(view.horizontalScrollBar()->maximum() * i / scrolls);
        QElapsedTimer clock;
        clock.start();
        view.render(&target);
        longest = std::max(longest, millisecondsOf(clock));
    }
    return longest;
}

} // namespace

Result<QList<Figure>> measureReview(const Workload &)
{
    const std::vector<Prediction> predictions = drawnPredictions();
    QElapsedTimer clock;
    clock.start();
    const Evaluation evaluation = evaluate(predictions, classes);
    const LabeledProbabilities said = labeledProbabilities(evaluation.predictions, classes);
    const double temperature = fitTemperature(said);
    const double after = calibrationOf(withTemperature(said, temperature)).ece;
    const std::vector<ClassReport> reports = classReports(evaluation);
    const std::size_t shown = topLosses(evaluation.predictions).size() + coverageCurve(said).size()
        + evaluation.confusion.mostConfused().size() + std::size_t(topFiveAccuracy(said).value_or(0) + after);
    const double figures = millisecondsOf(clock);
    if (shown == 0 || reports.empty())
        return Error{ErrorCode::Internal, u"Nothing was counted."_s};

    clock.restart();
    const std::size_t issues = labelIssues(said).size() + labelQuality(said).size();
    const double issuesTook = millisecondsOf(clock);
    if (issues == 0)
        return Error{ErrorCode::Internal, u"No label looked wrong."_s};
    return QList<Figure>{{u"10,000 predictions of 100 classes: all numbers and lists"_s, figures, u"ms"_s,
                          Figure::Bound::Below, 300},
                         {u"label issues among them"_s, issuesTook, u"ms"_s, Figure::Bound::Below, 1000},
                         {u"matrix of 1,000 classes: longest paint while scrolling"_s, longestPaint(),
                          u"ms"_s, Figure::Bound::Below, 16}};
}

} // namespace cairn::bench
