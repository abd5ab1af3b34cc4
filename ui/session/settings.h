// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QSettings>
#include <QStringList>

namespace cairn {

/// What the window keeps of its user between two starts: where it is stored, of which type it is, and what it
/// is until something is stored. The names are on users' disks and stay.
template <typename T>
struct Setting
{
    const char16_t *name;
    T fallback = {};

    T get() const
    {
        return QSettings().value(QString::fromUtf16(name), QVariant::fromValue(fallback)).template value<T>();
    }
    void set(const T &value) const
    {
        QSettings().setValue(QString::fromUtf16(name), QVariant::fromValue(value));
    }
};

namespace settings {

inline const Setting<QStringList> recentProjects{u"projects/recent"}; ///< folders, newest first
inline const Setting<QByteArray> windowGeometry{u"window/geometry"};
inline const Setting<int> theme{u"window/theme"}; ///< a ThemeChoice
inline const Setting<int> tileSide{u"label/tileSide", 136}; ///< of Label's grid, pixels

} // namespace settings

} // namespace cairn
