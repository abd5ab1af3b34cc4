// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/collectsession.h"

#include <QFrame>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace cairn {

/// What to look for on the web, for which class, how many, under which licenses.
class SearchForm : public QFrame
{
    Q_OBJECT
public:
    SearchForm(CollectSession &collect, const Library &library, QWidget *parent = nullptr);
    QString className() const; ///< the label of what is fetched next; empty: none

    QLineEdit *query() { return m_query; }
    QSpinBox *depth() { return m_depth; } ///< levels of subcategories
    QPushButton *searchButton() { return m_search; }
    void updateContact(); ///< after it was changed elsewhere

Q_SIGNALS:
    void failed(const cairn::Error &error);

private:
    QLayout *makeQueryRow();
    QLayout *makeOptionRow();
    QLayout *makeButtonRow();
    void fillDepthRow();
    void updateClasses();
    void updateProvider();
    void updateHint();
    void updateButton();
    void search();
    void chooseList();
    void chooseContact();

    CollectSession &m_collect;
    const Library &m_library;
    QComboBox *m_provider;
    QLineEdit *m_query;
    QComboBox *m_class;
    QSpinBox *m_count;
    QComboBox *m_license;
    QWidget *m_depthRow; // of a category of Wikimedia Commons only
    QSpinBox *m_depth;
    QPushButton *m_search;
    QLabel *m_hint;
    QPushButton *m_contact;
};

} // namespace cairn
