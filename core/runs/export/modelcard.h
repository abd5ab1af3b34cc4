// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/evaluation/metrics.h"
#include "core/learn/exportjob.h"
#include "core/project/records.h"

#include <optional>

namespace cairn {

/// What a model card tells.
struct ModelCard
{
    QString project;
    RunRecord run;
    ModelSpec spec;
    ModelFacts facts;
    std::optional<Evaluation> evaluation; ///< on the validation images, at the run's temperature
    qint64 trainingImages = 0;
    qint64 validationImages = 0;
    QStringList licenses; ///< of the collected training images, each once; empty: none is known
    ExportCheck worst; ///< of the bundle's files
    bool credits = false; ///< ATTRIBUTION.md is in the bundle
};

/// README.md with front matter as model hubs read it.
QByteArray modelCardText(const ModelCard &card);

/// Any text inside a line of Markdown, shown as it is: line breaks become spaces, HTML and markup are
/// escaped.
QString inMarkdown(QString text);

} // namespace cairn
