// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/modelfacts.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

QJsonArray numbers(const double (&values)[3])
{
    return {values[0], values[1], values[2]};
}

QJsonObject idToLabel(const QStringList &classes)
{
    QJsonObject map;
    for (qsizetype i = 0; i < classes.size(); ++i)
        map.insert(QString::number(i), classes[i]);
    return map;
}

QByteArray indented(const QJsonObject &json)
{
    return QJsonDocument(json).toJson();
}

QString compact(const QJsonObject &json)
{
    return QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

QString compact(const QJsonArray &json)
{
    return QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

QString resizeInWords(ResizeMode mode)
{
    switch (mode) {
    case ResizeMode::Crop:
        return u"Crop the largest centered square: side = min(width, height), left = (width - side) // 2, "
               "top = (height - side) // 2. Then resize it to size x size."_s;
    case ResizeMode::Pad:
        return u"Pad the image to a black square: side = max(width, height), left = (side - width) // 2, "
               "top = (side - height) // 2. Then resize it to size x size."_s;
    case ResizeMode::Squish:
        return u"Resize the whole image to size x size, whatever its shape."_s;
    }
    Q_UNREACHABLE();
}

/// The Hugging Face processor whose steps are nearest to ours.
QString nearestProcessor(ResizeMode mode)
{
    return mode == ResizeMode::Crop ? u"BitImageProcessor"_s : u"ViTImageProcessor"_s;
}

QString pythonString(const QString &text)
{
    QString literal = u"'"_s;
    for (const char32_t character : text.toUcs4()) {
        if (character == U'\'' || character == U'\\')
            literal += u'\\';
        if (character >= 0x20 && character < 0x7f)
            literal += QChar(char16_t(character));
        else if (character <= 0xffff)
            literal += u"\\u%1"_s.arg(uint(character), 4, 16, QLatin1Char('0'));
        else
            literal += u"\\U%1"_s.arg(uint(character), 8, 16, QLatin1Char('0'));
    }
    return literal + u'\'';
}

} // namespace

QByteArray labelsText(const QStringList &classes)
{
    QByteArray text;
    for (QString name : classes) {
        for (const char16_t separator :
             {u'\n', u'\r', char16_t(0x2028), char16_t(0x2029), u'\v', u'\f', char16_t(0x85)})
            name.replace(QChar(separator), u' ');
        text += name.toUtf8() + '\n';
    }
    return text;
}

QByteArray preprocessingJson(const ModelSpec &spec, const ModelFacts &facts)
{
    const QJsonArray steps{
        u"Decode the file in full: JPEG as libjpeg-turbo does by default (accurate integer DCT, smooth upsampling of color), never at reduced size."_s,
        u"Rotate it according to its EXIF orientation."_s,
        u"Convert it to RGB with 8 bits per channel: repeat gray, composite transparency over white, keep "
        "the upper 8 of 16 bits. Embedded color profiles are ignored."_s,
        resizeInWords(spec.resize),
        u"Resize with Pillow's BILINEAR: a triangle filter that grows with the scale (antialiased), first across, then down, each rounded to 8 bits."_s,
        u"Divide by 255, subtract mean, divide by std, per channel; arrange the channels as 3 x size x "
        "size, float32."_s,
        u"Run the network; divide its logits by temperature; take softmax."_s,
    };
    return indented({
        {u"format"_s, u"cairn-preprocessing-1"_s},
        {u"size"_s, spec.imageSize},
        {u"resize"_s, resizeModeName(spec.resize)},
        {u"interpolation"_s, u"pillow-bilinear"_s},
        {u"decoder"_s, u"libjpeg-turbo, full size"_s},
        {u"rounding"_s, u"8 bits after each of the two passes"_s},
        {u"channel_order"_s, u"RGB"_s},
        {u"layout"_s, u"NCHW"_s},
        {u"mean"_s, numbers(imageNetMeans)},
        {u"std"_s, numbers(imageNetDeviations)},
        {u"temperature"_s, facts.temperature},
        {u"classes"_s, QJsonArray::fromStringList(spec.classes)},
        {u"steps"_s, steps},
        {u"program"_s, facts.program},
        {u"run"_s, facts.run},
        {u"data_sha256"_s, facts.dataDigest},
    });
}

QByteArray huggingFaceConfig(const ModelSpec &spec)
{
    QJsonObject labelToId;
    for (qsizetype i = 0; i < spec.classes.size(); ++i)
        labelToId.insert(spec.classes[i], int(i));
    return indented({
        {u"architectures"_s, QJsonArray{u"ResNetForImageClassification"_s}},
        {u"model_type"_s, u"resnet"_s},
        {u"problem_type"_s, u"single_label_classification"_s},
        {u"num_labels"_s, int(spec.classes.size())},
        {u"id2label"_s, idToLabel(spec.classes)},
        {u"label2id"_s, labelToId},
        {u"image_size"_s, spec.imageSize},
        {u"num_channels"_s, 3},
        {u"torch_dtype"_s, u"float32"_s},
    });
}

QByteArray huggingFacePreprocessor(const ModelSpec &spec)
{
    const QJsonObject square{{u"height"_s, spec.imageSize}, {u"width"_s, spec.imageSize}};
    const bool crops = spec.resize == ResizeMode::Crop;
    return indented({
        {u"image_processor_type"_s, nearestProcessor(spec.resize)},
        {u"do_convert_rgb"_s, true},
        {u"do_resize"_s, true},
        {u"size"_s, crops ? QJsonObject{{u"shortest_edge"_s, spec.imageSize}} : square},
        {u"resample"_s, 2}, // PIL.Image.BILINEAR
        {u"do_center_crop"_s, crops},
        {u"crop_size"_s, square},
        {u"do_rescale"_s, true},
        {u"rescale_factor"_s, 1.0 / 255},
        {u"do_normalize"_s, true},
        {u"image_mean"_s, numbers(imageNetMeans)},
        {u"image_std"_s, numbers(imageNetDeviations)},
    });
}

QString pythonNames(const QStringList &classes)
{
    QStringList entries;
    for (qsizetype i = 0; i < classes.size(); ++i)
        entries << u"%1: "_s.arg(i) + pythonString(classes[i]);
    return u'{' + entries.join(u", "_s) + u'}';
}

QList<QPair<QString, QString>> onnxMetadata(const ModelSpec &spec, const ModelFacts &facts, bool pixels)
{
    QList<QPair<QString, QString>> entries{
        {u"names"_s, pythonNames(spec.classes)},
        {u"id2label"_s, compact(idToLabel(spec.classes))},
        {u"task"_s, u"classify"_s},
        {u"imgsz"_s, u"[%1, %1]"_s.arg(spec.imageSize)},
        {u"mean"_s, compact(numbers(imageNetMeans))},
        {u"std"_s, compact(numbers(imageNetDeviations))},
        {u"channel_order"_s, u"RGB"_s},
        {u"resize"_s, resizeModeName(spec.resize)},
        {u"interpolation"_s, u"pillow-bilinear"_s},
        {u"normalization_in_graph"_s, pixels ? u"true"_s : u"false"_s},
        {u"temperature"_s, QString::number(facts.temperature, 'g', 17)},
        {u"temperature_in_graph"_s, pixels ? u"true"_s : u"false"_s},
        {u"version"_s, facts.program},
        {u"run"_s, facts.run},
        {u"data_sha256"_s, facts.dataDigest},
        {u"Image.BitmapPixelFormat"_s, u"Rgb8"_s},
        {u"Image.ColorSpaceGamma"_s, u"SRGB"_s},
        {u"cairn"_s, compact(toJson(spec))},
    };
    // How other programs should prepare pixels is stated only where the graph leaves nothing else to do.
    if (pixels)
        entries.append({u"Image.NominalPixelRange"_s, u"NominalRange_0_255"_s});
    return entries;
}

} // namespace cairn
