// SPDX-License-Identifier: GPL-3.0-or-later
// What every table of the window is made of: columns that say what they show of a row, and updates that tell
// what they changed.

#include "ui/widgets/tablemodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

namespace cairn {

namespace {

struct Animal
{
    int id;
    QString name;
    int legs;
};

class AnimalModel : public TableModel<Animal>
{
public:
    enum Column { Name, Legs };

    AnimalModel()
        : TableModel({column(u"Animal"_s, &Animal::name).withEdit([this](int row, const QVariant &value) {
                          if (value.toString().isEmpty())
                              return false;
                          changeRow(row).name = value.toString();
                          rowsChanged(row, row, {Qt::DisplayRole});
                          return true;
                      }),
                      number(u"Legs"_s, [](const Animal &row) { return u"%1 legs"_s.arg(row.legs); })
                          .withTitleTip(u"<b>all</b> of them"_s)
                          .withTip([](const Animal &row) { return row.legs == 0 ? QString() : u"legs"_s; })
                          .withRole(Qt::UserRole, &Animal::legs)})
    {
    }
    using TableModel::allChanged;
    using TableModel::append;
    using TableModel::column;
    using TableModel::columnsChanged;
    using TableModel::remove;
    using TableModel::setRows;
    using TableModel::setTable;

private:
    QString tipOf(const Animal &row) const override { return row.name; }
    QVariant dataOf(const Animal &row, int role) const override
    {
        return role == Qt::FontRole && row.legs > 4 ? boldFont() : QVariant();
    }
};

} // namespace

class TestTableModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cellsAreWhatTheColumnsSay();
    void headers();
    void tipsAreNoHtml();
    void edits();
    void updatesTellWhatChanged();
    void sameRowsKeepTheSelection();
    void otherColumns();

private:
    QVariant at(int row, int column, int role) const { return m_model->index(row, column).data(role); }

    std::unique_ptr<AnimalModel> m_model;
};

void TestTableModel::init()
{
    m_model = std::make_unique<AnimalModel>();
    new QAbstractItemModelTester(m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest,
                                 m_model.get());
    m_model->setRows({{1, u"dog"_s, 4}, {2, u"ant"_s, 6}, {3, u"<i>eel</i>"_s, 0}});
}

void TestTableModel::cellsAreWhatTheColumnsSay()
{
    QCOMPARE(m_model->rowCount(), 3);
    QCOMPARE(m_model->columnCount(), 2);
    QCOMPARE(m_model->rowCount(m_model->index(0, 0)), 0); // no tree
    QCOMPARE(at(1, AnimalModel::Name, Qt::DisplayRole).toString(), u"ant"_s);
    QCOMPARE(at(1, AnimalModel::Name, Qt::EditRole).toString(), u"ant"_s);
    QCOMPARE(at(1, AnimalModel::Legs, Qt::DisplayRole).toString(), u"6 legs"_s);
    QCOMPARE(at(1, AnimalModel::Legs, Qt::UserRole).toInt(), 6);
    QVERIFY(!at(1, AnimalModel::Name, Qt::UserRole).isValid()); // another column's
    QVERIFY(at(1, AnimalModel::Name, Qt::FontRole).value<QFont>().bold()); // the whole row's
    QVERIFY(!at(0, AnimalModel::Name, Qt::FontRole).isValid());
    QCOMPARE(at(0, AnimalModel::Name, Qt::TextAlignmentRole).toInt(), int(Qt::AlignLeft | Qt::AlignVCenter));
    QCOMPARE(at(0, AnimalModel::Legs, Qt::TextAlignmentRole).toInt(), int(Qt::AlignRight | Qt::AlignVCenter));
    QCOMPARE(m_model->rowAt(2)->id, 3);
    QCOMPARE(m_model->rowAt(3), nullptr);
    QCOMPARE(m_model->rowAt(-1), nullptr);
}

void TestTableModel::headers()
{
    const auto header
        = [&](int section, int role) { return m_model->headerData(section, Qt::Horizontal, role); };
    QCOMPARE(header(AnimalModel::Name, Qt::DisplayRole).toString(), u"Animal"_s);
    QCOMPARE(header(AnimalModel::Legs, Qt::TextAlignmentRole).toInt(),
             int(Qt::AlignRight | Qt::AlignVCenter));
    QVERIFY(!header(AnimalModel::Name, Qt::ToolTipRole).isValid());
    QVERIFY(!header(2, Qt::DisplayRole).isValid());
    QVERIFY(!m_model->headerData(0, Qt::Vertical).isValid());
}

