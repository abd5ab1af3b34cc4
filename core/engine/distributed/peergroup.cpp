#include "core/engine/distributed/peergroup.h"

#include <torch/version.h>

// LibTorch's own targets define USE_C10D_GLOO and USE_C10D_NCCL where it has them, but their headers need
// Gloo's and NCCL's of the same version. Debian's packages go together; newer LibTorch comes without Gloo's,
// and those of another version would be taken for its own.
#if defined(USE_C10D_GLOO) && TORCH_VERSION_MAJOR < 2 && __has_include(<gloo/rendezvous/store.h>)
#define CAIRN_PEERS_GLOO 1
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#endif
#if defined(USE_C10D_NCCL) && __has_include(<nccl.h>) && __has_include(<c10/cuda/impl/cuda_cmake_macros.h>)
#define CAIRN_PEERS_NCCL 1
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif
#if defined(CAIRN_PEERS_GLOO) || defined(CAIRN_PEERS_NCCL)
#define CAIRN_PEERS 1
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif

namespace cairn {

namespace {

const Error builtWithout{
    ErrorCode::Unsupported,
    QStringLiteral(
        "This Cairn was built without what processes need to train together there: on the processor "
        "Debian's LibTorch and libgloo-dev, on CUDA NCCL's headers; install them and build it again.")};

} // namespace

#ifdef CAIRN_PEERS

namespace {

/// c10d throws many kinds of exception; for a training they all say that the others cannot be reached.
template <typename Function>
void orLost(Function &&function)
{
    try {
        function();
    } catch (const std::exception &error) {
        throw PeerLost(error.what());
    }
}

/// `Group` is one of c10d's process groups.
template <typename Group>
class PeerGroup : public Peers
{
public:
    PeerGroup(const World &world, c10::intrusive_ptr<c10d::Store> store, c10::intrusive_ptr<Group> group,
              const torch::Device &device)
        : Peers(world)
        , m_store(std::move(store))
        , m_group(std::move(group))
        , m_device(device)
    {
    }

    using Peers::sum;
    void sum(torch::Tensor &tensor) override
    {
        collectively(tensor,
                     [this](std::vector<torch::Tensor> &tensors) { m_group->allreduce(tensors)->wait(); });
    }

protected:
    void copyFromFirst(torch::Tensor &tensor) override
    {
        collectively(tensor,
                     [this](std::vector<torch::Tensor> &tensors) { m_group->broadcast(tensors)->wait(); });
    }

private:
    // A group speaks to the memory of one device only.
    template <typename Operation>
    void collectively(torch::Tensor &tensor, const Operation &operation)
    {
        orLost([&] {
            std::vector<torch::Tensor> tensors{tensor.to(m_device).contiguous()};
            operation(tensors);
            if (!tensors.front().is_same(tensor))
                tensor.copy_(tensors.front());
        });
    }

    const c10::intrusive_ptr<c10d::Store> m_store; // the first process's serves the others while they connect
    const c10::intrusive_ptr<Group> m_group;
    const torch::Device m_device;
};

c10::intrusive_ptr<c10d::Store> openStore(const World &world)
{
    c10d::TCPStoreOptions options;
    options.port = world.port;
    options.isServer = world.first();
    options.numWorkers = std::size_t(world.size);
    options.timeout = std::chrono::seconds(world.patienceSeconds);
    return c10::make_intrusive<c10d::TCPStore>(world.address.toStdString(), options);
}

using Store = c10::intrusive_ptr<c10d::Store>;

#ifdef CAIRN_PEERS_GLOO
Result<c10::intrusive_ptr<Peers>> overGloo(const World &world, const Store &store)
{
    using Group = c10d::ProcessGroupGloo;
    auto options = Group::Options::create(std::chrono::seconds(world.patienceSeconds));
    const QStringList here{QStringLiteral("localhost"), QStringLiteral("127.0.0.1"), QStringLiteral("::1")};
    // By default Gloo takes the address that the machine's own name resolves to, which need not exist.
    options->devices.push_back(here.contains(world.address) ? Group::createDeviceForHostname("127.0.0.1")
                                                            : Group::createDefaultDevice());
    options->threads = 2;
    auto group = c10::make_intrusive<Group>(store, world.rank, world.size, options);
    return c10::intrusive_ptr<Peers>(
        c10::make_intrusive<PeerGroup<Group>>(world, store, std::move(group), torch::Device(torch::kCPU)));
}
#else
Result<c10::intrusive_ptr<Peers>> overGloo(const World &, const Store &)
{
    return builtWithout;
}
#endif

#ifdef CAIRN_PEERS_NCCL
Result<c10::intrusive_ptr<Peers>> overNccl(const World &world, const Store &store)
{
    using Group = c10d::ProcessGroupNCCL;
    auto options = Group::Options::create();
    options->timeout = std::chrono::seconds(world.patienceSeconds);
    auto group = c10::make_intrusive<Group>(store, world.rank, world.size, options);
    return c10::intrusive_ptr<Peers>(c10::make_intrusive<PeerGroup<Group>>(
        world, store, std::move(group), torch::Device(torch::kCUDA, c10::DeviceIndex(world.localRank))));
}
#else
Result<c10::intrusive_ptr<Peers>> overNccl(const World &world, const Store &store)
{
    return overGloo(world, store);
}
#endif

/// The first process knows where training is; the others learn it from the store.
bool onCuda(const World &world, const Store &store, const torch::Device &device)
{
    const std::string key = "cairn/device";
    if (world.first())
        store->set(key, std::vector<uint8_t>{uint8_t(device.is_cuda())});
    return store->get(key).at(0) != 0;
}

Result<c10::intrusive_ptr<Peers>> connected(const World &world, const torch::Device &device)
{
    const Store store = openStore(world);
    return onCuda(world, store, device) ? overNccl(world, store) : overGloo(world, store);
}

} // namespace

Result<c10::intrusive_ptr<Peers>> connectPeerGroup(const World &world, const torch::Device &device)
{
    try {
        return connected(world, device);
    } catch (const std::exception &error) {
        return Error{
            ErrorCode::Offline,
            QStringLiteral("The %1 processes that are to train together do not find each other at %2:%3: "
                           "start them all, and let the first one listen there.")
                .arg(world.size)
                .arg(world.address)
                .arg(world.port),
            QString::fromUtf8(error.what())};
    }
}

#else

Result<c10::intrusive_ptr<Peers>> connectPeerGroup(const World &, const torch::Device &)
{
    return builtWithout;
}

#endif

} // namespace cairn
