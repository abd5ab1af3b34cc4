// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <optional>
#include <QList>
#include <QProcessEnvironment>

namespace cairn {

/// This process's place among those that train together.
struct ProcessGroup
{
    int rank = 0; ///< 0 … size − 1; the first records, validates and keeps the weights
    int size = 1;
    int localRank = 0; ///< among those of the same machine: which of its CUDA devices
    bool oneMachine = false; ///< all are known to run on this one
    QString address = {}; ///< of the first process's machine, as the others reach it
    QList<quint16> ports = {}; ///< where it may wait for the others, in the order in which it tries them
    QString job = {}; ///< the same in all of them, another in the next launch; empty: nobody says
    /// Of the first process: the same after its launcher started it again. A run that was begun under it goes
    /// on. Empty: nobody says.
    QString restartKey = {};
    int patienceSeconds = 300; ///< how long a process waits for the others before it gives up

    bool isPrimary() const { return rank == 0; }
};

/// The place that a launcher gives this process; nothing where there is none, or only one process. Who says
/// more wins: RANK and WORLD_SIZE (torchrun, a Kubernetes PyTorchJob, people), then OMPI_COMM_WORLD_* (mpirun
/// of Open MPI), then SLURM_* (srun); MASTER_ADDR and MASTER_PORT, if they are there, say where to meet for
/// all of them. WORLD_SIZE without RANK, as scripts for Slurm set it, takes the rank of mpirun or srun.
/// `rendezvous`, "HOST:PORT" or "[IPV6]:PORT", wins over every variable's address and port. Where torchrun's
/// own store listens at MASTER_PORT, and where that port is taken, the next ones are tried. Error
/// InvalidInput: the variables or `rendezvous` do not make sense.
Result<std::optional<ProcessGroup>> processGroupFromEnvironment(const QProcessEnvironment &environment,
                                                                const QString &rendezvous = {});

/// The first machine of Slurm's list: "node[07-09,12],gpu1" → "node07".
QString firstOfNodeList(const QString &list);

} // namespace cairn
