// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/library.h"
#include "ui/label/imagefilter.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace cairn {

/// Above the grid: search, order, and – folded away until wanted – the other filters; under them what a set
/// of images that was sent here is called, with a button to let it go.
class FilterBar : public QWidget
{
    Q_OBJECT
public:
    explicit FilterBar(Library &library, QWidget *parent = nullptr);

    const ImageFilter &imageFilter() const { return m_imageFilter; }
    void showOnly(const ImageSet &set); ///< all other filters go; in the order given
    void clear();
    void focusSearch();
    /// Whether the filter or the order needs to know the near duplicates, and what is known of them. Those of
    /// an earlier time stay in use until others come, so that nothing jumps away under the hand.
    bool needsDuplicates() const;
    void setDuplicates(std::shared_ptr<const ImageDuplicates> duplicates);
    void giveUpDuplicates(); ///< they could not be looked for
    void setPredictionsKnown(bool known); ///< whether there are any to filter by
    void setFolded(bool folded);

Q_SIGNALS:
    void narrowingChanged();
    void duplicatesWanted(); ///< they were just asked for: setDuplicates() is due
    void keepBestWanted();
    void orderChanged(cairn::ImageOrder order, bool descending);

private:
    QComboBox *addChoice(QLayout *row, const QString &name, const QString &tip);
    void buildSearchRow(QLayout *row);
    void buildFilterRow(QLayout *row);
    void buildConfidence(QLayout *row);
    void fillOrders();
    void refillSources();
    void chooseDuplicateFilter();
    void updateSet();
    void read(); ///< widgets → imageFilter
    void announce();

    Library &m_library;
    ImageFilter m_imageFilter;
    QLineEdit *m_search;
    QPushButton *m_more;
    QComboBox *m_order;
    QToolButton *m_direction;
    QWidget *m_filters;
    QComboBox *m_source = nullptr;
    QComboBox *m_license = nullptr;
    QComboBox *m_size = nullptr;
    QComboBox *m_added = nullptr;
    QComboBox *m_duplicateFilter = nullptr;
    QComboBox *m_agreement = nullptr;
    QSpinBox *m_lowest = nullptr;
    QSpinBox *m_highest = nullptr;
    QCheckBox *m_flagged = nullptr;
    QWidget *m_set;
    QLabel *m_setCaption;
    QPushButton *m_keepBest;
    std::shared_ptr<const ImageDuplicates> m_duplicates;
    bool m_filling = false;
};

} // namespace cairn
