#pragma once

#include "core/base/result.h"

#include <optional>
#include <QProcessEnvironment>

namespace cairn {

/// This process's place among those that train together.
struct World
{
    int rank = 0; ///< 0 … size − 1; the first records, validates and keeps the weights
    int size = 1;
    int localRank = 0; ///< among those of the same machine: which of its CUDA devices
    QString address; ///< of the first process
    quint16 port = 0; ///< on which it listens
    int patienceSeconds = 300; ///< how long a process waits for the others before it gives up

    bool first() const { return rank == 0; }
};

/// RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT, as torchrun and Kubernetes' PyTorchJob set them (and Slurm
/// scripts by habit), LOCAL_RANK if it is there. Nothing where WORLD_SIZE is not set or is 1. Error
/// InvalidInput: they do not make sense.
Result<std::optional<World>> worldFromEnvironment(const QProcessEnvironment &environment);

} // namespace cairn
