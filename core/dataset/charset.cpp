// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/charset.h"

#include <QStringConverter>

#include <iconv.h>
#include <memory>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

struct CloseIconv
{
    void operator()(void *descriptor) const { iconv_close(descriptor); }
};
using Iconv = std::unique_ptr<void, CloseIconv>;

Iconv openIconv(const QString &encoding)
{
    const iconv_t descriptor = iconv_open("UTF-8", encoding.toLatin1().constData());
    const iconv_t failed = iconv_t(-1); // NOLINT(performance-no-int-to-ptr): as POSIX has it
    return Iconv(descriptor == failed ? nullptr : descriptor);
}

bool isCommonChinese(const QByteArray &name)
{
    bool any = false;
    for (qsizetype i = 0; i < name.size(); ++i) {
        if (quint8(name[i]) < 0x80)
            continue;
        if (i + 1 == name.size())
            return false;
        const quint8 lead = quint8(name[i]);
        const quint8 trail = quint8(name[++i]);
        if (lead < 0xB0 || lead > 0xD7 || trail < 0xA1 || trail == 0xFF)
            return false;
        any = true;
    }
    return any;
}

} // namespace

bool isEncoding(const QString &name)
{
    return !name.isEmpty() && openIconv(name) != nullptr;
}

std::optional<QString> decodeStrictly(const QByteArray &bytes, const QString &encoding)
{
    const Iconv descriptor = openIconv(encoding);
    if (!descriptor)
        return {};
    QByteArray input = bytes;
    QByteArray output(4 * bytes.size() + 16, Qt::Uninitialized);
    char *from = input.data();
    char *to = output.data();
    std::size_t left = std::size_t(input.size());
    std::size_t room = std::size_t(output.size());
    const std::size_t wrong = std::size_t(-1);
    if (iconv(descriptor.get(), &from, &left, &to, &room) == wrong
        || iconv(descriptor.get(), nullptr, nullptr, &to, &room) == wrong)
        return {};
    output.truncate(output.size() - qsizetype(room));
    return QString::fromUtf8(output);
}

std::optional<QString> decodeName(const QByteArray &bytes, const QString &encoding)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(bytes);
    if (!decoder.hasError())
        return text;
    return encoding.isEmpty() ? std::nullopt : decodeStrictly(bytes, encoding);
}

QString guessEncoding(const QByteArrayList &names)
{
    if (names.isEmpty() || !std::ranges::all_of(names, isCommonChinese))
        return {};
    return u"GB18030"_s;
}

} // namespace cairn
