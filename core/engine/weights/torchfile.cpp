// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights/torchfile.h"
#include "core/base/text.h"

#include "core/engine/weights/storages.h"
#include "core/engine/weights/zipreader.h"

#include <unordered_map>
#include <unordered_set>

namespace cairn {

namespace {

using Index = PickleValue::Index;

constexpr int deepestNesting = 64;
constexpr int mostVisits = 1'000'000;
constexpr std::size_t longestKey = 200;
constexpr std::size_t namedTensorBytes
    = 512; // of a tensor, besides its numbers, and its place in a StateDict
constexpr std::size_t longestExtraFile = 16 << 20;

Error notTorchFormat(const char *what)
{
    return {ErrorCode::Corrupt,
            Text::tr("The file is damaged: it does not contain weights in torch's format."),
            QString::fromLatin1(what)};
}

/// Collects the tensors below a value under dotted names. Values may be shared and even circular: depth and
/// visits are bounded.
class Flattener
{
public:
    Flattener(const Pickle &pickle, Storages &storages, StateDict &target, ByteBudget &budget)
        : m_pickle(pickle)
        , m_budget(budget)
        , m_storages(storages)
        , m_target(target)
    {
    }

    Result<void> flatten(Index index, const std::string &name, int depth = 0)
    {
        if (depth > deepestNesting || ++m_visits > mostVisits)
            return notTorchFormat("nested too deeply");
        if (!m_budget.take(name.size())) // lists that are shared have a name for every way to them
            return budgetExceeded();
        if (const auto *tensor = m_pickle.as<PickleValue::Tensor>(index))
            return add(*tensor, name);
        if (const auto *dict = m_pickle.as<PickleValue::Dict>(index)) {
            if (dict->inert && !m_objects.insert(index).second)
                return {}; // objects refer to each other
            for (const auto &[key, value] : dict->items)
                if (const auto done = flatten(value, memberName(*dict, name, keyText(key)), depth + 1); !done)
                    return done;
        } else if (const auto *list = m_pickle.as<PickleValue::List>(index)) {
            for (std::size_t i = 0; i < list->items.size(); ++i)
                if (const auto done = flatten(list->items[i], joined(name, std::to_string(i)), depth + 1);
                    !done)
                    return done;
        }
        return {};
    }

private:
    Result<void> add(const PickleValue::Tensor &description, const std::string &name)
    {
        if (!m_budget.take(name.size() + namedTensorBytes))
            return budgetExceeded();
        auto tensor = m_storages.tensor(m_pickle, description);
        if (!tensor)
            return tensor.error();
        m_target.tensors.push_back({name, std::move(*tensor)});
        return {};
    }

    std::string keyText(Index key) const
    {
        if (const auto *text = m_pickle.as<std::string>(key))
            return text->substr(0, longestKey);
        if (const auto *number = m_pickle.as<std::int64_t>(key))
            return std::to_string(*number);
        return "?";
    }

    /// A module that was stored whole keeps its parts in dictionaries, which do not count as names.
    static std::string memberName(const PickleValue::Dict &owner, const std::string &prefix,
                                  const std::string &key)
    {
        const bool holder = owner.inert && (key == "_modules" || key == "_parameters" || key == "_buffers");
        return holder ? prefix : joined(prefix, key);
    }

    static std::string joined(const std::string &prefix, const std::string &key)
    {
        return prefix.empty() ? key : prefix + '.' + key;
    }

