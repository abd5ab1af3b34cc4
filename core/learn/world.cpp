#include "core/learn/world.h"

namespace cairn {

namespace {

constexpr int largestWorld = 4096;

} // namespace

Result<std::optional<World>> worldFromEnvironment(const QProcessEnvironment &environment)
{
    const QString size = environment.value(QStringLiteral("WORLD_SIZE"));
    if (size.isEmpty() || size == QStringLiteral("1"))
        return std::optional<World>();
    bool ok = true;
    const auto number = [&](const QString &name, int smallest, int largest, int otherwise) {
        const QString text = environment.value(name);
        if (text.isEmpty() && otherwise >= 0)
            return otherwise;
        bool isNumber = false;
        const int value = text.toInt(&isNumber);
        ok = ok && isNumber && value >= smallest && value <= largest;
        return value;
    };
    World world;
    world.size = number(QStringLiteral("WORLD_SIZE"), 1, largestWorld, -1);
    world.rank = number(QStringLiteral("RANK"), 0, world.size - 1, -1);
    world.localRank = number(QStringLiteral("LOCAL_RANK"), 0, 63, 0);
    world.port = quint16(number(QStringLiteral("MASTER_PORT"), 1, 65535, -1));
    world.address = environment.value(QStringLiteral("MASTER_ADDR"));
    if (!ok || world.address.isEmpty())
        return Error{ErrorCode::InvalidInput,
                     QStringLiteral("WORLD_SIZE is set, so this is one of several processes that train "
                                    "together; RANK (0 … WORLD_SIZE − 1), MASTER_ADDR and MASTER_PORT must "
                                    "then say which one, and where the first one listens.")};
    return std::optional<World>(world);
}

} // namespace cairn
