// SPDX-License-Identifier: GPL-3.0-or-later
// AVIF and HEIC, by libheif.

#include "core/base/text.h"
#include "core/imaging/codecs.h"
#include "core/imaging/tiffdirectory.h"

#include <libheif/heif.h>
#include <opencv2/core.hpp>

#include <memory>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr int largestSide = 65500; // as decode.cpp has it
constexpr std::size_t largestExif = 1 << 20;
constexpr qsizetype exifOffsetBytes = 4; // before the block: where in it the TIFF structure begins

template <auto release>
struct Release
{
    template <typename T>
    void operator()(T *object) const
    {
        release(object);
    }
};
using Context = std::unique_ptr<heif_context, Release<heif_context_free>>;
using Handle = std::unique_ptr<heif_image_handle, Release<heif_image_handle_release>>;
using Image = std::unique_ptr<heif_image, Release<heif_image_release>>;
using Options = std::unique_ptr<heif_decoding_options, Release<heif_decoding_options_free>>;

struct Opened
{
    Context context;
    Handle handle; ///< of the primary image
};

QString nameOf(const QByteArray &bytes)
{
    return sniffFormat(bytes) == ImageFormat::Avif ? Text::tr("an AVIF image") : Text::tr("a HEIC image");
}

Error failure(const heif_error &error, const QByteArray &bytes)
{
    const QString detail = QString::fromUtf8(error.message);
    // libheif says this of an image that claims more pixels than we allow, too
    if (error.subcode == heif_suberror_Security_limit_exceeded)
        return {ErrorCode::Unsupported, Text::tr("It has more pixels than Cairn can open."), detail};
    if (error.code == heif_error_Memory_allocation_error)
        return {ErrorCode::OutOfMemory, Text::tr("There is not enough memory to open the image."), detail};
    if (error.code == heif_error_Unsupported_filetype || error.code == heif_error_Unsupported_feature)
        return unsupportedKind(nameOf(bytes), detail);
    return damaged(detail);
}

/// `bytes` must outlive what is returned.
Result<Opened> openHeif(const QByteArray &bytes)
{
    Opened opened{Context(heif_context_alloc()), {}};
    if (!opened.context)
        return Error{ErrorCode::OutOfMemory, Text::tr("There is not enough memory to open the image.")};
    heif_context_set_maximum_image_size_limit(opened.context.get(), largestSide);
    heif_context_set_max_decoding_threads(opened.context.get(), 0); // images are decoded on all cores already
    const heif_error read = heif_context_read_from_memory_without_copy(
        opened.context.get(), bytes.constData(), std::size_t(bytes.size()), nullptr);
    if (read.code != heif_error_Ok)
        return failure(read, bytes);
    heif_image_handle *handle = nullptr;
    const heif_error found = heif_context_get_primary_image_handle(opened.context.get(), &handle);
    opened.handle.reset(handle);
    if (found.code != heif_error_Ok)
        return failure(found, bytes);
    return opened;
}

qint64 timeTaken(const heif_image_handle *handle)
{
    heif_item_id id = 0;
    if (heif_image_handle_get_list_of_metadata_block_IDs(handle, "Exif", &id, 1) < 1)
        return 0;
    const std::size_t size = heif_image_handle_get_metadata_size(handle, id);
    if (size <= std::size_t(exifOffsetBytes) || size > largestExif)
        return 0;
    QByteArray block(qsizetype(size), Qt::Uninitialized);
    if (heif_image_handle_get_metadata(handle, id, block.data()).code != heif_error_Ok)
        return 0;
    return exifTimeTaken(QByteArrayView(block).sliced(exifOffsetBytes));
}

/// That the library was installed without the decoder is no fault of the file.
Result<void> checkDecoder(const QByteArray &bytes)
{
    const bool avif = sniffFormat(bytes) == ImageFormat::Avif;
    if (heif_have_decoder_for_format(avif ? heif_compression_AV1 : heif_compression_HEVC))
        return {};
    return Error{ErrorCode::Unsupported,
                 Text::tr("It is %1, for which the installed libheif has no decoder; install the package %2.")
                     .arg(nameOf(bytes), avif ? u"libheif-plugin-dav1d"_s : u"libheif-plugin-libde265"_s)};
}

} // namespace

Result<ImageHeader> readHeifHeader(const QByteArray &bytes)
{
    const auto opened = openHeif(bytes);
    if (!opened)
        return opened.error();
    if (const auto able = checkDecoder(bytes); !able)
        return able.error();
    const heif_image_handle *handle = opened->handle.get();
    // The container says how the image is turned, and libheif does it: EXIF's orientation does not count.
    return ImageHeader{
        {}, heif_image_handle_get_width(handle), heif_image_handle_get_height(handle), 1, timeTaken(handle)};
}

Result<cv::Mat> decodeHeif(const QByteArray &bytes)
{
    const auto opened = openHeif(bytes);
    if (!opened)
        return opened.error();
    const Options options(heif_decoding_options_alloc());
    options->convert_hdr_to_8bit = 1;
    options->strict_decoding = 1;
    const bool alpha = heif_image_handle_has_alpha_channel(opened->handle.get()) != 0;
    heif_image *decoded = nullptr;
    const heif_error done = heif_decode_image(
        opened->handle.get(), &decoded, heif_colorspace_RGB,
        alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, options.get());
    const Image image(decoded);
    if (done.code != heif_error_Ok)
        return failure(done, bytes);
    int stride = 0;
    const std::uint8_t *plane = heif_image_get_plane_readonly(image.get(), heif_channel_interleaved, &stride);
    const int width = heif_image_get_width(image.get(), heif_channel_interleaved);
    const int height = heif_image_get_height(image.get(), heif_channel_interleaved);
    if (!plane || width < 1 || height < 1)
        return damaged();
    const cv::Mat pixels(height, width, alpha ? CV_8UC4 : CV_8UC3, const_cast<std::uint8_t *>(plane),
                         std::size_t(stride));
    return alpha ? overWhite(pixels) : pixels.clone();
}

} // namespace cairn
