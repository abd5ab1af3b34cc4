// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/export/onnxexport.h"

#include "core/base/text.h"
#include "core/engine/export/filewriting.h"
#include "core/engine/export/onnxmodel.h"

namespace cairn {

namespace {

constexpr std::size_t largestProtobuf = (std::size_t(1) << 31) - 1;

/// The constants of the form, in memory that the model refers to.
struct Constants
{
    std::array<float, 3> scale{};
    std::array<float, 3> shift{};
    float inverseTemperature = 1;

    explicit Constants(double temperature)
        : inverseTemperature(float(1 / temperature))
    {
        for (std::size_t c = 0; c < 3; ++c) {
            scale[c] = float(1 / (255 * imageNetDeviations[c]));
            shift[c] = float(-imageNetMeans[c] / imageNetDeviations[c]);
        }
    }

    void addTo(OnnxModel &model, double temperature) const
    {
        model.tensors.push_back({onnxPixelScale, {1, 3, 1, 1}, scale});
        model.tensors.push_back({onnxPixelShift, {1, 3, 1, 1}, shift});
        if (temperature != 1)
            model.tensors.push_back({onnxInverseTemperature, {1, 1}, {&inverseTemperature, 1}});
    }
};

} // namespace

Result<void> writeOnnx(const QString &path, Network &inference, const ModelSpec &trained,
                       const ModelFacts &facts, OnnxForm form)
{
    const ModelSpec &spec = inference->spec;
    OnnxModel model;
    model.name = archName(spec.arch).toStdString();
    model.nodes = onnxNodes(inference, form, facts.temperature);
    model.input = onnxInput(spec, form);
    model.output = onnxOutput(spec, form);
    model.producer = QStringLiteral("Cairn");
    model.producerVersion = facts.program;
    std::vector<torch::Tensor> kept;
    std::size_t bytes = 0;
    for (const auto &parameter : inference->named_parameters()) {
        kept.push_back(parameter.value().detach().to(torch::kFloat).contiguous());
        const torch::Tensor &values = kept.back();
        model.tensors.push_back(
            {parameter.key(), values.sizes().vec(), {values.data_ptr<float>(), std::size_t(values.numel())}});
        bytes += values.nbytes();
    }
    if (bytes > largestProtobuf - 1'000'000)
        return Error{ErrorCode::InvalidInput,
                     Text::tr("The network is too large for ONNX, whose files are limited to 2 GiB.")};
    const Constants constants(facts.temperature);
    if (form == OnnxForm::WithPreprocessing)
        constants.addTo(model, facts.temperature);
    model.metadata = onnxMetadata(trained, facts, form == OnnxForm::WithPreprocessing);
    return writeBytes(path, onnxBytes(model));
}

} // namespace cairn
