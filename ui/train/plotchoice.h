#pragma once

#include <QWidget>

namespace cairn {

class Plot;

/// One of several plots in the room of one, chosen by a combo box.
class PlotChoice : public QWidget
{
    Q_OBJECT
public:
    /// Takes the plots over; `names` is what each is called in the combo box.
    PlotChoice(const QList<Plot *> &plots, const QStringList &names, const QString &accessibleName,
               QWidget *parent = nullptr);
};

} // namespace cairn
