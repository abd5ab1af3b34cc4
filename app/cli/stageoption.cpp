#include "app/cli/stageoption.h"

#include "core/learn/schedule.h"

#include <functional>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

Error wrong(const QString &key, const QString &value)
{
    return {ErrorCode::InvalidInput, u"“%1” is no value for %2 of a --stage."_s.arg(value, key)};
}

Result<void> read(const QString &key, const QString &text, double &value)
{
    bool ok = false;
    value = text.toDouble(&ok);
    return ok ? Result<void>() : wrong(key, text);
}

Result<void> read(const QString &key, const QString &text, int &value)
{
    bool ok = false;
    value = text.toInt(&ok);
    return ok ? Result<void>() : wrong(key, text);
}

template <typename Value>
Result<void> take(const Result<Value> &read, Value &value)
{
    if (!read)
        return read.error();
    value = *read;
    return {};
}

Result<void> readMomenta(const QString &text, Stage &stage)
{
    if (const auto high = read(u"moms"_s, text.section(u',', 0, 0), stage.momentumHigh); !high)
        return high;
    return read(u"moms"_s, text.section(u',', 1), stage.momentumLow);
}

Result<void> set(Stage &stage, const QString &key, const QString &value)
{
    if (key == u"name") {
        stage.name = value.left(40);
        return {};
    }
    if (key == u"freeze-to")
        return read(key, value, stage.freezeTo);
    if (key == u"epochs")
        return read(key, value, stage.epochs);
    if (key == u"lr")
        return take(LearningRate::parse(value), stage.rate);
    if (key == u"schedule")
        return take(scheduleFromName(value), stage.schedule);
    if (key == u"pct-start")
        return read(key, value, stage.warmUpShare);
    if (key == u"flat")
        return read(key, value, stage.flatShare);
    if (key == u"div")
        return read(key, value, stage.startDivisor);
    if (key == u"div-final")
        return read(key, value, stage.finalDivisor);
    if (key == u"moms")
        return readMomenta(value, stage);
    if (key == u"wd")
        return read(key, value, stage.weightDecay.emplace());
    if (key == u"size")
        return read(key, value, stage.imageSize);
    return Error{
        ErrorCode::InvalidInput,
        u"A --stage has no “%1”; it has name, freeze-to, epochs, lr, schedule, pct-start, flat, div, "
        "div-final, moms, wd and size."_s.arg(key.left(50))};
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
