// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights/unpickler.h"

#include "core/engine/weights/pickledtorch.h"
#include "core/engine/weights/pickleops.h"

#include <bit>
#include <unordered_map>

namespace cairn {

namespace {

constexpr std::size_t valueBytes = sizeof(PickleValue) + sizeof(PickleValue::Index);
constexpr std::size_t itemBytes = 2 * sizeof(PickleValue::Index); // of lists, which grow by doubling
constexpr std::size_t memoBytes = 64;
constexpr std::size_t tensorBytes = 2 * 16 * sizeof(std::int64_t); // sizes and strides
constexpr std::size_t mostValues = 1'000'000; // ResNet-152 with its optimizer needs some 30 000

using Index = PickleValue::Index;

// Runs one pickle. Throws PickleRefusal and std::bad_alloc.
class Machine
{
public:
    Machine(std::span<const std::byte> bytes, ByteBudget &budget)
        : m_reader(bytes)
        , m_budget(budget)
    {
    }

    Pickle run()
    {
        while (true) {
            const auto op = PickleOp(m_reader.little(1));
            if (!m_reader.ok())
                corrupt("the pickle has no end");
            if (op == Stop)
                break;
            if (!pushConstant(op) && !pushText(op) && !collect(op) && !remember(op) && !construct(op))
                corrupt("unknown operation");
            if (!m_reader.ok())
                corrupt("the pickle is cut short");
        }
        m_pickle.root = pop();
        return std::move(m_pickle);
    }
    std::size_t position() const { return m_reader.position(); }

private:
    static void limit(std::size_t size)
    {
        if (size >= mostValues)
            corrupt("too many values");
    }

    template <typename T>
    void push(T &&data)
    {
        limit(m_pickle.values.size());
        charge(valueBytes);
        m_stack.push_back(Index(m_pickle.values.size()));
        m_pickle.values.push_back({std::forward<T>(data)});
    }

    Index pop()
    {
        if (m_stack.empty() || (!m_marks.empty() && m_stack.size() <= m_marks.back()))
            corrupt("nothing on the stack");
        const Index index = m_stack.back();
        m_stack.pop_back();
        return index;
    }

    std::vector<Index> popToMark()
    {
        if (m_marks.empty())
            corrupt("no mark");
        const auto from = m_stack.begin() + std::ptrdiff_t(m_marks.back());
        charge(std::size_t(m_stack.end() - from) * itemBytes);
        std::vector<Index> items(from, m_stack.end());
        m_stack.erase(from, m_stack.end());
        m_marks.pop_back();
        return items;
    }

    template <typename T>
    T &top()
    {
        const Index index = pop();
        m_stack.push_back(index);
        require<T>(m_pickle, index);
        return *std::get_if<T>(&m_pickle.values[index].data);
    }

    // Operations that copy may be repeated at a byte each.
    void charge(std::size_t bytes)
    {
        if (!m_budget.take(bytes))
            corrupt("it expands too far");
    }

    bool pushConstant(PickleOp op)
    {
        switch (op) {
        case Proto:
            return m_reader.little(1) <= 5;
        case Frame:
            m_reader.skip(8);
            return true;
        case NoneOp:
            push(PickleValue::None{});
            return true;
        case NewTrue:
            push(true);
            return true;
        case NewFalse:
            push(false);
            return true;
        case BinInt:
            push(std::int64_t(std::int32_t(m_reader.little(4))));
            return true;
        case BinInt1:
            push(std::int64_t(m_reader.little(1)));
            return true;
        case BinInt2:
            push(std::int64_t(m_reader.little(2)));
            return true;
        case Long1:
            pushLong(1);
            return true;
        case Long4:
            pushLong(4);
            return true;
        case BinFloat:
            push(std::bit_cast<double>(m_reader.big(8)));
            return true;
        default:
            return false;
        }
    }

    void pushLong(int lengthBytes)
    {
        const std::string_view raw = m_reader.text(m_reader.little(lengthBytes));
        if (raw.size() > 8) {
            push(std::string(raw));
            return;
        }
        std::uint64_t value = !raw.empty() && std::uint8_t(raw.back()) >= 0x80 ? ~std::uint64_t(0) : 0;
        for (std::size_t i = raw.size(); i-- > 0;)
            value = value << 8 | std::uint8_t(raw[i]);
        push(std::int64_t(value));
    }

