// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QSettings>
#include <QStringList>

namespace cairn {

/// What the window keeps of its user between two starts: where it is stored, of which type it is, and what it
/// is until something is stored. The names are on users' disks and stay.
template <typename T>
struct StoredSetting
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

inline const StoredSetting<QStringList> recentProjects{u"projects/recent"}; ///< folders, newest first
inline const StoredSetting<QByteArray> windowGeometry{u"window/geometry"};
inline const StoredSetting<int> theme{u"window/theme"}; ///< a ThemeChoice
inline const StoredSetting<int> tileSide{u"label/tileSide", 136}; ///< of Label's grid, pixels

} // namespace settings

} // namespace cairn
