// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/stageoption.h"

#include "core/learn/settings/settingstext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

QString keys()
{
    QStringList names;
    for (const Setting<Stage> &setting : stageSettings())
        names << setting.option;
    return names.join(u", "_s);
}

Result<void> set(Stage &stage, const QString &key, const QString &value)
{
    if (key == u"moms") { // fast.ai's pair
        if (const auto high = set(stage, u"mom-high"_s, value.section(u',', 0, 0)); !high)
            return high;
        return set(stage, u"mom-low"_s, value.section(u',', 1));
    }
    const auto setting
        = std::find_if(stageSettings().begin(), stageSettings().end(),
                       [&](const Setting<Stage> &candidate) { return candidate.option == key; });
    if (setting == stageSettings().end())
        return Error{ErrorCode::InvalidInput,
                     u"Unknown key “%1” in --stage; use %2, or moms=HIGH,LOW."_s.arg(key.left(50), keys())};
    return setFromText(*setting, stage, value);
}

} // namespace

Result<Stage> stageFromText(const QString &text)
{
    Stage stage;
    const QStringList words = text.simplified().split(u' ', Qt::SkipEmptyParts);
    for (const QString &word : words) {
        if (!word.contains(u'='))
            return Error{ErrorCode::InvalidInput,
                         u"“%1” in --stage should be KEY=VALUE, for example \"epochs=4 lr=3e-3 "
                         "freeze-to=-1\"."_s.arg(word.left(50))};
        if (const auto done = set(stage, word.section(u'=', 0, 0), word.section(u'=', 1)); !done)
            return done.error();
    }
    if (stage.name.isEmpty())
        stage.name = stage.frozen() ? u"frozen"_s : u"unfrozen"_s;
    return stage;
}

} // namespace cairn
