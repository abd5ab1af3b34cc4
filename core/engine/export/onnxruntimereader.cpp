// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/export/onnxruntimereader.h"

#ifdef CAIRN_ONNXRUNTIME
#include <QLibrary>

#define ORT_API_MANUAL_INIT
#include <onnxruntime_cxx_api.h>

#include <iostream>
#include <memory>
#endif

namespace cairn {

#ifdef CAIRN_ONNXRUNTIME

namespace {

/// Silence on std::cerr: Debian's ONNX Runtime registers ONNX's operators, which LibTorch's ONNX has
/// registered already, and complains about each of the hundreds.
class Silence
{
public:
    Silence()
        : m_spoken(std::cerr.rdbuf(nullptr))
    {
    }
    ~Silence() { std::cerr.rdbuf(m_spoken); }
    Q_DISABLE_COPY_MOVE(Silence)

private:
    std::streambuf *m_spoken;
};

/// ONNX Runtime, loaded when it is first needed; none where it is gone since Cairn was built, or older than
/// the headers.
const OrtApiBase *runtime()
{
    static const OrtApiBase *const base = []() -> const OrtApiBase * {
        using Entry = const OrtApiBase *(*)();
        const auto entry
            = reinterpret_cast<Entry>(QLibrary::resolve(QStringLiteral(CAIRN_ONNXRUNTIME), "OrtGetApiBase"));
        const OrtApi *const api = entry ? entry()->GetApi(ORT_API_VERSION) : nullptr;
        if (!api)
            return nullptr;
        Ort::InitApi(api);
        return entry();
    }();
    return base;
}

class Session
{
public:
    explicit Session(const QString &path)
        : m_environment(ORT_LOGGING_LEVEL_ERROR, "cairn")
        , m_session(m_environment, path.toStdString().c_str(), Ort::SessionOptions())
        , m_input(m_session.GetInputNameAllocated(0, Ort::AllocatorWithDefaultOptions()).get())
        , m_output(m_session.GetOutputNameAllocated(0, Ort::AllocatorWithDefaultOptions()).get())
    {
    }

    torch::Tensor run(const torch::Tensor &input)
    {
        const torch::Tensor values = input.contiguous();
        const auto memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
        const Ort::Value given = Ort::Value::CreateTensor(
            memory, values.data_ptr(), values.nbytes(), values.sizes().data(), std::size_t(values.dim()),
            values.scalar_type() == torch::kByte ? ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8
                                                 : ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT);
        const char *const inputs[]{m_input.c_str()};
        const char *const outputs[]{m_output.c_str()};
        const auto made = m_session.Run(Ort::RunOptions(), inputs, &given, 1, outputs, 1);
        const std::vector<std::int64_t> sizes = made.front().GetTensorTypeAndShapeInfo().GetShape();
        const float *numbers = made.front().GetTensorData<float>();
        return torch::from_blob(const_cast<float *>(numbers), sizes, torch::kFloat).clone();
    }

private:
    Ort::Env m_environment;
    Ort::Session m_session;
    std::string m_input;
    std::string m_output;
};

} // namespace

std::optional<OnnxRuntimeReader> openInOnnxRuntime(const QString &path)
{
    if (!runtime())
        return {};
    std::shared_ptr<Session> session;
    {
        const Silence silence;
        session = std::make_shared<Session>(path);
    }
    return OnnxRuntimeReader{
        [session](const torch::Tensor &input) { return session->run(input); },
        QStringLiteral("ONNX Runtime %1").arg(QLatin1String(runtime()->GetVersionString()))};
}

#else

std::optional<OnnxRuntimeReader> openInOnnxRuntime(const QString &)
{
    return {};
}

#endif

} // namespace cairn
