#include "core/engine/distributed/peers.h"

#include "core/engine/distributed/peergroup.h"

namespace cairn {

namespace {

constexpr int64_t bucketBytes = 25 << 20;
constexpr int64_t longestMessage = 2'000'000'000;

/// Sums tensors of one type as one flat tensor.
class Bucket
{
public:
    bool full() const { return m_bytes >= bucketBytes; }
    void add(const torch::Tensor &tensor)
    {
        m_tensors.push_back(tensor);
        m_bytes += tensor.numel() * int64_t(tensor.element_size());
    }
    template <typename Sum>
    void flush(const Sum &sum)
    {
        if (m_tensors.empty())
            return;
        std::vector<torch::Tensor> parts;
        for (const torch::Tensor &tensor : m_tensors)
            parts.push_back(tensor.reshape({-1}));
        torch::Tensor flat = torch::cat(parts);
        sum(flat);
        int64_t begin = 0;
        for (torch::Tensor &tensor : m_tensors) {
            tensor.copy_(flat.narrow(0, begin, tensor.numel()).view(tensor.sizes()));
            begin += tensor.numel();
        }
        m_tensors.clear();
        m_bytes = 0;
    }

private:
    std::vector<torch::Tensor> m_tensors;
    int64_t m_bytes = 0;
};

} // namespace

Error peerLostError(const PeerLost &lost)
{
    return {
        ErrorCode::Offline,
        QStringLiteral("Another process of this training ended or does not answer; when all can run again, "
                       "go on from the last checkpoint with --resume."),
        QString::fromUtf8(lost.what())};
}

Result<c10::intrusive_ptr<Peers>> Peers::join(const World &world, const torch::Device &device,
                                              const ProgressCallback &progress, const CancelToken &cancel)
{
    return connectPeerGroup(world, device, progress, cancel);
}

PeerStep Peers::agree(const PeerStep &own)
{
    torch::Tensor values = torch::tensor({own.pictures, own.cancelled ? 1.0 : 0.0}, torch::kDouble);
    sum(values);
    const double *all = values.data_ptr<double>();
    return {all[0], all[1] > 0};
}

double Peers::sum(double value)
{
    torch::Tensor tensor = torch::tensor({value}, torch::kDouble);
    sum(tensor);
    return tensor.item<double>();
}

double Peers::sumGradients(Network &network, double weight)
{
    const torch::NoGradGuard noGrad;
    const auto add = [this](torch::Tensor &tensor) { sum(tensor); };
    Bucket bucket;
    for (torch::Tensor &parameter : network->parameters()) {
        if (!parameter.requires_grad())
            continue;
        if (!parameter.grad().defined())
            parameter.mutable_grad() = torch::zeros_like(parameter);
        bucket.add(parameter.grad());
        if (bucket.full())
            bucket.flush(add);
    }
    bucket.flush(add);
    return sum(weight);
}

double Peers::fromFirst(double value)
{
    torch::Tensor tensor = torch::tensor({value}, torch::kDouble);
    copyFromFirst(tensor);
    return tensor.item<double>();
}

QByteArray Peers::fromFirst(const QByteArray &bytes)
{
    torch::Tensor length = torch::tensor({int64_t(bytes.size())}, torch::kLong);
    copyFromFirst(length);
    if (length.item<int64_t>() < 0 || length.item<int64_t>() > longestMessage)
        throw PeerLost("a message of an impossible length");
    QByteArray all = bytes;
    all.resize(qsizetype(length.item<int64_t>()));
    torch::Tensor content = torch::from_blob(all.data(), {int64_t(all.size())}, torch::kByte);
    if (!all.isEmpty())
        copyFromFirst(content);
    return all;
}

void Peers::fromFirst(Network &network)
{
    const torch::NoGradGuard noGrad;
    std::vector<torch::Tensor> tensors = network->parameters();
    const std::vector<torch::Tensor> buffers = network->buffers();
    tensors.insert(tensors.end(), buffers.begin(), buffers.end());
    for (torch::Tensor &tensor : tensors) {
        torch::Tensor values = tensor.detach().contiguous();
        copyFromFirst(values);
        tensor.copy_(values);
    }
}

void Peers::shareNorms(Network &network)
{
    for (const auto &module : network->modules(false)) {
        if (auto *norm = dynamic_cast<SharedNorm *>(module.get()))
            norm->peers = c10::intrusive_ptr<SumOverPeers>::reclaim_copy(this);
    }
}

} // namespace cairn
