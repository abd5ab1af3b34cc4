// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/settings/setting.h"

#include <QHash>

#include <functional>
#include <vector>

class QFormLayout;
class QWidget;

namespace cairn {

/// What a person reads of a field.
struct FieldText
{
    QString name; ///< at its left
    QString hint; ///< tooltip
    QString accessibleName = {}; ///< for screen readers; empty: the name
};

/// A row of a settings form.
void addSettingRow(QFormLayout *form, const FieldText &text, QWidget *field);

/// Fields of a form that show and change settings of a T (TrainingConfig, Stage), made from their
/// descriptions. The widgets belong to the form; GUI thread.
template <typename T>
class FieldSet
{
public:
    /// `edited` is called after the person changed a field, `refused` with a sentence where what was typed
    /// cannot be: the field then shows what was before.
    FieldSet(std::function<void()> edited, std::function<void(const QString &)> refused);
    ~FieldSet();
    FieldSet(const FieldSet &) = delete;
    FieldSet &operator=(const FieldSet &) = delete;

    /// A row with the field of one setting.
    void add(QFormLayout *form, const Setting<T> &setting);
    /// Rows of a group's settings.
    void add(QFormLayout *form, const QList<Setting<T>> &settings, SettingGroup group);

    void show(const T &value) const;
    void read(T &value) const; ///< sets what the fields say; a setting that changed calls its `follow`
    QWidget *widget(const QString &key) const { return m_widgets.value(key); }

private:
    struct Binding
    {
        std::function<void(T &)> show;
        std::function<void(T &)> read;
    };
    struct Maker; // of the widgets, in the .cpp

    std::function<void()> m_edited;
    std::function<void(const QString &)> m_refused;
    std::vector<Binding> m_bindings;
    QHash<QString, QWidget *> m_widgets;
};

} // namespace cairn
