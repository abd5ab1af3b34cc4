// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QComboBox;

namespace cairn {

class Plot;

/// One of several plots in the room of one, chosen by a combo box, with the button that shows its numbers.
class PlotChoice : public QWidget
{
    Q_OBJECT
public:
    /// Takes the plots over; `names` is what each is called in the combo box.
    PlotChoice(const QList<Plot *> &plots, const QStringList &names, const QString &accessibleName,
               QWidget *parent = nullptr);
    void offer(int count); ///< only the first so many
    int chosen() const;

Q_SIGNALS:
    void plotChosen(int index);

private:
    QStringList m_names;
    QComboBox *m_choice;
};

} // namespace cairn