    bool pushText(PickleOp op)
    {
        int lengthBytes = 0;
        switch (op) {
        case ShortBinUnicode:
        case ShortBinString:
        case ShortBinBytes:
            lengthBytes = 1;
            break;
        case BinUnicode:
        case BinString:
        case BinBytes:
            lengthBytes = 4;
            break;
        case BinUnicode8:
        case BinBytes8:
        case ByteArray8:
            lengthBytes = 8;
            break;
        default:
            return false;
        }
        const std::string_view text = m_reader.text(m_reader.little(lengthBytes));
        charge(text.size());
        push(std::string(text));
        return true;
    }

    bool collect(PickleOp op)
    {
        switch (op) {
        case Mark:
            limit(m_marks.size());
            m_marks.push_back(m_stack.size());
            return true;
        case Pop:
            pop();
            return true;
        case PopMark:
            popToMark();
            return true;
        case EmptyTuple:
        case EmptyList:
        case EmptySet:
            push(PickleValue::List{});
            return true;
        case EmptyDict:
            push(PickleValue::Dict{});
            return true;
        case TupleOp:
        case ListOp:
        case FrozenSet:
            push(PickleValue::List{popToMark()});
            return true;
        case Tuple1:
            pushTuple(1);
            return true;
        case Tuple2:
            pushTuple(2);
            return true;
        case Tuple3:
            pushTuple(3);
            return true;
        case DictOp: {
            const std::vector<Index> items = popToMark();
            push(PickleValue::Dict{});
            insert(items);
            return true;
        }
        case Append:
            append({pop()});
            return true;
        case Appends:
        case AddItems:
            append(popToMark());
            return true;
        case SetItem: {
            const Index value = pop();
            insert({pop(), value});
            return true;
        }
        case SetItems:
            insert(popToMark());
            return true;
        default:
            return false;
        }
    }

    void pushTuple(std::size_t count)
    {
        charge(32 + count * itemBytes);
        std::vector<Index> items(count);
        for (std::size_t i = count; i-- > 0;)
            items[i] = pop();
        push(PickleValue::List{std::move(items)});
    }

    void append(const std::vector<Index> &items)
    {
        if (const auto *target = topDict(); target && target->inert)
            return; // an object's own kind of list
        auto &list = top<PickleValue::List>().items;
        charge(items.size() * itemBytes);
        list.insert(list.end(), items.begin(), items.end());
    }

    void insert(const std::vector<Index> &items)
    {
        if (items.size() % 2 != 0)
            corrupt("a key without a value");
        auto &dict = top<PickleValue::Dict>().items;
        charge(items.size() * itemBytes);
        for (std::size_t i = 0; i < items.size(); i += 2)
            dict.emplace_back(items[i], items[i + 1]);
    }

    bool remember(PickleOp op)
    {
        switch (op) {
        case BinPut:
            put(m_reader.little(1));
            return true;
        case LongBinPut:
            put(m_reader.little(4));
            return true;
        case Memoize:
            put(m_memo.size());
            return true;
        case BinGet:
            recall(m_reader.little(1));
            return true;
        case LongBinGet:
            recall(m_reader.little(4));
            return true;
        default:
            return false;
        }
    }

    void put(std::uint64_t key)
    {
        const Index index = pop();
        m_stack.push_back(index);
        limit(m_memo.size());
        charge(memoBytes);
        m_memo[key] = index;
    }

    void recall(std::uint64_t key)
    {
        const auto found = m_memo.find(key);
        if (found == m_memo.end())
            corrupt("nothing stored under that number");
        limit(m_stack.size());
        m_stack.push_back(found->second);
    }

    bool construct(PickleOp op)
    {
        switch (op) {
        case Global: {
            const std::string_view module = m_reader.line();
            pushName(module, m_reader.line());
            return true;
        }
        case StackGlobal: {
            const std::string &name = require<std::string>(m_pickle, pop());
            pushName(require<std::string>(m_pickle, pop()), name);
            return true;
        }
        case BinPersid:
            persistent(require<PickleValue::List>(m_pickle, pop()).items);
            return true;
        case Reduce:
            reduce();
            return true;
        case NewObj:
            newObject();
            return true;
        case NewObjEx:
            pop(); // arguments by name
            newObject();
            return true;
        case Build:
            build();
            return true;
        default:
            return false;
        }
    }

