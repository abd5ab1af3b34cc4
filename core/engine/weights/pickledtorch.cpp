// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights/pickledtorch.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace cairn {

namespace {

using Index = PickleValue::Index;

constexpr std::size_t mostPickledDimensions = 16;
constexpr std::size_t longestShownName = 120;

QString shownName(std::string_view name)
{
    QString shown = QString::fromUtf8(name.data(), qsizetype(std::min(name.size(), longestShownName)));
    std::replace_if(
        shown.begin(), shown.end(), [](QChar c) { return !c.isPrint(); }, QLatin1Char('?'));
    return shown;
}

bool isStorage(std::string_view name)
{
    return name.starts_with("torch.") && name.ends_with("Storage");
}

template <std::size_t count>
bool contains(const std::array<std::string_view, count> &names, std::string_view name)
{
    return std::ranges::find(names, name) != names.end();
}

// Nothing that a file names is ever called. These are in files that were made for programs which do call.
bool isHostile(std::string_view name)
{
    static constexpr std::array<std::string_view, 16> modules{
        "commands", "ctypes", "importlib", "marshal", "nt",     "os",         "pdb", "pickle",
        "posix",    "pty",    "runpy",     "shutil",  "socket", "subprocess", "sys", "webbrowser"};
    static constexpr std::array<std::string_view, 10> anywhere{
        "__import__", "eval", "exec", "execfile", "os", "popen", "posix", "subprocess", "sys", "system"};
    static constexpr std::array<std::string_view, 14> plainBuiltins{
        "bool", "bytearray", "bytes",  "complex", "dict", "float", "frozenset",
        "int",  "list",      "object", "range",   "set",  "slice", "tuple"};
    static constexpr std::array<std::string_view, 3> loaders{"torch.load", "torch.jit.load",
                                                             "torch.serialization.load"};
    const std::string_view module = name.substr(0, name.find('.'));
    if (contains(modules, module) || contains(loaders, name) || name.starts_with("torch.hub."))
        return true;
    if (module == "builtins" || module == "__builtin__")
        return !contains(plainBuiltins, name.substr(std::min(name.size(), module.size() + 1)));
    while (!name.empty()) {
        const std::size_t dot = std::min(name.find('.'), name.size());
        if (contains(anywhere, name.substr(0, dot)))
            return true;
        name.remove_prefix(std::min(dot + 1, name.size()));
    }
    return false;
}

std::int64_t nonNegative(const Pickle &pickle, Index index)
{
    const auto value = require<std::int64_t>(pickle, index);
    if (value < 0)
        corrupt("a negative size");
    return value;
}

std::vector<std::int64_t> dimensions(const Pickle &pickle, Index index)
{
    const auto &items = require<PickleValue::List>(pickle, index).items;
    if (items.size() > mostPickledDimensions)
        corrupt("too many dimensions");
    std::vector<std::int64_t> values;
    for (const Index item : items)
        values.push_back(nonNegative(pickle, item));
    return values;
}

void readView(const Pickle &pickle, Index index, PickleValue::Storage &storage)
{
    if (pickle.as<PickleValue::None>(index))
        return;
    const auto &view = require<PickleValue::List>(pickle, index).items;
    if (view.size() != 3)
        corrupt("an unknown view of a storage");
    storage.viewOffset = std::uint64_t(nonNegative(pickle, view[1]));
    storage.viewNumel = std::uint64_t(nonNegative(pickle, view[2]));
}

} // namespace

void corrupt(const char *what)
{
    throw PickleRefusal{{ErrorCode::Corrupt,
                         Text::tr("The file is damaged: its list of weights cannot be read."),
                         QString::fromLatin1(what)}};
}

void refuseHostile(std::string_view name)
{
    if (!isHostile(name))
        return;
    throw PickleRefusal{
        {ErrorCode::Unsupported,
         Text::tr("The file was refused: it requests “%1”, which does not belong in a weight file.")
             .arg(shownName(name))}};
}

bool isOrderedDict(std::string_view name)
{
    return name == "collections.OrderedDict";
}

bool isTensorBuilder(std::string_view name)
{
    return name == "torch._utils._rebuild_tensor_v2" || name == "torch._utils._rebuild_tensor";
}

bool isTypedTensorBuilder(std::string_view name)
{
    return name == "torch._tensor._rebuild_from_type_v2" || name == "torch._tensor._rebuild_from_type";
}

bool isScriptClass(std::string_view name)
{
    return name.starts_with("__torch__.");
}

bool isPassedThrough(std::string_view name)
{
    static constexpr std::array<std::string_view, 8> names{
        "torch._utils._rebuild_parameter",    "torch._utils._rebuild_parameter_with_state",
        "torch.jit._pickle.build_intlist",    "torch.jit._pickle.build_doublelist",
        "torch.jit._pickle.build_boollist",   "torch.jit._pickle.build_tensorlist",
        "torch.jit._pickle.restore_type_tag", "torch.Size",
    };
    return std::find(names.begin(), names.end(), name) != names.end();
}

PickleValue::Storage storage(const Pickle &pickle, const PickleArguments &id)
{
    if (id.size() < 5 || id.size() > 6 || require<std::string>(pickle, id[0]) != "storage")
        corrupt("an unknown persistent id");
    const std::string &type = require<PickleValue::Name>(pickle, id[1]).name;
    if (!isStorage(type))
        corrupt("a storage of no known type");
    PickleValue::Storage storage;
    storage.type = type.substr(type.rfind('.') + 1);
    storage.key = require<std::string>(pickle, id[2]);
    storage.numel = std::uint64_t(nonNegative(pickle, id[4]));
    storage.viewNumel = storage.numel;
    if (id.size() == 6)
        readView(pickle, id[5], storage);
    return storage;
}

PickleValue::Tensor tensor(const Pickle &pickle, const PickleArguments &arguments)
{
    if (arguments.size() < 4)
        corrupt("a tensor without a shape");
    require<PickleValue::Storage>(pickle, arguments[0]);
    PickleValue::Tensor tensor;
    tensor.storage = arguments[0];
    tensor.offset = nonNegative(pickle, arguments[1]);
    tensor.sizes = dimensions(pickle, arguments[2]);
    tensor.strides = dimensions(pickle, arguments[3]);
    if (tensor.sizes.size() != tensor.strides.size())
        corrupt("sizes and strides differ in number");
    return tensor;
}

PickleValue::Dict orderedDict(const Pickle &pickle, const PickleArguments &arguments)
{
    PickleValue::Dict dict;
    if (arguments.empty())
        return dict;
    if (arguments.size() != 1)
        corrupt("an unknown dictionary");
    for (const Index pair : require<PickleValue::List>(pickle, arguments[0]).items) {
        const auto &items = require<PickleValue::List>(pickle, pair).items;
        if (items.size() != 2)
            corrupt("an invalid pair");
        dict.items.emplace_back(items[0], items[1]);
    }
    return dict;
}

} // namespace cairn