void TestTableModel::tipsAreNoHtml()
{
    QCOMPARE(at(0, AnimalModel::Name, Qt::ToolTipRole).toString(), u"dog"_s); // the row's
    QCOMPARE(at(0, AnimalModel::Legs, Qt::ToolTipRole).toString(), u"legs"_s); // the column's own
    QVERIFY(!at(2, AnimalModel::Legs, Qt::ToolTipRole).isValid());
    QCOMPARE(at(2, AnimalModel::Name, Qt::ToolTipRole).toString(), plainTip(u"<i>eel</i>"_s));
    QVERIFY(at(2, AnimalModel::Name, Qt::ToolTipRole).toString().contains(u"&lt;i&gt;"_s));
    QVERIFY(m_model->headerData(AnimalModel::Legs, Qt::Horizontal, Qt::ToolTipRole)
                .toString()
                .contains(u"&lt;"_s));
}

void TestTableModel::edits()
{
    const QModelIndex name = m_model->index(0, AnimalModel::Name);
    const QModelIndex legs = m_model->index(0, AnimalModel::Legs);
    QVERIFY(name.flags().testFlag(Qt::ItemIsEditable));
    QVERIFY(!legs.flags().testFlag(Qt::ItemIsEditable));
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    QVERIFY(!m_model->setData(name, QString()));
    QVERIFY(!m_model->setData(legs, 5));
    QVERIFY(!m_model->setData(name, u"cat"_s, Qt::UserRole));
    QCOMPARE(changed.size(), 0);
    QVERIFY(m_model->setData(name, u"cat"_s));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(at(0, AnimalModel::Name, Qt::DisplayRole).toString(), u"cat"_s);
}

void TestTableModel::updatesTellWhatChanged()
{
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    const QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
    const QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
    const QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
    QVERIFY(m_model->setData(m_model->index(1, AnimalModel::Name), u"bee"_s));
    QCOMPARE(changed.last().at(0).toModelIndex(), m_model->index(1, 0));
    QCOMPARE(changed.last().at(1).toModelIndex(), m_model->index(1, 1));
    QCOMPARE(changed.last().at(2).value<QList<int>>(), QList<int>{Qt::DisplayRole});
    m_model->columnsChanged(AnimalModel::Legs, AnimalModel::Legs);
    QCOMPARE(changed.last().at(0).toModelIndex(), m_model->index(0, 1));
    QCOMPARE(changed.last().at(1).toModelIndex(), m_model->index(2, 1));
    m_model->append({{4, u"crab"_s, 10}, {5, u"snake"_s, 0}});
    m_model->append({});
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(inserted.last().at(1).toInt(), 3);
    QCOMPARE(inserted.last().at(2).toInt(), 4);
    m_model->remove(0);
    QCOMPARE(removed.size(), 1);
    QCOMPARE(m_model->rowAt(0)->name, u"bee"_s);
    QCOMPARE(m_model->rowAt(3)->name, u"snake"_s);
    QCOMPARE(changed.size(), 2);
    QCOMPARE(reset.size(), 0);
    m_model->setRows({});
    m_model->allChanged(); // of nothing
    QCOMPARE(changed.size(), 2);
    QCOMPARE(reset.size(), 1);
}

void TestTableModel::sameRowsKeepTheSelection()
{
    const QPersistentModelIndex held = m_model->index(1, AnimalModel::Name);
    const QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    const QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
    m_model->setRows({{1, u"dog"_s, 3}, {2, u"bee"_s, 6}, {3, u"eel"_s, 0}}, &Animal::id);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(reset.size(), 0);
    QCOMPARE(held.data().toString(), u"bee"_s);
    m_model->setRows({{1, u"dog"_s, 3}, {3, u"eel"_s, 0}}, &Animal::id);
    QCOMPARE(reset.size(), 1);
    QVERIFY(!held.isValid());
}

void TestTableModel::otherColumns()
{
    m_model->setTable(
        {AnimalModel::column(u"Number"_s, [](const Animal &row) { return QString::number(row.id); })},
        {{7, u"owl"_s, 2}});
    QCOMPARE(m_model->columnCount(), 1);
    QCOMPARE(at(0, 0, Qt::DisplayRole).toString(), u"7"_s);
}

} // namespace cairn

QTEST_MAIN(cairn::TestTableModel)
#include "tst_tablemodel.moc"
