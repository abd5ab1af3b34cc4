// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/windowtexts.h"

#include <QAbstractItemModel>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAction>
#include <QColorDialog>
#include <QComboBox>
#include <QFileDialog>
#include <QGroupBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QTabBar>
#include <QTextDocumentFragment>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

/// What nobody translates.
const QStringList &namesOfThings()
{
    static const QStringList names{
        u"Cairn"_s, u"SHA-256"_s, u"LibTorch"_s, u"OpenCV"_s, u"QCustomPlot"_s, u"SQLite"_s,
        u"libjpeg-turbo"_s, u"Qt"_s, u"LGPL-3.0"_s, u"GPL-3.0-or-later"_s, u"BSD-3-Clause"_s, u"Apache-2.0"_s,
        u"IJG"_s, u"zlib"_s, u"ImageNet"_s, u"Wikimedia Commons"_s, u"Openverse"_s, u"iNaturalist"_s,
        u"ResNet"_s, u"Plain"_s, u"Adam"_s, u"AdamW"_s, u"SGD"_s, u"RMSprop"_s, u"PNG"_s, u"JPEG"_s,
        u"layer"_s, u"conv"_s, u"head"_s, u"slice"_s, u"bfloat"_s, u"float"_s, u"CPU"_s, u"CUDA"_s,
        u"FiftyOne"_s, u"Fake engine"_s, u"a fake reader"_s, // the last two are the tests'
        u"cairn-cli"_s, u"thread"_s, u"threads"_s, // the record of a run
        u"train_loss"_s, u"valid_loss"_s, u"error_rate"_s,
        // the project's
        u"colors"_s, u"green"_s, u"red"_s, u"Run"_s,
        // presets and their stages, which the command line and files name as well
        u"lesson"_s, u"fine-tune"_s, u"from-scratch"_s, u"quick"_s, u"frozen"_s, u"unfrozen"_s,
        // units and keys
        u"px"_s, u"kB"_s, u"MB"_s, u"GB"_s, u"min"_s, u"ms"_s, u"Ctrl"_s, u"Shift"_s, u"Alt"_s, u"Esc"_s,
        u"Enter"_s, u"Return"_s, u"Del"_s, u"Delete"_s, u"Space"_s, u"Backspace"_s, u"AM"_s, u"PM"_s,
        // Qt's own buttons, which its own translation speaks for
        u"Cancel"_s, u"Close"_s, u"OK"_s, u"Scroll Left"_s, u"Scroll Right"_s};
    return names;
}

/// What of `text` stands outside of brackets; a bracket that was cut off ends at the text's end.
QString outsideOfBrackets(const QString &text)
{
    QString rest;
    int depth = 0;
    for (const QChar c : text) {
        depth += c == u'[' ? 1 : 0;
        if (depth == 0)
            rest += c;
        if (c == u']' && depth > 0)
            --depth;
    }
    return rest;
}

} // namespace

bool isTranslated(QString text)
{
    if (Qt::mightBeRichText(text))
        text = QTextDocumentFragment::fromHtml(text).toPlainText();
    QString rest
        = outsideOfBrackets(text.section(u'\t', 0, 0)).remove(u'&'); // a menu's key stands after a tab
    static const QRegularExpression files(u"\\S*/\\S*|\\S+\\.[A-Za-z]\\w+|[0-9a-f]{8,}…?"_s);
    static const QRegularExpression dates(u"\\d{1,2} \\p{L}+ (\\d{4} )?\\d\\d:[\\d:]+"_s); // QLocale's
    static const QRegularExpression names(u"(?<![A-Za-z])(%1)(?![A-Za-z])"_s.arg(namesOfThings().join(u'|')));
    rest.remove(files).remove(dates).remove(names);
    static const QRegularExpression word(u"\\p{L}{2}"_s);
    return !rest.contains(word);
}

