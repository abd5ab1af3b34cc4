// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/distributed/peers.h"
#include "core/base/text.h"

#include "core/engine/distributed/peergroup.h"

namespace cairn {

namespace {

constexpr int64_t longestMessage = 2'000'000'000;

} // namespace

Error peerLostError(const PeerLost &lost)
{
    return {ErrorCode::Offline,
            Text::tr("Another process of this run ended or does not respond; resume from the last "
                     "checkpoint with --resume."),
            QString::fromUtf8(lost.what())};
}

Result<c10::intrusive_ptr<Peers>> Peers::join(const ProcessGroup &group, const torch::Device &device,
                                              const ProgressCallback &progress, const CancelToken &cancel)
{
    return connectPeerGroup(group, device, progress, cancel);
}

PeerStep Peers::agree(const PeerStep &own)
{
    torch::Tensor values = torch::tensor({own.images, own.cancelled ? 1.0 : 0.0}, torch::kDouble);
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

double Peers::broadcast(double value)
{
    torch::Tensor tensor = torch::tensor({value}, torch::kDouble);
    broadcastTensor(tensor);
    return tensor.item<double>();
}

QByteArray Peers::broadcast(const QByteArray &bytes)
{
    torch::Tensor length = torch::tensor({int64_t(bytes.size())}, torch::kLong);
    broadcastTensor(length);
    if (length.item<int64_t>() < 0 || length.item<int64_t>() > longestMessage)
        throw PeerLost("a message has an invalid length");
    QByteArray all = bytes;
    all.resize(qsizetype(length.item<int64_t>()));
    torch::Tensor content = torch::from_blob(all.data(), {int64_t(all.size())}, torch::kByte);
    if (!all.isEmpty())
        broadcastTensor(content);
    return all;
}

void Peers::broadcast(Network &network)
{
    const torch::NoGradGuard noGrad;
    std::vector<torch::Tensor> tensors = network->parameters();
    const std::vector<torch::Tensor> buffers = network->buffers();
    tensors.insert(tensors.end(), buffers.begin(), buffers.end());
    for (torch::Tensor &tensor : tensors) {
        torch::Tensor values = tensor.detach().contiguous();
        broadcastTensor(values);
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
