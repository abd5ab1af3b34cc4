// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/export/verification.h"

#include "core/base/text.h"
#include "core/engine/export/onnxruntimereader.h"
#include "core/engine/network/modelfile.h"
#include "core/engine/network/onnxnodes.h"
#include "core/engine/runtime/torchguard.h"
#include "core/learn/evaluation/largerdifference.h"
#include "core/learn/modelfacts.h"

#include <opencv2/core/version.hpp>
#include <opencv2/dnn.hpp>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/script.h>

#include <functional>

namespace cairn {

namespace {

constexpr std::int64_t comparedAtOnce = 16;

/// Normalized images → what the file makes of them: logits, or already probabilities.
using Forward = std::function<torch::Tensor(const torch::Tensor &)>;

torch::Tensor ofChannels(const double (&values)[3])
{
    return torch::tensor({values[0], values[1], values[2]}, torch::kDouble).view({1, 3, 1, 1});
}

/// 8-bit pixels of all brightnesses, normalized.
torch::Tensor pattern(const ModelSpec &spec)
{
    const std::int64_t size = spec.imageSize;
    const torch::Tensor pixels = torch::linspace(0, 255, 3 * size * size).round().view({1, 3, size, size});
    return ((pixels / 255 - ofChannels(imageNetMeans)) / ofChannels(imageNetDeviations)).to(torch::kFloat);
}

torch::Tensor softmax(const torch::Tensor &logits, double temperature)
{
    return (logits.to(torch::kDouble) / temperature).softmax(1);
}

ExportCheck compared(const Expected &expected, const Forward &probabilities)
{
    ExportCheck check;
    check.images = expected.realImages;
    for (std::int64_t first = 0; first < expected.images.size(0); first += comparedAtOnce) {
        const std::int64_t end = std::min(first + comparedAtOnce, expected.images.size(0));
        const torch::Tensor actual = probabilities(expected.images.slice(0, first, end)).to(torch::kDouble);
        const torch::Tensor wanted = expected.probabilities.slice(0, first, end);
        check.largestDifference
            = largerDifference(check.largestDifference, (wanted - actual).abs().max().item<double>());
        check.changedDecisions += int(wanted.argmax(1).ne(actual.argmax(1)).sum().item<std::int64_t>());
    }
    return check;
}

torch::Tensor throughOpenCv(cv::dnn::Net &net, const torch::Tensor &input)
{
    const torch::Tensor values = input.contiguous();
    const std::vector<int> sizes(values.sizes().begin(), values.sizes().end());
    net.setInput(cv::Mat(sizes, CV_32F, values.data_ptr<float>()));
    const cv::Mat output = net.forward();
    return torch::from_blob(output.data, {output.size[0], output.size[1]}, torch::kFloat).clone();
}

/// The 8-bit pixels that were normalized, N×S×S×3 with values 0–255.
torch::Tensor pixelsOf(const torch::Tensor &images)
{
    const torch::Tensor values
        = images.to(torch::kDouble) * ofChannels(imageNetDeviations) + ofChannels(imageNetMeans);
    return (values * 255).round().clamp(0, 255).to(torch::kFloat).permute({0, 2, 3, 1}).contiguous();
}

Forward openCvForward(const ModelFile &file, double temperature)
{
    auto net = std::make_shared<cv::dnn::Net>(cv::dnn::readNetFromONNX(file.path.toStdString()));
    net->setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    if (!file.withPreprocessing)
        return [net, temperature](const torch::Tensor &images) {
            return softmax(throughOpenCv(*net, images), temperature);
        };
    // OpenCV 4.6 takes such a graph image by image.
    return [net](const torch::Tensor &images) {
        std::vector<torch::Tensor> rows;
        for (const torch::Tensor &image : pixelsOf(images).split(1))
            rows.push_back(throughOpenCv(*net, image));
        return torch::cat(rows);
    };
}

Forward scriptForward(const ModelFile &file, double temperature)
{
    auto module = std::make_shared<torch::jit::Module>(torch::jit::load(file.path.toStdString()));
    module->eval();
    return [module, temperature](const torch::Tensor &images) {
        // From the third run on LibTorch would compile the graph, which Debian 13's 2.6 never ends to do.
        const torch::jit::GraphOptimizerEnabledGuard asWritten(false);
        return softmax(module->forward({images}).toTensor(), temperature);
    };
}

Result<Forward> weightsForward(const ModelFile &file, double temperature)
{
    return loadModel(file.path).transform([&](Network network) {
        return Forward([network, temperature](const torch::Tensor &images) mutable {
            return softmax(network->forward(images), temperature);
        });
    });
}

struct Reader
{
    Forward forward;
    QString name;
};

std::vector<Reader> onnxReaders(const ModelFile &file, double temperature)
{
    std::vector<Reader> readers{{openCvForward(file, temperature), QStringLiteral("OpenCV " CV_VERSION)}};
    if (const auto other = openInOnnxRuntime(file.path)) {
        const bool pixels = file.withPreprocessing;
        readers.push_back({[forward = other->forward, pixels, temperature](const torch::Tensor &images) {
                               return pixels ? forward(pixelsOf(images).to(torch::kByte))
                                             : softmax(forward(images), temperature);
                           },
                           other->name});
    }
    return readers;
}

Result<std::vector<Reader>> readersOf(const ModelFile &file, double temperature)
{
    switch (file.format) {
    case ModelFormat::Onnx:
        return onnxReaders(file, temperature);
    case ModelFormat::TorchScript:
        return std::vector<Reader>{{scriptForward(file, temperature), QStringLiteral("torch.jit.load")}};
    case ModelFormat::Safetensors:
    case ModelFormat::TorchWeights:
        return weightsForward(file, temperature).transform([](const Forward &forward) {
            return std::vector<Reader>{{forward, QStringLiteral("a second parse")}};
        });
    }
    Q_UNREACHABLE();
}

Error unreadable(const QString &detail)
{
    return {ErrorCode::Corrupt, Text::tr("The exported model cannot be read back and was discarded."),
            detail};
}

} // namespace

Expected expectedOf(Network &network, double temperature, const torch::Tensor &images)
{
    const torch::NoGradGuard noGrad;
    setTrainingMode(network, false);
    Expected expected;
    expected.temperature = temperature;
    expected.realImages = int(images.size(0));
    expected.images = expected.realImages > 0 ? images : pattern(network->spec);
    std::vector<torch::Tensor> rows;
    for (const torch::Tensor &part : expected.images.split(comparedAtOnce))
        rows.push_back(softmax(network->forward(part), temperature));
    expected.probabilities = torch::cat(rows);
    return expected;
}

Result<ExportCheck> checkModelFile(const ModelFile &file, const Expected &expected)
{
    auto check = guarded([&]() -> Result<ExportCheck> {
        const torch::NoGradGuard noGrad;
        const auto readers = readersOf(file, expected.temperature);
        if (!readers)
            return readers.error();
        std::vector<ExportCheck> checks;
        for (const Reader &reader : *readers) {
            checks.push_back(compared(expected, reader.forward));
            checks.back().reader = reader.name;
        }
        return worstOf(checks);
    });
    if (!check)
        return check.error().code == ErrorCode::OutOfMemory
            ? check
            : Result<ExportCheck>(unreadable(check.error().message + check.error().detail));
    if (!(check->largestDifference <= exportTolerance)) // also true for NaN
        return Error{ErrorCode::Corrupt,
                     Text::tr("The exported model differs from the trained model (by %1 in a "
                              "probability) and was discarded.")
                         .arg(check->largestDifference, 0, 'g', 2),
                     QStringLiteral("read by %1").arg(check->reader)};
    return check;
}

ExportCheck compareBfloat16(Network &network, const Expected &expected)
{
    const torch::NoGradGuard noGrad;
    Network folded = foldBatchNorms(network, torch::kBFloat16);
    ExportCheck check = compared(expected, [&](const torch::Tensor &images) {
        return softmax(folded->forward(images), expected.temperature);
    });
    check.reader = QStringLiteral("bfloat16");
    return check;
}

} // namespace cairn
