// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/theme.h"

#include <QApplication>
#include <QFile>
#include <QPalette>
#include <QStyleFactory>

using namespace Qt::StringLiterals;

namespace cairn {

Theme lightTheme()
{
    return {.dark = false,
            .window = QColor(0xF5F6F8),
            .rail = QColor(0xEBEDF1),
            .surface = QColor(0xFFFFFF),
            .hover = QColor(0xE6E9F0),
            .border = QColor(0xDADEE6),
            .text = QColor(0x1B1E25),
            .muted = QColor(0x626A78),
            .accent = QColor(0x4651C4),
            .onAccent = QColor(0xFFFFFF),
            .danger = QColor(0xB3261E),
            .warning = QColor(0x8A5A00)};
}

Theme darkTheme()
{
    return {.dark = true,
            .window = QColor(0x17191E),
            .rail = QColor(0x121418),
            .surface = QColor(0x1F2228),
            .hover = QColor(0x2A2E37),
            .border = QColor(0x343943),
            .text = QColor(0xE7E9ED),
            .muted = QColor(0x9BA3B0),
            .accent = QColor(0x8F99FF),
            .onAccent = QColor(0x14161C),
            .danger = QColor(0xFF8A80),
            .warning = QColor(0xF0BC5E)};
}

Theme chosenTheme(ThemeChoice choice, const QPalette &systemPalette)
{
    const QString forced = qEnvironmentVariable("CAIRN_THEME");
    if (forced == u"light"_s)
        return lightTheme();
    if (forced == u"dark"_s)
        return darkTheme();
    const bool dark = choice == ThemeChoice::Dark || (choice == ThemeChoice::System && isDark(systemPalette));
    return dark ? darkTheme() : lightTheme();
}

namespace {

QPalette paletteOf(const Theme &theme)
{
    QPalette palette(theme.text, theme.surface, theme.surface.lighter(110), theme.border.darker(110),
                     theme.border, theme.text, theme.onAccent, theme.surface, theme.window);
    palette.setColor(QPalette::AlternateBase, blend(theme.surface, theme.hover, 0.4));
    palette.setColor(QPalette::Highlight, theme.accent);
    palette.setColor(QPalette::HighlightedText, theme.onAccent);
    palette.setColor(QPalette::Link, theme.accent);
    palette.setColor(QPalette::LinkVisited, theme.accent);
    palette.setColor(QPalette::PlaceholderText, theme.muted);
    palette.setColor(QPalette::ToolTipBase, theme.surface);
    palette.setColor(QPalette::ToolTipText, theme.text);
    palette.setColor(QPalette::Midlight, theme.hover);
    palette.setColor(QPalette::Mid, theme.border);
    palette.setColor(QPalette::BrightText, theme.danger);
    const QColor faint = blend(theme.window, theme.text, 0.38);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, faint);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, theme.border);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, faint);
    return palette;
}

QString styleSheet(const Theme &theme)
{
    QFile file(u":/style/cairn.qss"_s); // by name: a resource
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString sheet = QString::fromUtf8(file.readAll());
    const std::pair<QLatin1String, QString> values[] = {
        {"@window"_L1, theme.window.name()},
        {"@rail"_L1, theme.rail.name()},
        {"@surface"_L1, theme.surface.name()},
        {"@hover"_L1, theme.hover.name()},
        {"@pressed"_L1, blend(theme.hover, theme.text, 0.08).name()},
        {"@border"_L1, theme.border.name()},
        {"@strong"_L1, blend(theme.border, theme.text, 0.18).name()},
        {"@text"_L1, theme.text.name()},
        {"@muted"_L1, theme.muted.name()},
        {"@faint"_L1, blend(theme.window, theme.text, 0.38).name()},
        {"@accentHover"_L1, blend(theme.accent, theme.text, 0.14).name()},
        {"@accentSoft"_L1, blend(theme.surface, theme.accent, theme.dark ? 0.22 : 0.12).name()},
        {"@accent"_L1, theme.accent.name()},
        {"@onAccent"_L1, theme.onAccent.name()},
        {"@danger"_L1, theme.danger.name()},
        {"@warningSoft"_L1, blend(theme.surface, theme.warning, 0.12).name()},
        {"@variant"_L1, theme.dark ? u"dark"_s : u"light"_s},
    };
    for (const auto &[name, value] : values)
        sheet.replace(name, value);
    return sheet;
}

} // namespace

void applyTheme(QApplication &application, const Theme &theme)
{
    QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    QApplication::setPalette(paletteOf(theme));
    application.setStyleSheet(styleSheet(theme));
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < 128;
}

QColor mutedColor(const QPalette &palette)
{
    return palette.color(QPalette::PlaceholderText);
}

QColor borderColor(const QPalette &palette)
{
    return palette.color(QPalette::Mid);
}

QColor dangerColor(const QPalette &palette)
{
    return isDark(palette) ? darkTheme().danger : lightTheme().danger;
}

QColor warningColor(const QPalette &palette)
{
    return isDark(palette) ? darkTheme().warning : lightTheme().warning;
}

QColor blend(const QColor &under, const QColor &over, double share)
{
    const auto mix = [share](int a, int b) { return qRound(a + (b - a) * share); };
    return QColor(mix(under.red(), over.red()), mix(under.green(), over.green()),
                  mix(under.blue(), over.blue()));
}

} // namespace cairn