namespace {

/// What the cells of a table, a list or a tree show and say, and what is behind them for a delegate to draw.
void addCells(QStringList &texts, const QAbstractItemModel &model, const QModelIndex &parent = {})
{
    constexpr int mostRows = 40;
    constexpr int ownRoles = 40;
    QList<int> roles{Qt::DisplayRole, Qt::ToolTipRole, Qt::StatusTipRole, Qt::AccessibleTextRole};
    for (int role = Qt::UserRole; role < Qt::UserRole + ownRoles; ++role)
        roles << role;
    for (int row = 0; row < std::min(mostRows, model.rowCount(parent)); ++row) {
        for (int column = 0; column < model.columnCount(parent); ++column) {
            const QModelIndex cell = model.index(row, column, parent);
            for (const int role : std::as_const(roles)) {
                if (const QVariant value = cell.data(role); value.typeId() == QMetaType::QString)
                    texts << value.toString();
            }
            addCells(texts, model, cell);
        }
    }
}

void addHeaders(QStringList &texts, const QAbstractItemModel &model)
{
    for (const Qt::Orientation orientation : {Qt::Horizontal, Qt::Vertical}) {
        const int sections = orientation == Qt::Horizontal ? model.columnCount() : model.rowCount();
        for (int section = 0; section < sections; ++section) {
            for (const int role : {Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole})
                texts << model.headerData(section, orientation, role).toString();
        }
    }
}

/// What its own widgets do not say, of the dialogs that are Qt's, with its texts.
QStringList textsOfQtDialog(const QWidget *dialog)
{
    QStringList texts{dialog->windowTitle()};
    if (const auto *files = qobject_cast<const QFileDialog *>(dialog))
        texts << files->nameFilters().join(u";;"_s).remove(u"All Files (*)"_s); // Qt's, where there are none
    return texts;
}

} // namespace

bool isQtDialog(const QWidget *widget)
{
    return qobject_cast<const QFileDialog *>(widget) || qobject_cast<const QColorDialog *>(widget);
}

QStringList textsOf(const QWidget *widget)
{
    if (isQtDialog(widget))
        return textsOfQtDialog(widget);
    QStringList texts{widget->toolTip(), widget->statusTip(), widget->accessibleName(),
                      widget->accessibleDescription(), widget->whatsThis()};
    if (widget->isWindow())
        texts << widget->windowTitle();
    if (const auto *label = qobject_cast<const QLabel *>(widget))
        texts << label->text();
    if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
        texts << button->text();
    if (const auto *box = qobject_cast<const QGroupBox *>(widget))
        texts << box->title();
    if (const auto *line = qobject_cast<const QLineEdit *>(widget))
        texts << line->placeholderText();
    if (const auto *area = qobject_cast<const QPlainTextEdit *>(widget))
        texts << area->placeholderText();
    if (const auto *menu = qobject_cast<const QMenu *>(widget))
        texts << menu->title();
    if (const auto *bar = qobject_cast<const QTabBar *>(widget)) {
        for (int tab = 0; tab < bar->count(); ++tab)
            texts << bar->tabText(tab) << bar->tabToolTip(tab);
    }
    if (const auto *combo = qobject_cast<const QComboBox *>(widget)) {
        for (int row = 0; row < combo->count(); ++row)
            texts << combo->itemText(row) << combo->itemData(row, Qt::ToolTipRole).toString();
    }
    if (const auto *number = qobject_cast<const QAbstractSpinBox *>(widget))
        texts << number->specialValueText() << number->property("prefix").toString()
              << number->property("suffix").toString();
    const auto *view = qobject_cast<const QAbstractItemView *>(widget);
    if (view && view->model() && !qobject_cast<const QHeaderView *>(view)) {
        addCells(texts, *view->model());
        addHeaders(texts, *view->model());
    }
    for (const QAction *action : widget->actions())
        texts << action->text() << action->toolTip() << action->statusTip();
    return texts;
}

} // namespace cairn
