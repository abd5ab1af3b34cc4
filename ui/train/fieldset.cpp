// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/fieldset.h"

#include "core/learn/settings/settingstext.h"
#include "ui/train/numberbox.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/plaintext.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>

namespace cairn {

namespace {

constexpr int labelWidth = 100;

// However large the numbers are that a box takes, it is as wide as its column.
template <typename Box>
Box *spinBox()
{
    auto *box = new Box;
    box->setKeyboardTracking(false);
    box->setMinimumWidth(80);
    box->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    return box;
}

QComboBox *comboBox()
{
    auto *box = new QComboBox;
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(12);
    return box;
}

} // namespace

void addSettingRow(QFormLayout *form, const FieldText &text, QWidget *field)
{
    field->setToolTip(plainTip(text.hint));
    field->setAccessibleName(text.accessibleName.isEmpty() ? text.name : text.accessibleName);
    QLabel *label = makeLabel(text.name, "muted");
    label->setBuddy(field);
    label->setFixedWidth(labelWidth);
    label->setWordWrap(true); // names are longer in other languages
    label->setToolTip(plainTip(text.hint));
    form->addRow(label, field);
}

/// One widget and its binding for each kind of field.
template <typename T>
struct FieldSet<T>::Maker
{
    const Setting<T> &setting;
    const std::function<void()> &edited;
    const std::function<void(const QString &)> &refused;
    Binding &binding;

    QWidget *operator()(const SwitchField<T> &field) const
    {
        auto *box = new QCheckBox(field.caption);
        QObject::connect(box, &QCheckBox::toggled, box, edited);
        binding.show = [=](T &value) {
            const QSignalBlocker blocker(box);
            box->setChecked(field.part(value));
        };
        binding.read = [=](T &value) { field.part(value) = box->isChecked(); };
        return box;
    }

    QWidget *operator()(const WholeField<T> &field) const
    {
        return field.titles.isEmpty() ? numberBox(field) : titledBox(field);
    }

    QWidget *numberBox(const WholeField<T> &field) const
    {
        auto *box = spinBox<NumberBox>();
        QObject::connect(box, &NumberBox::refused, box,
                         [name = setting.title, tell = refused](const QString &why) {
                             tell(QStringLiteral("%1: %2").arg(name, why));
                         });
        box->setRange(field.low, field.high);
        box->setSingleStep(field.step);
        box->setSuffix(field.unit);
        box->setSpecialValueText(field.atLowest);
        QObject::connect(box, &QSpinBox::valueChanged, box, edited);
        binding.show = [=](T &value) {
            const QSignalBlocker blocker(box);
            box->setValue(field.part(value));
        };
        binding.read = [=](T &value) { field.part(value) = box->value(); };
        return box;
    }

    QWidget *titledBox(const WholeField<T> &field) const
    {
        QComboBox *box = comboBox();
        for (const auto &[value, title] : field.titles)
            box->addItem(title, value);
        QObject::connect(box, &QComboBox::activated, box, edited);
        binding.show = [=](T &value) { box->setCurrentIndex(box->findData(field.part(value))); };
        binding.read = [=](T &value) { field.part(value) = box->currentData().toInt(); };
        return box;
    }

    QWidget *operator()(const RealField<T> &field) const
    {
        auto *box = spinBox<QDoubleSpinBox>();
        box->setDecimals(field.decimals);
        box->setRange(field.low, field.high);
        box->setSingleStep(field.step);
        box->setSuffix(field.unit);
        box->setSpecialValueText(field.atLowest);
        QObject::connect(box, &QDoubleSpinBox::valueChanged, box, edited);
        // A file may hold more digits than the box shows: only an edit changes the number.
        binding.show = [=](T &value) {
            const QSignalBlocker blocker(box);
            box->setValue(field.part(value));
            box->setProperty("shown", box->value());
            box->setProperty("exact", field.part(value));
        };
        binding.read = [=](T &value) {
            field.part(value) = box->value() == box->property("shown").toDouble()
                ? box->property("exact").toDouble()
                : box->value();
        };
        return box;
    }

    QWidget *operator()(const ChoiceField<T> &field) const
    {
        QComboBox *box = comboBox();
        for (const auto &choice : field.choices)
            box->addItem(choice.title, choice.value);
        QObject::connect(box, &QComboBox::activated, box, edited);
        binding.show = [=](T &value) { box->setCurrentIndex(box->findData(field.get(value))); };
        binding.read = [=](T &value) { field.set(value, box->currentData().toInt()); };
        return box;
    }

    QWidget *operator()(const WordsField<T> &field) const
    {
        QLineEdit *edit = lineEdit();
        edit->setPlaceholderText(field.example);
        return edit;
    }

    template <typename Other>
    QWidget *operator()(const Other &) const
    {
        return lineEdit();
    }

    // What makes no sense is not read; the field then shows what was before.
    QLineEdit *lineEdit() const
    {
        auto *edit = new QLineEdit;
        const Setting<T> copy = setting;
        QObject::connect(edit, &QLineEdit::editingFinished, edit,
                         [edit, copy, tell = edited, refuse = refused] {
                             if (!edit->isModified())
                                 return;
                             T scratch;
                             const Result<void> set = setFromText(copy, scratch, edit->text());
                             tell();
                             if (!set)
                                 refuse(set.error().message);
                         });
        binding.show = [=](T &value) { edit->setText(settingText(copy, value)); };
        binding.read = [=](T &value) {
            if (edit->isModified())
                (void)setFromText(copy, value, edit->text());
        };
        return edit;
    }
};

template <typename T>
FieldSet<T>::FieldSet(std::function<void()> edited, std::function<void(const QString &)> refused)
    : m_edited(std::move(edited))
    , m_refused(std::move(refused))
{
}

template <typename T>
FieldSet<T>::~FieldSet() = default;

template <typename T>
void FieldSet<T>::add(QFormLayout *form, const Setting<T> &setting)
{
    Binding binding;
    QWidget *field = std::visit(Maker{setting, m_edited, m_refused, binding}, setting.field);
    const QString hint = setting.usual.isEmpty()
        ? setting.hint
        : QCoreApplication::translate("FieldSet", "%1; %2 is usual").arg(setting.hint, setting.usual);
    addSettingRow(form, {setting.title, hint, setting.name}, field);
    m_widgets.insert(setting.key, field);
    if (setting.follow && !qobject_cast<QLineEdit *>(field)) { // setFromText() sees to it itself
        binding.read = [read = binding.read, setting](T &value) {
            const QString before = settingText(setting, value);
            read(value);
            if (settingText(setting, value) != before)
                setting.follow(value);
        };
    }
    m_bindings.push_back(std::move(binding));
}

template <typename T>
void FieldSet<T>::add(QFormLayout *form, const QList<Setting<T>> &settings, SettingGroup group)
{
    for (const Setting<T> &setting : settings) {
        if (setting.group == group)
            add(form, setting);
    }
}

template <typename T>
void FieldSet<T>::show(const T &value) const
{
    T copy = value;
    for (const Binding &binding : m_bindings)
        binding.show(copy);
}

template <typename T>
void FieldSet<T>::read(T &value) const
{
    for (const Binding &binding : m_bindings)
        binding.read(value);
}

template class FieldSet<TrainingConfig>;
template class FieldSet<Stage>;

} // namespace cairn
