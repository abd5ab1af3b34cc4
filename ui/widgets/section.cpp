// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/section.h"

#include "ui/widgets/layout.h"
#include "ui/widgets/plaintext.h"

#include <QFormLayout>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cairn {

Section::Section(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_title(title)
    , m_heading(new QPushButton)
    , m_body(new QWidget)
    , m_content(new QVBoxLayout(m_body))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    m_heading->setProperty("role", u"link"_s);
    m_heading->setCheckable(true);
    m_heading->setAccessibleName(title);
    m_heading->setToolTip(plainTip(tr("Expand or collapse: %1").arg(title)));
    m_content->setContentsMargins(gapSmall, 0, 0, gapSmall);
    m_content->setSpacing(gapSmall);
    column->addWidget(m_heading, 0, Qt::AlignLeft);
    column->addWidget(m_body);
    connect(m_heading, &QPushButton::toggled, this, [this](bool open) { setFolded(!open); });
    setFolded(true);
}

QFormLayout *Section::addForm()
{
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setHorizontalSpacing(gapSmall);
    form->setVerticalSpacing(gapSmall);
    m_content->addLayout(form);
    return form;
}

void Section::setFolded(bool folded)
{
    m_body->setVisible(!folded);
    m_heading->setChecked(!folded);
    m_heading->setText((folded ? u"▸  "_s : u"▾  "_s) + m_title);
}

} // namespace cairn