    const Pickle &m_pickle;
    ByteBudget &m_budget;
    Storages &m_storages;
    StateDict &m_target;
    std::unordered_set<Index> m_objects; // inert ones that were visited
    int m_visits = 0;
};

Result<StateDict> flattened(const Pickle &pickle, Storages &storages, ByteBudget &budget)
{
    StateDict dict;
    return Flattener(pickle, storages, dict, budget).flatten(pickle.root, {}).transform([&] {
        return std::move(dict);
    });
}

const ZipEntry *findPickle(const std::vector<ZipEntry> &entries)
{
    for (const ZipEntry &entry : entries)
        if (entry.name == "data.pkl" || entry.name.ends_with("/data.pkl"))
            return &entry;
    return nullptr;
}

Result<StateDict> readZipFormat(const SharedBytes &file)
{
    const auto entries = readStoredZip(file->all());
    if (!entries)
        return entries.error();
    const ZipEntry *pickled = findPickle(*entries);
    if (!pickled)
        return Error{ErrorCode::Unsupported,
                     Text::tr("The file is a zip archive but was not written by torch.")};
    const std::string prefix
        = pickled->name.substr(0, pickled->name.size() - std::string_view("data.pkl").size());
    ByteBudget budget(file->size());
    Storages storages(file, budget);
    StateDict extras;
    for (const ZipEntry &entry : *entries) {
        if (entry.name.starts_with(prefix + "data/"))
            storages.add(entry.name.substr(prefix.size() + 5), entry.bytes);
        else if (entry.name.starts_with(prefix + "extra/") && entry.bytes.size() <= longestExtraFile
                 && budget.take(entry.bytes.size()))
            extras.metadata[entry.name.substr(prefix.size() + 6)]
                = QByteArray(asText(entry.bytes).data(), qsizetype(entry.bytes.size()));
        else if (entry.name == prefix + "byteorder" && asText(entry.bytes) != "little")
            return Error{ErrorCode::Unsupported, Text::tr("The file was written on a big-endian computer.")};
    }
    const auto pickle = unpickle(pickled->bytes, budget);
    if (!pickle)
        return pickle.error();
    auto dict = flattened(*pickle, storages, budget);
    if (dict)
        dict->metadata = std::move(extras.metadata);
    return dict;
}

// --- The older format: four pickles (a magic number, a version, facts about the machine, the object), the
// keys of the storages as a fifth, then for each of them a count and the raw numbers. ---

// 0x1950a86a20f9469cfc6c, little-endian as a pickle holds it.
constexpr std::string_view legacyMagic = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";

/// Reads pickles one after another.
class PickleSequence
{
public:
    PickleSequence(std::span<const std::byte> bytes, ByteBudget &budget)
        : m_rest(bytes)
        , m_budget(budget)
    {
    }
    Result<Pickle> next()
    {
        std::size_t end = 0;
        auto pickle = unpickle(m_rest, m_budget, &end);
        m_rest = m_rest.subspan(end);
        return pickle;
    }
    std::span<const std::byte> rest() const { return m_rest; }

private:
    std::span<const std::byte> m_rest;
    ByteBudget &m_budget;
};

Result<void> readLegacyStorages(const Pickle &object, const Pickle &keys, ByteReader reader,
                                std::span<const std::byte> bytes, Storages &storages)
{
    std::unordered_map<std::string, std::size_t> sizes;
    for (const PickleValue &value : object.values)
        if (const auto *storage = std::get_if<PickleValue::Storage>(&value.data))
            if (const auto type = storageType(storage->type))
                sizes[storage->key] = c10::elementSize(*type);
    const auto *list = keys.as<PickleValue::List>(keys.root);
    if (!list)
        return notTorchFormat("no list of storages");
    for (const Index index : list->items) {
        const auto *key = keys.as<std::string>(index);
        if (!key || !sizes.contains(*key))
            return notTorchFormat("a storage that nothing uses");
        const std::uint64_t count = reader.little(8);
        if (count > bytes.size())
            return notTorchFormat("a storage is cut short");
        const std::size_t from = reader.position();
        reader.skip(count * sizes[*key]);
        if (!reader.ok())
            return notTorchFormat("a storage is cut short");
        storages.add(*key, bytes.subspan(from, reader.position() - from));
    }
    return {};
}

Result<StateDict> readLegacyFormat(const SharedBytes &file)
{
    ByteBudget budget(file->size());
    PickleSequence pickles(file->all(), budget);
    const auto magic = pickles.next();
    if (!magic)
        return magic.error();
    const auto *number = magic->as<std::string>(magic->root);
    if (!number || *number != legacyMagic)
        return Error{ErrorCode::Unsupported, Text::tr("The file is a pickle but was not written by torch.")};
    if (const auto version = pickles.next(); !version)
        return version.error();
    if (const auto machine = pickles.next(); !machine)
        return machine.error();
    const auto object = pickles.next();
    if (!object)
        return object.error();
    const auto keys = pickles.next();
    if (!keys)
        return keys.error();
    Storages storages(file, budget);
    return readLegacyStorages(*object, *keys, ByteReader(pickles.rest()), pickles.rest(), storages)
        .and_then([&] { return flattened(*object, storages, budget); });
}

constexpr std::uint64_t pickleProtocolOp = 0x80;

} // namespace

Result<StateDict> readTorchFile(const SharedBytes &file)
{
    return looksLikeZip(file->all()) ? readZipFormat(file) : readLegacyFormat(file);
}

bool looksLikeTorchFile(std::span<const std::byte> bytes)
{
    return looksLikeZip(bytes) || ByteReader(bytes).little(1) == pickleProtocolOp;
}

} // namespace cairn
