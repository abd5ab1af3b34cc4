// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/export/modelcard.h"

#include "core/base/format.h"
#include "core/learn/evaluation/calibration.h"
#include "core/learn/evaluation/classreport.h"
#include "core/runs/adoptedrun.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

constexpr qsizetype mostClassesListed = 50;

/// Characters that JSON writes as they are, and YAML refuses or takes for a line's end.
bool isSpecialInYaml(QChar character)
{
    const char16_t code = character.unicode();
    return (code >= 0x7f && code <= 0x9f) || code == 0x2028 || code == 0x2029 || code == 0xfeff
        || code >= 0xfffe;
}

/// A double-quoted YAML string: JSON's strings are YAML's, too, but for a few characters.
QString quoted(const QString &text)
{
    const QString array = QString::fromUtf8(QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact));
    QString literal;
    for (const QChar character : array.mid(1, array.size() - 2))
        literal += isSpecialInYaml(character) ? u"\\u%1"_s.arg(character.unicode(), 4, 16, QChar(u'0'))
                                              : QString(character);
    return literal;
}

QString percent(double share)
{
    return std::isnan(share) ? u"–"_s : QString::number(100 * share, 'f', 1) + u" %"_s;
}

QString percent(const Interval &interval)
{
    return u"%1–%2"_s.arg(QString::number(100 * interval.low, 'f', 1), percent(interval.high));
}

QString frontMatter(const ModelCard &card)
{
    QString text
        = u"---\nlicense: other\nlibrary_name: onnx\npipeline_tag: image-classification\n"
          "tags:\n- image-classification\n- onnx\n- torchscript\n- %1\n"_s.arg(archName(card.spec.arch));
    if (card.evaluation) {
        text += u"metrics:\n- accuracy\nmodel-index:\n- name: %1\n  results:\n  - task:\n      type: "
                "image-classification\n    dataset:\n      name: %2\n      type: imagefolder\n      split: "
                "validation\n    metrics:\n    - type: accuracy\n      value: %3\n"_s.arg(
                    quoted(card.project + u", "_s + card.run.name), quoted(card.project),
                    QString::number(card.evaluation->accuracy, 'f', 4));
    }
    return text + u"---\n\n"_s;
}

QString introduction(const ModelCard &card)
{
    QStringList names;
    for (const QString &name : card.spec.classes.mid(0, mostClassesListed))
        names << inMarkdown(name);
    if (card.spec.classes.size() > mostClassesListed)
        names << u"and %1 more (labels.txt)"_s.arg(card.spec.classes.size() - mostClassesListed);
    return u"# %1\n\nA %2 that classifies images into %3 classes: %4.\n\n"_s.arg(
        inMarkdown(card.project), archTitle(card.spec.arch), formatCount(card.spec.classes.size()),
        names.join(u", "_s));
}

QString usage(const ModelCard &card)
{
    return uR"(## Use it

In the folder of this file, with Python 3:

```
python3 -m venv .venv
. .venv/bin/activate
pip install onnxruntime numpy pillow
python predict.py --check
python predict.py IMAGE...
```

`--check` verifies the files by their checksums, runs the golden images (abstract drawings; their labels mean nothing), and
ends with "This machine gives the same predictions." or reports what differs. `predict.py IMAGE...` prints one line per image: file,
label, probability.

Every program must prepare images as `preprocessing.json` specifies; otherwise its predictions will differ. The programs here do, so
reuse their code (the C++ programs ignore transparency; Python composites it over white). Input `pixel_values`: N x 3 x %1 x %1,
float32, RGB, normalized. Output `logits`: N x %2, in the order of `labels.txt`; divide by the temperature %3 and take
softmax for probabilities.

| file | for |
|---|---|
| `model.onnx` | ONNX Runtime, OpenCV and other programs that read ONNX (opset 13, IR 7) |
| `model.pt` | torch.jit.load in Python and C++ (TorchScript) |
| `model.safetensors` | the weights with torchvision's parameter names; `model.py` builds the matching network in PyTorch |
| `labels.txt`, `preprocessing.json` | the classes in order, and how images become the input |
| `config.json`, `preprocessor_config.json` | Hugging Face Optimum: `ORTModelForImageClassification.from_pretrained(".")`%4. This works only with ONNX: transformers' own ResNet classes cannot load these weights |
| `predict.py`, `predict_torch.py`, `preprocess.py` | Python with ONNX Runtime; with PyTorch (`pip install torch numpy pillow`, a large download) |
| `predict_opencv.cpp`, `predict_libtorch.cpp`, `preprocess.h`, `model_info.h` | C++ with OpenCV 4.6 or later, with LibTorch 1.13 or later (Debian: `libopencv-dev`, `libtorch-dev`); run them in this folder; the build commands are in their first lines |
| `golden/` | drawn images with their input tensors and probabilities |
| `SHA256SUMS` | `sha256sum -c SHA256SUMS` checks whether a file was changed |

To classify images with Python and ONNX Runtime, `model.onnx`, `preprocessing.json`, `preprocess.py` and `predict.py` are enough.

)"_s.arg(card.spec.imageSize)
        .arg(card.spec.classes.size())
        .arg(QString::number(card.facts.temperature, 'g', 6),
             card.spec.resize == ResizeMode::Crop
                 ? u"; its processor resizes before it crops, so its probabilities are close to those here "
                   "but not equal"_s
                 : QString());
}

