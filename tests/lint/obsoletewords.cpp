// SPDX-License-Identifier: GPL-3.0-or-later
// Names and phrases that were given up for plainer ones. One word for one thing: a reader who searches for it
// finds all of it.
#include "tests/lint/rules.h"

#include <QRegularExpression>

#include <algorithm>

namespace cairn::lint {

namespace {

struct Word
{
    const char *pattern; ///< of PCRE
    const char *better;
    QStringList keptIn = {}; ///< files, or folders with a slash, whose names others rely on
};

const QList<Word> &words()
{
    // Labels that other programs and people give their folders and columns.
    static const QStringList namesOfOthers{QStringLiteral("core/dataset/treelayout.cpp"),
                                           QStringLiteral("core/dataset/interchange/labelstudio.cpp")};
    // colour, licence, grey, unlabelled: columns of the database, keys of the command line's JSON and columns
    // of lists.
    static const QStringList names{QStringLiteral("core/project/"),
                                   QStringLiteral("core/dataset/attribution.cpp"),
                                   QStringLiteral("core/dataset/health/health.cpp"),
                                   QStringLiteral("core/dataset/interchange/export.cpp"),
                                   QStringLiteral("core/acquire/"),
                                   QStringLiteral("app/cli/"),
                                   QStringLiteral("tests/"),
                                   QStringLiteral("resources/docs/"),
                                   QStringLiteral("resources/bundle/")};
    static const QList<Word> list{
        {"(?<!QStandardPaths::)[pP]icture", "image", namesOfOthers},
        {"[cC]olour", "color", names},
        {"[lL]icence", "license", names},
        {"[nN]ormalis(e|ing|ation)|[iI]nitialis(e|ing)|[rR]ecognis(e|ing)|[oO]ptimis(e|ing)", "-ize"},
        {"\\b[lL]abell(ed|ing)|[uU]nlabelled|[rR]elabell", "labeled, labeling", names},
        {"\\b[gG]rey|\\b[cC]entre\\b|[nN]eighbour|[bB]ehaviour", "gray, center, neighbor, behavior", names},
        {"\\b(Training|Prediction)Teller\\b", "…Reporter"},
        {"\\b(wishOf|trainAnew)\\b", "parseRequest, startRun"},
        {"\\b(Run)?Surroundings\\b|\\bm_around\\b", "CommandContext, RunContext, m_context"},
        {"\\bfromFirst\\b|\\bstruct World\\b|\\bworldFromEnvironment\\b", "broadcast, ProcessGroup"},
        {"\\bDescriptionJob\\b|\\bdescribeImages\\b", "EmbeddingJob, embedImages"},
        {"\\bstemrows\\b|\\b[nN]ormedConvolution\\b|\\bnormalisedTogether\\b|\\beachPart\\b",
         "fusedstem, convolveRecomputingNorm, syncBatchNorm, parallelFor"},
        {"\\b(carryOut|takeAway|livingClass|classesAreFree)\\b",
         "executeRun, removalEdit, currentClass, checkClassesEditable"},
        {"\\bArrivalDesk\\b|\\bstartWhatMay\\b|\\bm_untold\\b", "ArrivalProcessor, startReady, m_unreported"},
        {"\\bImageNarrowing\\b|\\bLikeness\\b|\\b[sS]urplus\\b", "ImageFilter, DuplicateFilter, redundant"},
        {"held against (today|the labels of)", "compared with the current labels"},
        {"got its own class|how well each class is told", "is correct, per-class accuracy"},
        {"[sS]plit anew|[tT]rain anew", "re-split, train again"},
        {"\\bpassed over %|” is none\\b", "skipped, is not a …"},
        {"frozen BatchNorms keep still|\"own layers",
         "frozen BatchNorm statistics stay fixed, custom layers"},
        {"Hold the training|body run once", "Pause after the current batch, features computed once"},
        {"Fetch what waits|Give up what|Take it after all|List of addresses",
         "Resume downloads, Cancel pending downloads, Import anyway, URL list"},
        {"Let go of this|Where shall the sample|Where the images lie|shall learn from",
         "Clear selection, Save the sample project in, Folders, Add the images to learn from"},
        {"sure suggestions\\b|\"By pixels|\"As given|what is known of it",
         "confident suggestions, By resolution, Suggested order, details"},
        {"take the flag off|Trash, or restore", "Toggle flag, Move to trash"},
        {"to measure on|training could not go on", "validation, Training failed"},
        {"… how often|\"the run's\"|\"On a plateau", "Probability, same as run, Reduce on plateau"},
        {"decides as the trained|changed decisions|logits? a class",
         "gives the same predictions, predictions changed, one logit per class"},
        {"Keep training\"|Fetch the sample|As the system", "Cancel, Download sample photos, Follow system"},
    };
    return list;
}

bool isKept(const QString &path, const QStringList &keptIn)
{
    return std::ranges::any_of(keptIn, [&](const QString &place) {
        return place.endsWith(u'/') ? path.startsWith(place) : path == place;
    });
}

} // namespace

QStringList obsoleteWords(const SourceFile &file)
{
    // History keeps its words, and a database's steps its comments: they are part of what is compared.
    static const QStringList exempt{QStringLiteral("CHANGELOG.md"), QStringLiteral("resources/schema/"),
                                    QStringLiteral("tests/lint/"), QStringLiteral("tests/fuzz/corpus/")};
    if (isKept(file.path, exempt))
        return {};
    QStringList complaints;
    const QStringList lines = file.text.split(u'\n');
    for (const Word &word : words()) {
        if (isKept(file.path, word.keptIn))
            continue;
        const QRegularExpression pattern(QString::fromUtf8(word.pattern));
        for (qsizetype i = 0; i < lines.size(); ++i) {
            if (const auto found = pattern.match(lines[i]); found.hasMatch())
                complaints << QStringLiteral("%1:%2: says “%3”; better: %4")
                                  .arg(file.path)
                                  .arg(i + 1)
                                  .arg(found.captured(), QString::fromUtf8(word.better));
        }
    }
    return complaints;
}

} // namespace cairn::lint
