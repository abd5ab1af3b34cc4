// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/snapshot.h"

#include "core/project/repositories/classrepository.h"
#include "core/project/repositories/imagerepository.h"
#include "core/project/repositories/runrepository.h"

#include <algorithm>
#include <map>
#include <QSet>

namespace cairn {

namespace {

/// Class id → output for classes that have the name they had.
QHash<qint64, int> outputsByName(const std::vector<ClassRecord> &classes, const QStringList &names)
{
    QHash<qint64, int> outputs;
    for (const ClassRecord &record : classes) {
        const auto output = names.indexOf(record.name);
        if (output >= 0)
            outputs.insert(record.id, int(output));
    }
    return outputs;
}

/// Adds classes that were renamed: an output that lost its name goes to the class in which most of its
/// images are now.
void addRenamed(QHash<qint64, int> &outputs, const QHash<qint64, qint64> &classOfImage,
                const std::vector<Example> &examples)
{
    const QList<int> known = outputs.values();
    std::map<std::pair<int, qint64>, int> votes; // (output, class id) → images
    for (const Example &example : examples) {
        const qint64 classId = classOfImage.value(example.imageId);
        if (classId != 0 && !outputs.contains(classId) && !known.contains(example.label))
            ++votes[{example.label, classId}];
    }
    std::map<int, std::pair<int, qint64>> winners; // output → (images, class id)
    for (const auto &[pair, count] : votes) {
        auto &winner = winners[pair.first];
        if (count > winner.first)
            winner = {count, pair.second};
    }
    for (const auto &[output, winner] : winners)
        outputs.insert(winner.second, output);
}

/// Image id → class id, of the images out of the trash.
Result<QHash<qint64, qint64>> labeledImages(Database &database)
{
    return ImageRepository(database).all().transform([](const std::vector<ImageRecord> &images) {
        QHash<qint64, qint64> classOfImage;
        for (const ImageRecord &image : images) {
            if (!image.trashed && image.classId != 0)
                classOfImage.insert(image.id, image.classId);
        }
        return classOfImage;
    });
}

} // namespace

Result<Readiness> takeSnapshot(Database &database)
{
    return allOf(ClassRepository(database).all(), ImageRepository(database).all())
        .and_then([](const auto &read) {
            const auto &[classes, images] = read;
            return learningSet(classes, images);
        });
}

Result<QHash<qint64, int>> outputsToday(Database &database, const RunRecord &run)
{
    const auto outputsOf = [&](const std::vector<ClassRecord> &classes) -> Result<QHash<qint64, int>> {
        QHash<qint64, int> outputs = outputsByName(classes, run.classes);
        if (outputs.size() == run.classes.size())
            return outputs;
        return allOf(labeledImages(database), RunRepository(database).validExamples(run.id))
            .transform([&outputs](const auto &read) {
                const auto &[classOfImage, examples] = read;
                addRenamed(outputs, classOfImage, examples);
                return outputs;
            });
    };
    return ClassRepository(database).all().and_then(outputsOf);
}

Result<QHash<qint64, int>> labelsToday(Database &database, const RunRecord &run)
{
    return allOf(outputsToday(database, run), labeledImages(database)).transform([](const auto &read) {
        const auto &[outputs, classOfImage] = read;
        QHash<qint64, int> labels;
        for (auto image = classOfImage.cbegin(); image != classOfImage.cend(); ++image) {
            if (const auto output = outputs.constFind(image.value()); output != outputs.cend())
                labels.insert(image.key(), *output);
        }
        return labels;
    });
}

namespace {

/// Labeled images of `split` that the run did not train on; and, of validation, the run's own.
Result<std::vector<Example>> examplesToday(Database &database, const RunRecord &run, Split split)
{
    const auto read = allOf(RunRepository(database).snapshot(run), labelsToday(database, run),
                            ImageRepository(database).all());
    if (!read)
        return read.error();
    const auto &[began, labels, images] = *read;
    QSet<qint64> trained;
    for (const Example &example : began.train)
        trained.insert(example.imageId);
    QSet<qint64> own;
    for (const Example &example : began.valid)
        own.insert(example.imageId);
    std::vector<Example> examples;
    for (const ImageRecord &image : images) {
        const bool wanted = split == Split::Test
            ? image.split == Split::Test
            : image.split != Split::Test && (image.split == Split::Valid || own.contains(image.id));
        if (wanted && labels.contains(image.id) && !trained.contains(image.id))
            examples.push_back({image.id, image.path, labels.value(image.id)});
    }
    return examples;
}

} // namespace

Result<std::vector<Example>> validationToday(Database &database, const RunRecord &run)
{
    return examplesToday(database, run, Split::Valid);
}

Result<std::vector<Example>> testToday(Database &database, const RunRecord &run)
{
    return examplesToday(database, run, Split::Test);
}

} // namespace cairn
