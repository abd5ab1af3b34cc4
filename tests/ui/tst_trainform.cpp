// SPDX-License-Identifier: GPL-3.0-or-later
// The Train page's form and its tables, without a window.

#include "core/learn/layergroups.h"
#include "ui/train/configform.h"
#include "ui/train/groupsmodel.h"
#include "ui/train/networkpanel.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace cairn;

namespace {

/// Nothing as it is by default.
TrainingConfig unusual()
{
    TrainingConfig config = *withPreset({}, u"fine-tune"_s, 7, LearningRate::same(1e-3));
    config.arch = Arch::ResNet50;
    config.body = {-3, true};
    config.head.kind = HeadConfig::Kind::FastAi2;
    config.head.hiddenUnits = {256, 64};
    config.head.dropout = {0.1, 0.2, 0.3};
    config.head.concatPool = false;
    config.head.bnFinal = true;
    config.head.layers = QStringList{u"avgpool"_s, u"flatten"_s, u"linear"_s};
    config.splitOn = QStringList{u"layer2"_s, u"layer3.1"_s};
    config.stages[0].freezeTo = 2;
    config.stages[1].schedule = Schedule::FlatCosine;
    config.stages[1].weightDecay = 0.05;
    config.stages[1].imageSize = 160;
    config.imageSize = 192;
    config.resize = ResizeMode::Pad;
    config.batchSize = 24;
    config.weightDecay = 0.123456789; // more digits than its field shows
    config.trainBatchNorm = false;
    config.augmentation = Augmentation::crops();
    config.augmentation.flip = false;
    config.augmentation.affineShare = 0.5;
    config.augmentation.lightingShare = 0.25;
    config.regularization = {0, 1, 0.1};
    config.safeguards = {1, 4, 3, 2, 0.5, 0.9995};
    config.weightedSampling = true;
    config.cachedViews = 3;
    config.device = u"cpu"_s;
    config.precision = Precision::Float32;
    config.threads = 2;
    config.seed = 7'000'000'000;
    return config;
}

template <typename W>
W *field(QWidget &form, const QString &name)
{
    const QList<W *> fields = form.findChildren<W *>();
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&](const W *candidate) { return candidate->accessibleName() == name; });
    return found == fields.end() ? nullptr : *found;
}

} // namespace

class TestTrainForm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySettingGoesThroughTheForm();
    void everyFieldIsNamedAndExplained();
    void oneMoreSettingHasAField();
    void editsReachTheConfiguration();
    void whatCannotBeIsSaid();
    void presetsSayHowLongTheyTake();
    void plainNetworksStartFromRandomWeights();
    void groupsAreEdited();
    void networkPanelKeepsWhatIsValid();
};

void TestTrainForm::everySettingGoesThroughTheForm()
{
    const TrainingConfig config = unusual();
    QVERIFY(validate(config));
    ConfigForm form;
    form.setConfig(config);
    QVERIFY(form.config() == config);
    form.setConfig(*withPreset({}, u"lesson"_s));
    QVERIFY(form.config() == *withPreset({}, u"lesson"_s));
}

void TestTrainForm::everyFieldIsNamedAndExplained()
{
    ConfigForm form;
    const QList<QWidget *> children = form.findChildren<QWidget *>();
    for (const QWidget *child : children) {
        const bool isField = qobject_cast<const QAbstractSpinBox *>(child) != nullptr
            || qobject_cast<const QComboBox *>(child) != nullptr;
        if (isField)
            QVERIFY2(!child->accessibleName().isEmpty() && !child->toolTip().isEmpty(),
                     qPrintable(child->accessibleName()));
    }
}

