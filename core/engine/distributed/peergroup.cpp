// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/distributed/peergroup.h"
#include "core/base/text.h"

// CAIRN_PEERS_GLOO: the build found Gloo's headers beside LibTorch's, so of its version (see CMakeLists.txt).
#ifdef CAIRN_PEERS_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#endif
// LibTorch's own targets define USE_C10D_NCCL where it has it, but its header needs NCCL's of the same
// version.
#if defined(USE_C10D_NCCL) && __has_include(<nccl.h>) && __has_include(<c10/cuda/impl/cuda_cmake_macros.h>)
#define CAIRN_PEERS_NCCL 1
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif
#if defined(CAIRN_PEERS_GLOO) || defined(CAIRN_PEERS_NCCL)
#define CAIRN_PEERS 1
#include "core/engine/distributed/meeting.h"
#include "core/engine/runtime/torchcompat.h"

#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif

namespace cairn {

namespace {

const Error builtWithout{
    ErrorCode::Unsupported,
    Text::tr(
        "This build of Cairn cannot train in several processes on this device. Install Debian's LibTorch "
        "and libgloo-dev (for the CPU) or NCCL's headers (for CUDA), and rebuild Cairn.")};

} // namespace

#ifdef CAIRN_PEERS

namespace {

constexpr auto storePatience = std::chrono::seconds(60); // all have met already
constexpr auto glance = std::chrono::milliseconds(500);

using Store = c10::intrusive_ptr<c10d::TCPStore>;

/// c10d throws many kinds of exception; for a training they all say that the others cannot be reached.
template <typename Function>
void throwingPeerLost(Function &&function)
{
    try {
        function();
    } catch (const std::exception &error) {
        throw PeerLost(error.what());
    }
}

template <typename Work>
bool completedWithin(Work &work, std::chrono::milliseconds time)
{
    try {
        work->wait(time);
        return true;
    } catch (const std::exception &) {
        return work->isCompleted(); // wait() again throws what the work did
    }
}

/// `Group` is one of c10d's process groups.
template <typename Group>
class PeerGroup : public Peers
{
public:
    PeerGroup(const ProcessGroup &group, Meeting meeting, Store store, c10::intrusive_ptr<Group> backend,
              const torch::Device &device)
        : Peers(group, meeting.cores)
        , m_watch(std::move(meeting.watch))
        , m_store(std::move(store))
        , m_backend(std::move(backend))
        , m_device(device)
    {
    }

    ~PeerGroup() override
    {
        // Gloo's threads wait for a machine that is gone, and the group for its threads.
        if (m_watch->lost() && m_device.is_cpu())
            (void)m_backend.release();
    }

    using Peers::sum;
    void sum(torch::Tensor &tensor) override
    {
        collectively(tensor,
                     [this](std::vector<torch::Tensor> &tensors) { return m_backend->allreduce(tensors); });
    }

    std::unique_ptr<PendingSum> beginSum(torch::Tensor flat) override
    {
        auto sum = std::make_unique<Sum>(*this);
        throwingPeerLost([&] {
            sum->tensors = {std::move(flat)};
            sum->work = m_backend->allreduce(sum->tensors);
        });
        return sum;
    }

protected:
    void broadcastTensor(torch::Tensor &tensor) override
    {
        collectively(tensor,
                     [this](std::vector<torch::Tensor> &tensors) { return m_backend->broadcast(tensors); });
    }

private:
    struct Sum : PendingSum
    {
        explicit Sum(PeerGroup &group)
            : m_backend(group)
        {
        }
        torch::Tensor wait() override
        {
            throwingPeerLost([this] { m_backend.await(work); });
            return tensors.front();
        }

        std::vector<torch::Tensor> tensors;
        decltype(std::declval<Group &>().allreduce(tensors)) work;

    private:
        PeerGroup &m_backend;
    };

    // A group speaks to the memory of one device only.
    template <typename Operation>
    void collectively(torch::Tensor &tensor, const Operation &operation)
    {
        throwingPeerLost([&] {
            std::vector<torch::Tensor> tensors{tensor.to(m_device).contiguous()};
            await(operation(tensors));
            if (!tensors.front().is_same(tensor))
                tensor.copy_(tensors.front());
        });
    }

    template <typename Work>
    void await(Work work)
    {
        // Gloo would wait for a machine that is gone as long as for one that is slow. (On CUDA the host waits
        // for the device's queue, elsewhere.)
        while (m_device.is_cpu() && !completedWithin(work, glance)) {
            if (m_watch->lost())
                throw std::runtime_error("the connection to another process ended");
        }
        work->wait();
    }

