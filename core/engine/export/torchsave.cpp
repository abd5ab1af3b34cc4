// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/export/torchsave.h"

#include "core/base/zipwriter.h"
#include "core/engine/export/filewriting.h"
#include "core/engine/weights/pickleops.h"

#include <QFile>
#include <QtEndian>

namespace cairn {

namespace {

constexpr int alignment = 64; // as torch's, for those who map the file
const QString root = QStringLiteral("archive/");

/// Bytes of a pickle, protocol 2.
class Pickler
{
public:
    void op(PickleOp code) { m_bytes += char(code); }
    void name(const char *module, const char *attribute)
    {
        op(Global);
        m_bytes += QByteArray(module) + '\n' + attribute + '\n';
    }
    void text(const std::string &value)
    {
        op(BinUnicode);
        four(quint32(value.size()));
        m_bytes.append(value.data(), qsizetype(value.size()));
    }
    void number(std::int64_t value)
    {
        TORCH_CHECK(value >= 0 && value <= 0x7fffffff, "a tensor is too large for torch.save");
        op(BinInt);
        four(quint32(value));
    }
    void numbers(torch::IntArrayRef values)
    {
        op(Mark);
        for (const std::int64_t value : values)
            number(value);
        op(TupleOp);
    }
    void emptyOrderedDict()
    {
        name("collections", "OrderedDict");
        op(EmptyTuple);
        op(Reduce);
    }
    void raw(char byte) { m_bytes += byte; }
    const QByteArray &bytes() const { return m_bytes; }

private:
    void four(quint32 value)
    {
        char raw[4];
        qToLittleEndian(value, raw);
        m_bytes.append(raw, 4);
    }
    QByteArray m_bytes;
};

const char *storageClass(torch::ScalarType type)
{
    TORCH_CHECK(type == torch::kFloat || type == torch::kLong, "weights of this type cannot be exported");
    return type == torch::kFloat ? "FloatStorage" : "LongStorage";
}

/// torch._utils._rebuild_tensor_v2(storage, offset, sizes, strides, requires_grad, backward_hooks)
void pickleTensor(Pickler &pickler, const torch::Tensor &tensor, std::size_t key)
{
    pickler.name("torch._utils", "_rebuild_tensor_v2");
    pickler.op(Mark);
    pickler.op(Mark);
    pickler.text("storage");
    pickler.name("torch", storageClass(tensor.scalar_type()));
    pickler.text(std::to_string(key));
    pickler.text("cpu");
    pickler.number(tensor.numel());
    pickler.op(TupleOp);
    pickler.op(BinPersid);
    pickler.number(0);
    pickler.numbers(tensor.sizes());
    pickler.numbers(tensor.strides());
    pickler.op(NewFalse);
    pickler.emptyOrderedDict();
    pickler.op(TupleOp);
    pickler.op(Reduce);
}

QByteArray pickled(const StateDict &dict)
{
    Pickler pickler;
    pickler.op(Proto);
    pickler.raw(2);
    pickler.emptyOrderedDict();
    pickler.op(Mark);
    for (std::size_t i = 0; i < dict.tensors.size(); ++i) {
        pickler.text(dict.tensors[i].name);
        pickleTensor(pickler, dict.tensors[i].tensor, i);
    }
    pickler.op(SetItems);
    pickler.op(Stop);
    return pickler.bytes();
}

StateDict contiguous(const StateDict &dict)
{
    StateDict result = dict;
    for (NamedTensor &item : result.tensors)
        item.tensor = item.tensor.detach().cpu().contiguous();
    return result;
}

Result<void> writeEntries(ZipWriter &zip, const StateDict &dict)
{
    if (auto done = zip.add(root + QStringLiteral("data.pkl"), pickled(dict), alignment); !done)
        return done;
    if (auto done = zip.add(root + QStringLiteral("byteorder"), "little", alignment); !done)
        return done;
    for (std::size_t i = 0; i < dict.tensors.size(); ++i) {
        const torch::Tensor &tensor = dict.tensors[i].tensor;
        const QByteArrayView bytes(static_cast<const char *>(tensor.data_ptr()), qsizetype(tensor.nbytes()));
        if (auto done = zip.add(root + QStringLiteral("data/%1").arg(i), bytes, alignment); !done)
            return done;
    }
    for (const auto &[name, value] : dict.metadata) {
        if (auto done = zip.add(root + QStringLiteral("extra/") + QString::fromStdString(name), value); !done)
            return done;
    }
    if (auto done = zip.add(root + QStringLiteral("version"), "3\n", alignment); !done)
        return done;
    return zip.finish();
}

} // namespace

Result<void> writeTorchSave(const QString &path, const StateDict &dict)
{
    QFile file(path); // by name: made new a moment ago
    // by name: made new a moment ago
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        return cannotWrite(path, file.errorString());
    ZipWriter zip(file);
    const auto written = writeEntries(zip, contiguous(dict));
    if (!written)
        return written.error().code == ErrorCode::WriteFailed ? cannotWrite(path, written.error().detail)
                                                              : written.error();
    if (!file.flush())
        return cannotWrite(path, file.errorString());
    return {};
}

} // namespace cairn
