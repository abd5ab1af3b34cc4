// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/inference/predictor.h"
#include "core/base/text.h"

#include "core/engine/data/batchloader.h"
#include "core/engine/inference/testtime.h"
#include "core/engine/network/anymodel.h"
#include "core/engine/runtime/torchguard.h"
#include "core/engine/runtime/torchruntime.h"
#include "core/imaging/decode.h"

#include <algorithm>

namespace cairn {

namespace {

constexpr int batchSize = 32;
// Files go to the loader in portions, so that its bookkeeping does not grow with their number. Between two
// portions the threads start anew, which must be rare.
constexpr qsizetype portionSize = 128 * batchSize;
// Where every image is looked at several times, results come a portion at a time.
constexpr qsizetype viewedPortionSize = 8 * batchSize;

using ResultCallback = std::function<void(const FilePrediction &)>;

FilePrediction predictionOf(const QString &file, const torch::Tensor &probabilities)
{
    FilePrediction prediction;
    prediction.file = file;
    const float *values = probabilities.data_ptr<float>();
    prediction.probabilities.assign(values, values + probabilities.numel());
    const auto largest = std::max_element(prediction.probabilities.begin(), prediction.probabilities.end());
    prediction.predicted = int(largest - prediction.probabilities.begin());
    return prediction;
}

// The loader leaves unreadable images out; reading one again tells why.
FilePrediction failureOf(const QString &file)
{
    FilePrediction prediction;
    prediction.file = file;
    const auto decoded = decodeImageFile(file);
    prediction.error
        = decoded ? Text::tr("The image could not be read the first time.") : decoded.error().message;
    return prediction;
}

std::vector<Example> examplesOf(const QStringList &files)
{
    std::vector<Example> examples;
    for (const QString &file : files)
        examples.push_back({0, file, -1});
    return examples;
}

class NetworkPredictor : public Predictor
{
public:
    explicit NetworkPredictor(ClassifyingModel model)
        : m_network(std::move(model.network))
        , m_temperature(model.temperature)
    {
    }

    const ModelSpec &spec() const override { return m_network->spec; }

    Result<void> predict(const QStringList &files, const ResultCallback &onResult, const CancelToken &cancel,
                         const TestTimeAugmentation &augmentation) override
    {
        const bool views = augmentation.views > 0;
        const qsizetype portion = views ? viewedPortionSize : portionSize;
        const auto done = guarded([&]() -> Result<void> {
            const torch::NoGradGuard noGrad;
            for (qsizetype first = 0; first < files.size() && !cancel.cancelled(); first += portion) {
                if (views)
                    predictViews(files.mid(first, portion), onResult, cancel, augmentation);
                else
                    predictPortion(files.mid(first, portion), onResult, cancel);
            }
            if (cancel.cancelled())
                return Error{ErrorCode::Cancelled, Text::tr("The classification was canceled.")};
            return {};
        });
        releaseUnusedMemory();
        return done;
    }

private:
    LoaderOptions loading() const
    {
        LoaderOptions options;
        options.imageSize = spec().imageSize;
        options.batchSize = batchSize;
        options.resize = spec().resize;
        return options;
    }

    void predictViews(const QStringList &files, const ResultCallback &onResult, const CancelToken &cancel,
                      const TestTimeAugmentation &augmentation)
    {
        const ViewProbabilities views = classifyViews(
            m_network, {.examples = examplesOf(files), .loading = loading(), .augmentation = augmentation},
            {}, cancel);
        for (qsizetype i = 0; i < files.size() && !cancel.cancelled(); ++i)
            onResult(views.readable[std::size_t(i)] ? predictionOf(files[i], views.mean[i])
                                                    : failureOf(files[i]));
    }

    void predictPortion(const QStringList &files, const ResultCallback &onResult, const CancelToken &cancel)
    {
        BatchLoader loader(examplesOf(files), loading());
        loader.start(0, cancel);
        qsizetype next = 0;
        const auto reportFailuresUpTo = [&](qsizetype index) {
            for (; next < index && !cancel.cancelled(); ++next)
                onResult(failureOf(files[next]));
        };
        while (const std::optional<Batch> batch = loader.next()) {
            const torch::Tensor probabilities = probabilitiesOf(batch->images);
            for (std::size_t row = 0; row < batch->indices.size(); ++row) {
                reportFailuresUpTo(qsizetype(batch->indices[row]));
                if (cancel.cancelled())
                    return;
                onResult(predictionOf(files[next++], probabilities[std::int64_t(row)]));
            }
        }
        reportFailuresUpTo(files.size());
    }

    torch::Tensor probabilitiesOf(const torch::Tensor &images)
    {
        return (m_network->forward(images) / m_temperature).softmax(1).contiguous();
    }

    Network m_network;
    const double m_temperature;
};

} // namespace

Result<std::unique_ptr<Predictor>> openPredictor(const QString &modelFile, Precision precision)
{
    configureTorch(0);
    return openAnyModel(modelFile, precision).transform([](ClassifyingModel model) {
        return std::unique_ptr<Predictor>(new NetworkPredictor(std::move(model)));
    });
}

} // namespace cairn