    const std::unique_ptr<PeerWatch> m_watch;
    const Store m_store; // the first process's serves the others while they connect
    c10::intrusive_ptr<Group> m_backend;
    const torch::Device m_device;
};

Store openStore(const std::string &address, quint16 port, bool serves)
{
    c10d::TCPStoreOptions options;
    options.port = port; // 0: a free one
    options.isServer = serves;
    options.waitWorkers = false;
    options.timeout = storePatience;
    torchcompat::useNoLibUv(options);
    return c10::make_intrusive<c10d::TCPStore>(address, options);
}

#ifdef CAIRN_PEERS_GLOO
Result<c10::intrusive_ptr<Peers>> overGloo(const ProcessGroup &group, Meeting meeting, const Store &store)
{
    using Group = c10d::ProcessGroupGloo;
    auto options = Group::Options::create(std::chrono::seconds(group.patienceSeconds));
    // By default Gloo takes the address that the machine's own name resolves to, which need not exist.
    options->devices.push_back(Group::createDeviceForHostname(meeting.ownAddress.toStdString()));
    options->threads = 4; // gradients under way must not keep the norms waiting
    auto backend = c10::make_intrusive<Group>(store, group.rank, group.size, options);
    return c10::intrusive_ptr<Peers>(c10::make_intrusive<PeerGroup<Group>>(
        group, std::move(meeting), store, std::move(backend), torch::Device(torch::kCPU)));
}
#else
Result<c10::intrusive_ptr<Peers>> overGloo(const ProcessGroup &, Meeting, const Store &)
{
    return builtWithout;
}
#endif

#ifdef CAIRN_PEERS_NCCL
Result<c10::intrusive_ptr<Peers>> overNccl(const ProcessGroup &group, Meeting meeting, const Store &store)
{
    using Group = c10d::ProcessGroupNCCL;
    auto options = Group::Options::create();
    options->timeout = std::chrono::seconds(group.patienceSeconds);
    auto backend = c10::make_intrusive<Group>(store, group.rank, group.size, options);
    return c10::intrusive_ptr<Peers>(c10::make_intrusive<PeerGroup<Group>>(
        group, std::move(meeting), store, std::move(backend),
        torch::Device(torch::kCUDA, c10::DeviceIndex(group.localRank))));
}
#else
Result<c10::intrusive_ptr<Peers>> overNccl(const ProcessGroup &group, Meeting meeting, const Store &store)
{
    return overGloo(group, std::move(meeting), store);
}
#endif

/// The first process knows where training is; the others learn it from the store.
bool onCuda(const ProcessGroup &group, const Store &store, const torch::Device &device)
{
    const std::string key = "cairn/device";
    if (group.isPrimary())
        store->set(key, std::vector<uint8_t>{uint8_t(device.is_cuda())});
    return store->get(key).at(0) != 0;
}

Result<c10::intrusive_ptr<Peers>> connected(const ProcessGroup &group, const torch::Device &device,
                                            const ProgressCallback &progress, const CancelToken &cancel)
{
    Store store;
    const auto serve = [&store] {
        store = openStore("127.0.0.1", 0, true);
        return quint16(store->getPort());
    };
    Result<Meeting> meeting = meetPeers(group, serve, progress, cancel);
    if (!meeting)
        return meeting.error();
    if (!group.isPrimary())
        store = openStore(meeting->storeAddress.toStdString(), meeting->storePort, false);
    return onCuda(group, store, device) ? overNccl(group, *std::move(meeting), store)
                                        : overGloo(group, *std::move(meeting), store);
}

} // namespace

Result<c10::intrusive_ptr<Peers>> connectPeerGroup(const ProcessGroup &group, const torch::Device &device,
                                                   const ProgressCallback &progress,
                                                   const CancelToken &cancel)
{
    try {
        return connected(group, device, progress, cancel);
    } catch (const std::exception &error) {
        return Error{ErrorCode::Offline,
                     Text::tr("The %1 processes found the first one but cannot connect to each other; every "
                              "machine must be able to reach every other on all ports above 1023.")
                         .arg(group.size),
                     QString::fromUtf8(error.what())};
    }
}

#else

Result<c10::intrusive_ptr<Peers>> connectPeerGroup(const ProcessGroup &, const torch::Device &,
                                                   const ProgressCallback &, const CancelToken &)
{
    return builtWithout;
}

#endif

} // namespace cairn