    void pushName(std::string_view module, std::string_view name)
    {
        if (!m_reader.ok())
            corrupt("a name is cut short");
        charge(module.size() + name.size());
        std::string full = std::string(module) + '.' + std::string(name);
        refuseHostile(full);
        push(PickleValue::Name{std::move(full)});
    }

    /// What lies outside the pickle: numbers or, in files before 2019, a class with its source.
    void persistent(const std::vector<Index> &id)
    {
        const auto *kind = id.size() > 1 ? m_pickle.as<std::string>(id[0]) : nullptr;
        if (kind && *kind == "module") {
            m_stack.push_back(id[1]);
            return;
        }
        auto described = storage(m_pickle, id);
        charge(described.type.size() + described.key.size());
        push(std::move(described));
    }

    void reduce()
    {
        const std::vector<Index> &arguments = require<PickleValue::List>(m_pickle, pop()).items;
        const auto *callee = m_pickle.as<PickleValue::Name>(pop());
        if (callee)
            call(callee->name, arguments);
        else
            pushInert(); // what a call returned was to be called
    }

    void call(const std::string &name, const std::vector<Index> &arguments)
    {
        if (isOrderedDict(name)) {
            push(orderedDict(m_pickle, arguments));
            charge(top<PickleValue::Dict>().items.size() * 2 * itemBytes);
        } else if (isTensorBuilder(name)) {
            charge(tensorBytes);
            push(tensor(m_pickle, arguments));
        } else if (isPassedThrough(name) && !arguments.empty()) {
            m_stack.push_back(arguments[0]);
        } else if (isTypedTensorBuilder(name) && arguments.size() >= 3) {
            callTyped(arguments);
        } else {
            pushInert();
        }
    }

    void callTyped(const std::vector<Index> &arguments)
    {
        const auto *function = m_pickle.as<PickleValue::Name>(arguments[0]);
        const auto *inner = m_pickle.as<PickleValue::List>(arguments[2]);
        if (function && inner && !isTypedTensorBuilder(function->name))
            call(function->name, inner->items);
        else
            pushInert();
    }

    void newObject()
    {
        pop(); // arguments, of which TorchScript's classes have none
        const auto *type = m_pickle.as<PickleValue::Name>(pop());
        if (!type || !isScriptClass(type->name)) {
            pushInert();
            return;
        }
        PickleValue::Dict object;
        object.object = true;
        push(std::move(object));
    }

    void pushInert()
    {
        PickleValue::Dict object;
        object.object = true;
        object.inert = true;
        push(std::move(object));
    }

    /// The dictionary or object on top of the stack, or null.
    PickleValue::Dict *topDict()
    {
        const Index index = pop();
        m_stack.push_back(index);
        return std::get_if<PickleValue::Dict>(&m_pickle.values[index].data);
    }

    void build()
    {
        const Index state = pop();
        PickleValue::Dict *target = topDict();
        if (!target || !target->object)
            return; // attributes of a dictionary, such as _metadata: nothing to do with weights
        if (!target->inert) {
            const auto &attributes = require<PickleValue::Dict>(m_pickle, state).items;
            charge(attributes.size() * 2 * itemBytes);
            target->items = std::vector(attributes);
            return;
        }
        addAttributes(*target, state);
        if (const auto *parts = m_pickle.as<PickleValue::List>(state)) // (attributes, those in slots)
            for (const Index part : parts->items)
                addAttributes(*target, part);
    }

    /// Beside what the object holds already, if it is a kind of dictionary.
    void addAttributes(PickleValue::Dict &target, Index state)
    {
        const auto *found = m_pickle.as<PickleValue::Dict>(state);
        if (!found)
            return;
        charge(found->items.size() * 2 * itemBytes);
        const std::vector attributes(found->items); // perhaps its own
        target.items.insert(target.items.end(), attributes.begin(), attributes.end());
    }

    ByteReader m_reader;
    ByteBudget &m_budget;
    Pickle m_pickle;
    std::vector<Index> m_stack;
    std::vector<std::size_t> m_marks;
    std::unordered_map<std::uint64_t, Index> m_memo;
};

} // namespace

Result<Pickle> unpickle(std::span<const std::byte> bytes, ByteBudget &budget, std::size_t *end)
{
    try {
        Machine machine(bytes, budget);
        Pickle pickle = machine.run();
        if (end)
            *end = machine.position();
        return pickle;
    } catch (const PickleRefusal &refusal) {
        return refusal.error;
    }
}

} // namespace cairn
