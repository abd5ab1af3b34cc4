// SPDX-License-Identifier: GPL-3.0-or-later
// What is said of formats whose library was not there when Cairn was built.

#include "core/base/text.h"
#include "core/imaging/codecs.h"

using namespace Qt::StringLiterals;

namespace cairn {

#ifndef CAIRN_HEIF
Result<ImageHeader> readHeifHeader(const QByteArray &bytes)
{
    return notBuiltIn(sniffFormat(bytes) == ImageFormat::Avif ? Text::tr("an AVIF image")
                                                              : Text::tr("a HEIC image"),
                      u"libheif-dev"_s);
}

Result<cv::Mat> decodeHeif(const QByteArray &bytes)
{
    return readHeifHeader(bytes).error();
}
#endif

#ifndef CAIRN_JXL
Result<ImageHeader> readJpegXlHeader(const QByteArray &)
{
    return notBuiltIn(Text::tr("a JPEG XL image"), u"libjxl-dev"_s);
}

Result<cv::Mat> decodeJpegXl(const QByteArray &bytes)
{
    return readJpegXlHeader(bytes).error();
}
#endif

Error notBuiltIn(const QString &formatWithArticle, const QString &package)
{
    return {
        ErrorCode::Unsupported,
        Text::tr(
            "It is %1, which this build of Cairn cannot read: install the package %2 and rebuild Cairn, or "
            "convert the image.")
            .arg(formatWithArticle, package)};
}

} // namespace cairn
