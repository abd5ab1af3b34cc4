// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow/stagerail.h"

#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/widgets/layout.h"
#include "ui/widgets/plaintext.h"

#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace cairn {

namespace {
constexpr int railWidth = 176;
constexpr int buttonHeight = 52;
constexpr int iconSide = 22;
} // namespace

StageButton::StageButton(const QString &icon, const QString &name, QWidget *parent)
    : QAbstractButton(parent)
    , m_icon(icon)
{
    setText(name);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setAccessibleName(name);
}

void StageButton::setStatus(const QString &status)
{
    if (m_status == status)
        return;
    m_status = status;
    setAccessibleDescription(status);
    update();
}

QSize StageButton::sizeHint() const
{
    return {railWidth - 16, buttonHeight};
}

void StageButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor accent = palette().color(QPalette::Highlight);
    const QColor window = palette().color(QPalette::Window);
    const QRectF body = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    if (isChecked() || underMouse()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(isChecked() ? blend(window, accent, 0.14) : palette().color(QPalette::Midlight));
        painter.drawRoundedRect(body, 8, 8);
    }
    if (hasFocus()) {
        painter.setPen(accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(body, 8, 8);
    }

    const QColor ink = palette().color(QPalette::WindowText);
    const QPixmap icon = linePixmap(m_icon, iconSide, isChecked() ? accent : ink, devicePixelRatioF());
    painter.drawPixmap(QPointF(12, (height() - iconSide) / 2.0), icon);

    const QRect texts = rect().adjusted(46, 7, -8, -7);
    QFont name = font();
    name.setWeight(isChecked() ? QFont::DemiBold : QFont::Medium);
    painter.setFont(name);
    painter.setPen(ink);
    const bool single = m_status.isEmpty();
    painter.drawText(texts, (single ? Qt::AlignVCenter : Qt::AlignTop) | Qt::AlignLeft, text());
    if (single)
        return;
    QFont small = font();
    small.setPointSizeF(font().pointSizeF() * 0.88);
    painter.setFont(small);
    painter.setPen(mutedColor(palette()));
    const QString line = QFontMetrics(small).elidedText(m_status, Qt::ElideRight, texts.width());
    painter.drawText(texts, Qt::AlignBottom | Qt::AlignLeft, line);
}

StageRail::StageRail(QWidget *parent)
    : QWidget(parent)
    , m_project(makeLabel({}, "heading"))
    , m_health(new StageButton(QStringLiteral("health"), tr("Health")))
{
    setProperty("role", QStringLiteral("rail"));
    setAttribute(Qt::WA_StyledBackground);
    setAccessibleName(tr("Stages"));
    setFixedWidth(railWidth);
    const std::pair<QString, QString> stages[stageCount] = {
        {QStringLiteral("collect"), tr("Collect")}, {QStringLiteral("label"), tr("Label")},
        {QStringLiteral("train"), tr("Train")},     {QStringLiteral("review"), tr("Review")},
        {QStringLiteral("export"), tr("Export")},
    };
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 16, 8, 8);
    column->setSpacing(4);
    m_project->setContentsMargins(12, 0, 8, 8);
    column->addWidget(m_project);
    for (int i = 0; i < stageCount; ++i) {
        auto *button = new StageButton(stages[i].first, stages[i].second);
        button->setToolTip(plainTip(tr("%1 (Ctrl+%2)").arg(stages[i].second).arg(i + 1)));
        button->setAutoExclusive(true);
        connect(button, &QAbstractButton::clicked, this, [this, i] { Q_EMIT chosen(StageId(i)); });
        column->addWidget(button);
        m_buttons.append(button);
    }
    column->addStretch();
    m_health->setToolTip(tr("Duplicates, leaks, blurry and unusual images (Ctrl+H)"));
    column->addWidget(m_health);
}

void StageRail::setCurrent(StageId stage)
{
    m_buttons[int(stage)]->setChecked(true);
}

void StageRail::setStatus(StageId stage, const QString &status)
{
    m_buttons[int(stage)]->setStatus(status);
}

QString StageRail::status(StageId stage) const
{
    return m_buttons[int(stage)]->status();
}

void StageRail::setProjectName(const QString &name)
{
    m_project->setText(m_project->fontMetrics().elidedText(name, Qt::ElideRight, railWidth - 40));
    m_project->setToolTip(plainTip(name));
}

} // namespace cairn