QString metrics(const ModelCard &card)
{
    if (!card.evaluation)
        return u"## Evaluation\n\nThe model was not evaluated before the export.\n\n"_s;
    const Evaluation &evaluation = *card.evaluation;
    const qint64 images = evaluation.confusion.total();
    QString text
        = u"## Evaluation\n\nOn %1 validation images, which were not used for training (but were used to "
          "choose the best epoch): accuracy **%2**, 95 % interval %3 (Wilson).\n\n| class | images | "
          "recall | 95 % | precision | F1 |\n|---|---|---|---|---|---|\n"_s.arg(
              formatCount(images), percent(evaluation.accuracy),
              percent(wilsonInterval(evaluation.confusion.correct(), images)));
    const std::vector<ClassReport> classes = classReports(evaluation);
    for (qsizetype i = 0; i < qsizetype(classes.size()) && i < mostClassesListed; ++i) {
        const ClassReport &report = classes[std::size_t(i)];
        text += u"| %1 | %2 | %3 | %4 | %5 | %6 |\n"_s.arg(
            inMarkdown(card.spec.classes.value(i)), formatCount(report.support), percent(report.recall),
            percent(report.recallInterval), percent(report.precision),
            std::isnan(report.f1) ? u"–"_s : QString::number(report.f1, 'f', 3));
    }
    const Calibration calibration
        = calibrationOf(labeledProbabilities(evaluation.predictions, int(card.spec.classes.size())));
    return text
        + u"\nCalibration at temperature %1%4: expected calibration error %2 (15 bins), negative "
          "log-likelihood %3, measured on the same images. These probabilities are meaningful only for "
          "similar images.\n\n"_s.arg(
              QString::number(card.facts.temperature, 'g', 4), percent(calibration.ece),
              QString::number(calibration.nll, 'f', 4),
              card.facts.temperature == 1 ? u" (not fitted: too few images or mistakes)"_s : QString());
}

QString limits()
{
    return u"## Limits\n\nThe model knows only these classes: for any other image it still predicts one of "
           "them, sometimes with a high probability. Images that differ from the training images (another "
           "camera, season or crop, drawings) have a different error rate from the one above. The model "
           "was not evaluated for decisions about people.\n\n"_s;
}

/// "started from resnet50-imagenet.pth": what its settings say, without folders.
QString start(const RunRecord &run)
{
    const QString weights = run.settings()[u"weights"_s].toString();
    if (weights == u"none")
        return u"from random weights"_s;
    return weights == u"imagenet" ? u"from ImageNet weights"_s
                                  : u"from the weights “%1”"_s.arg(QFileInfo(weights).fileName());
}

QString training(const ModelCard &card)
{
    const QString digest = card.facts.dataDigest.isEmpty()
        ? QString()
        : u" SHA-256 of the list of images, classes and split: `%1`."_s.arg(card.facts.dataDigest);
    const QString licenses = card.licenses.isEmpty()
        ? u"The licenses of the images are not recorded: ask whoever trained the model before publishing it."_s
        : u"Licenses of the collected images: %1; %2"_s.arg(
            inMarkdown(card.licenses.join(u", "_s)),
            card.credits ? u"ATTRIBUTION.md lists authors and sources."_s : u"authors are not recorded."_s);
    if (card.run.preset == adoptedPreset)
        return u"## Training\n\nTrained elsewhere: %1, %2. The settings and images are not recorded.\n\n"_s
            .arg(inMarkdown(card.facts.program), inMarkdown(card.run.setup));
    return u"## Training\n\n%1, %2: %3 epochs in %4, best epoch %5 (preset %6), on %7 training images, %8; "
           "settings in `training.json`.%9\n\n"_s.arg(
               inMarkdown(card.facts.program), inMarkdown(card.run.name), QString::number(card.run.epochs),
               formatDuration(card.run.seconds), QString::number(card.run.bestEpoch + 1),
               inMarkdown(card.run.preset), formatCount(card.trainingImages), inMarkdown(start(card.run)),
               digest)
        + licenses + u"\n\n"_s;
}

QString verification(const ModelCard &card)
{
    const QString images = card.worst.images > 0 ? u"%1 validation images"_s.arg(card.worst.images)
                                                 : u"a test pattern (there were no validation images)"_s;
    return u"## Checked\n\nEvery model file here was read back by a reader that shares no code with the "
           "writer (OpenCV for ONNX, torch.jit.load for TorchScript) and compared with the trained network "
           "on %1 in float32: probabilities differ by at most %2, %3 predictions changed.\n"_s.arg(
               images, QString::number(card.worst.largestDifference, 'g', 2),
               QString::number(card.worst.changedDecisions));
}

} // namespace

QString inMarkdown(QString text)
{
    text = text.simplified();
    text.replace(u'&', u"&amp;"_s).replace(u'<', u"&lt;"_s).replace(u'>', u"&gt;"_s);
    QString escaped;
    for (const QChar character : text) {
        if (u"\\`*_[]{}|#~!"_s.contains(character))
            escaped += u'\\';
        escaped += character;
    }
    return escaped;
}

QByteArray modelCardText(const ModelCard &card)
{
    return (frontMatter(card) + introduction(card) + usage(card) + metrics(card) + limits() + training(card)
            + verification(card))
        .toUtf8();
}

} // namespace cairn
