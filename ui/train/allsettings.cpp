// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/allsettings.h"

#include "ui/train/stageeditor.h"
#include "ui/widgets/section.h"

#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

AllSettings::AllSettings(QWidget *parent)
    : QWidget(parent)
    , m_fields([this] { Q_EMIT edited(); }, [this](const QString &why) { Q_EMIT refused(why); })
    , m_stages(new StageEditor)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (const SettingGroup group : {SettingGroup::Network, SettingGroup::Head, SettingGroup::LayerGroups,
                                     SettingGroup::Stages, SettingGroup::Data, SettingGroup::Regularization,
                                     SettingGroup::Safeguards, SettingGroup::Compute}) {
        auto *section = new Section(settingGroupTitle(group));
        column->addWidget(section);
        if (group == SettingGroup::Stages)
            section->content()->addWidget(m_stages);
        else
            m_fields.add(section->addForm(), trainingSettings(), group);
    }
    connect(m_stages, &StageEditor::edited, this, &AllSettings::edited);
    connect(m_stages, &StageEditor::refused, this, &AllSettings::refused);
}

void AllSettings::show(const TrainingConfig &config)
{
    m_fields.show(config);
    m_stages->setStages(config.stages);
    m_fields.widget(u"head.layers"_s)->setEnabled(config.head.kind == HeadConfig::Kind::Custom);
}

void AllSettings::read(TrainingConfig &config) const
{
    m_fields.read(config);
    config.stages = m_stages->stages();
}

} // namespace cairn