void TestTrainForm::oneMoreSettingHasAField()
{
    static double value = 0.5;
    const Setting<TrainingConfig> fake{
        .key = u"fake"_s,
        .group = SettingGroup::Data,
        .title = u"Fake"_s,
        .hint = u"Nothing"_s,
        .field = RealField<TrainingConfig>{[](TrainingConfig &) -> double & { return value; }, 0, 2, 0.1, 2}};
    QWidget page;
    auto *form = new QFormLayout(&page);
    int edits = 0;
    FieldSet<TrainingConfig> fields([&edits] { ++edits; }, [](const QString &) {});
    fields.add(form, trainingSettings() + QList<Setting<TrainingConfig>>{fake}, SettingGroup::Data);
    auto *box = qobject_cast<QDoubleSpinBox *>(fields.widget(u"fake"_s));
    QVERIFY(box);
    QCOMPARE(box->maximum(), 2.0);
    QCOMPARE(box->accessibleName(), u"Fake"_s);
    TrainingConfig config;
    fields.show(config);
    QCOMPARE(box->value(), 0.5);
    box->setValue(1.5);
    QCOMPARE(edits, 1);
    fields.read(config);
    QCOMPARE(value, 1.5);
}

void TestTrainForm::editsReachTheConfiguration()
{
    ConfigForm form;
    QSignalSpy changed(&form, &ConfigForm::changed);
    auto *accumulate = field<QSpinBox>(form, u"number of accumulated batches"_s);
    QVERIFY(accumulate);
    accumulate->setValue(4);
    QCOMPARE(form.config().safeguards.accumulate, 4);
    QCOMPARE(changed.size(), 1);

    auto *hidden = field<QLineEdit>(form, u"units of the hidden layers"_s);
    QVERIFY(hidden);
    hidden->selectAll();
    QTest::keyClicks(hidden, u"64, 32"_s);
    QTest::keyClick(hidden, Qt::Key_Return);
    QCOMPARE(form.config().head.hiddenUnits, (QList<int>{64, 32}));
    hidden->selectAll();
    QTest::keyClicks(hidden, u"many"_s);
    QTest::keyClick(hidden, Qt::Key_Return);
    QCOMPARE(form.config().head.hiddenUnits, (QList<int>{64, 32}));
    QCOMPARE(hidden->text(), u"64, 32"_s);

    auto *cut = field<QComboBox>(form, u"cut"_s);
    QVERIFY(cut);
    cut->setCurrentIndex(cut->findData(-4));
    Q_EMIT cut->activated(cut->currentIndex());
    QCOMPARE(form.config().body.cut, -4);
    QCOMPARE(form.config().splitOn, QStringList{u"layer2"_s});
    QVERIFY(validate(form.config()));
}

void TestTrainForm::whatCannotBeIsSaid()
{
    ConfigForm form;
    QSignalSpy refused(&form, &ConfigForm::refused);
    auto *batch = field<QSpinBox>(form, u"Batch size"_s);
    QVERIFY(batch);
    const int before = form.config().batchSize;
    batch->selectAll();
    QTest::keyClicks(batch, u"99999"_s);
    QTest::keyClick(batch, Qt::Key_Return);
    QCOMPARE(form.config().batchSize, before); // not 999 or 9999
    QCOMPARE(refused.size(), 1);
    QVERIFY2(refused.first().first().toString().contains(u"99999"_s),
             qPrintable(refused.first().first().toString()));
    batch->selectAll();
    QTest::keyClicks(batch, u"16"_s);
    QTest::keyClick(batch, Qt::Key_Return);
    QCOMPARE(form.config().batchSize, 16);
    QCOMPARE(refused.size(), 1);

    auto *rate = field<QLineEdit>(form, u"Learning rate"_s);
    QVERIFY(rate && form.problem().isEmpty());
    rate->selectAll();
    QTest::keyClicks(rate, u"banana"_s);
    QTest::keyClick(rate, Qt::Key_Return);
    QCOMPARE(rate->text(), u"banana"_s); // to be mended
    QVERIFY(!form.problem().isEmpty());
    rate->selectAll();
    QTest::keyClicks(rate, u"0.01"_s);
    QTest::keyClick(rate, Qt::Key_Return);
    QVERIFY(form.problem().isEmpty());
    QCOMPARE(form.learningRate(), 0.01);
}

