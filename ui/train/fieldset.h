#pragma once

#include "ui/widgets/layout.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>

#include <functional>

namespace cairn {

/// What a person reads of a field.
struct FieldText
{
    QString name; ///< at its left, and for screen readers
    QString hint; ///< tooltip
};

/// A row of a settings form.
inline void addSettingRow(QFormLayout *form, const FieldText &text, QWidget *field)
{
    field->setToolTip(text.hint);
    field->setAccessibleName(text.name);
    QLabel *label = makeLabel(text.name, "muted");
    label->setBuddy(field);
    label->setFixedWidth(100);
    label->setToolTip(text.hint);
    form->addRow(label, field);
}

/// Fields of a form that show and change parts of a T. A part is given as a function from a T to a reference
/// of its member. The widgets belong to the form; GUI thread.
template <typename T>
class FieldSet
{
public:
    /// `edited` is called after the person changed a field.
    explicit FieldSet(std::function<void()> edited)
        : m_edited(std::move(edited))
    {
    }

    FieldSet(const FieldSet &) = delete;
    FieldSet &operator=(const FieldSet &) = delete;

    void show(T value) const
    {
        for (const Binding &binding : m_bindings)
            binding.show(value);
    }
    void read(T &value) const
    {
        for (const Binding &binding : m_bindings)
            binding.read(value);
    }

    QSpinBox *integer(QFormLayout *form, const FieldText &text, int low, int high, int &(*part)(T &),
                      const QString &atLowest = {}, const QString &suffix = {})
    {
        auto *box = new QSpinBox;
        box->setRange(low, high);
        box->setSuffix(suffix);
        box->setSpecialValueText(atLowest);
        box->setKeyboardTracking(false);
        addSettingRow(form, text, box);
        QObject::connect(box, &QSpinBox::valueChanged, box, [this] { m_edited(); });
        bind(
            [=](T &value) {
                const QSignalBlocker blocker(box);
                box->setValue(part(value));
            },
            [=](T &value) { part(value) = box->value(); });
        return box;
    }

    QDoubleSpinBox *number(QFormLayout *form, const FieldText &text, double low, double high, double step,
                           int decimals, double &(*part)(T &), const QString &atLowest = {},
                           const QString &suffix = {})
    {
        auto *box = new QDoubleSpinBox;
        box->setDecimals(decimals);
        box->setRange(low, high);
        box->setSingleStep(step);
        box->setSuffix(suffix);
        box->setSpecialValueText(atLowest);
        box->setKeyboardTracking(false);
        addSettingRow(form, text, box);
        QObject::connect(box, &QDoubleSpinBox::valueChanged, box, [this] { m_edited(); });
        // A file may hold more digits than the box shows: only an edit changes the number.
        bind(
            [=](T &value) {
                const QSignalBlocker blocker(box);
                box->setValue(part(value));
                box->setProperty("shown", box->value());
                box->setProperty("exact", part(value));
            },
            [=](T &value) {
                part(value) = box->value() == box->property("shown").toDouble()
                    ? box->property("exact").toDouble()
                    : box->value();
            });
        return box;
    }

    QCheckBox *check(QFormLayout *form, const FieldText &text, const QString &caption, bool &(*part)(T &))
    {
        auto *box = new QCheckBox(caption);
        addSettingRow(form, text, box);
        QObject::connect(box, &QCheckBox::toggled, box, [this] { m_edited(); });
        bind(
            [=](T &value) {
                const QSignalBlocker blocker(box);
                box->setChecked(part(value));
            },
            [=](T &value) { part(value) = box->isChecked(); });
        return box;
    }

    /// `choices`: what is read, and the value.
    template <typename Value>
    QComboBox *choice(QFormLayout *form, const FieldText &text,
                      const QList<std::pair<QString, Value>> &choices, Value &(*part)(T &))
    {
        auto *box = new QComboBox;
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(12);
        for (const auto &[title, value] : choices)
            box->addItem(title, int(value));
        addSettingRow(form, text, box);
        QObject::connect(box, &QComboBox::activated, box, [this] { m_edited(); });
        bind([=](T &value) { box->setCurrentIndex(box->findData(int(part(value)))); },
             [=](T &value) { part(value) = Value(box->currentData().toInt()); });
        return box;
    }

    /// `parse` returns false for what makes no sense; the field then shows what was before.
    QLineEdit *text(QFormLayout *form, const FieldText &text, std::function<QString(const T &)> format,
                    std::function<bool(T &, const QString &)> parse)
    {
        auto *edit = new QLineEdit;
        addSettingRow(form, text, edit);
        QObject::connect(edit, &QLineEdit::editingFinished, edit, [this, edit] {
            if (edit->isModified())
                m_edited();
        });
        bind([=](T &value) { edit->setText(format(value)); },
             [=](T &value) {
                 if (edit->isModified())
                     parse(value, edit->text());
             });
        return edit;
    }

private:
    void bind(std::function<void(T &)> show, std::function<void(T &)> read)
    {
        m_bindings.push_back({std::move(show), std::move(read)});
    }

    struct Binding
    {
        std::function<void(T &)> show;
        std::function<void(T &)> read;
    };

    std::function<void()> m_edited;
    std::vector<Binding> m_bindings;
};

} // namespace cairn