void TestTrainForm::presetsSayHowLongTheyTake()
{
    QSettings().clear();
    ConfigForm form;
    form.setSize({3, 200, 50});
    auto *preset = field<QComboBox>(form, u"Preset"_s);
    QVERIFY(preset);
    const auto told = [&](const QString &name) { return preset->itemText(preset->findData(name)); };
    QCOMPARE(told(u"lesson"_s), u"lesson"_s); // nothing is measured yet
    rememberTrainingTime(trainingWork(*withPreset({}, u"quick"_s), {3, 200, 50}), 44);
    form.setSize({3, 200, 50});
    QVERIFY2(told(u"quick"_s).contains(u"44 s"_s), qPrintable(told(u"quick"_s)));
    for (const QString &name : presetNames())
        QVERIFY2(told(name).contains(u"about"_s), qPrintable(told(name)));
    preset->setCurrentIndex(preset->findData(u"quick"_s));
    Q_EMIT preset->activated(preset->currentIndex());
    QCOMPARE(form.config().preset, u"quick"_s);
    QSettings().clear();
}

void TestTrainForm::plainNetworksStartFromRandomWeights()
{
    ConfigForm form;
    auto *network = field<QComboBox>(form, u"Network"_s);
    QVERIFY(network);
    network->setCurrentIndex(network->findData(int(Arch::Plain34)));
    Q_EMIT network->activated(network->currentIndex());
    QCOMPARE(form.config().arch, Arch::Plain34);
    QCOMPARE(form.config().weights, u"none"_s);
    QVERIFY(validate(form.config()));
}

void TestTrainForm::groupsAreEdited()
{
    TrainingConfig config = *withPreset({}, u"lesson"_s);
    config.stages[1].rate = LearningRate::slice(1e-5, 1e-3);
    GroupsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto show = [&] {
        model.setConfig(config,
                        summarize({config.arch, config.body, config.head, 3, 224, config.splitOn}).groups);
    };
    show();
    connect(&model, &GroupsModel::splitEdited, this, [&](const QStringList &splitOn) {
        config.splitOn = splitOn;
        show();
    });
    QSignalSpy refused(&model, &GroupsModel::refused);
    const auto text = [&](int row, int column) { return model.index(row, column).data().toString(); };
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(text(1, GroupsModel::Begin), u"layer3"_s);
    QCOMPARE(text(0, GroupsModel::FirstStage), u"frozen except norms"_s);
    QCOMPARE(text(0, GroupsModel::FirstStage + 1), u"1e-05"_s);
    model.addGroup();
    QCOMPARE(config.splitOn, (QStringList{u"layer3"_s, u"layer4"_s}));
    QVERIFY(model.setData(model.index(1, GroupsModel::Begin), u"layer2.1"_s));
    QCOMPARE(config.splitOn, (QStringList{u"layer2.1"_s, u"layer4"_s}));
    QVERIFY(!model.setData(model.index(1, GroupsModel::Begin), u"layer9"_s));
    QVERIFY(!model.setData(model.index(0, GroupsModel::Begin), u"layer1"_s));
    QCOMPARE(refused.size(), 1);
    model.removeGroup(0);
    model.removeGroup(3);
    model.removeGroup(1);
    QCOMPARE(config.splitOn, QStringList{u"layer4"_s});
    for (int i = 0; i < 20; ++i)
        model.addGroup();
    QCOMPARE(config.splitOn, groupStarts(config.arch, config.body));
    QVERIFY(refused.size() > 1);
}

void TestTrainForm::networkPanelKeepsWhatIsValid()
{
    NetworkPanel panel;
    TrainingConfig config = *withPreset({}, u"lesson"_s);
    panel.setConfig(config, 3);
    const QString before = panel.summary().title;
    config.splitOn = QStringList{u"layer9"_s};
    panel.setConfig(config, 4);
    QCOMPARE(panel.summary().title, before);
}

QTEST_MAIN(TestTrainForm)
#include "tst_trainform.moc"
