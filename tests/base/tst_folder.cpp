// SPDX-License-Identifier: GPL-3.0-or-later
// A folder's files are reached without following a link, whoever put it there.

#include "core/base/folder.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace cairn;
using namespace Qt::StringLiterals;

class TestFolder : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_place;
    std::optional<Folder> m_folder; ///< "inside"
    QString m_secret; ///< a file outside

    QString inside(const QString &name) const { return m_place->filePath(u"inside/"_s + name); }
    static QByteArray contentOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be read");
    }
    static void put(const QString &path, const QByteArray &bytes)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }
    /// Every way to write to `name` fails or leaves the secret alone.
    void attack(const QString &name)
    {
        if (const auto file = m_folder->append(name))
            (*file)->write("!");
        if (const auto file = m_folder->change(name))
            (*file)->write("!");
        static_cast<void>(m_folder->replace(name, "!").ok());
        put(m_place->filePath(u"moved"_s), "!");
        static_cast<void>(m_folder->moveHere(m_place->filePath(u"moved"_s), name).ok());
        static_cast<void>(m_folder->remove(name).ok());
        static_cast<void>(m_folder->removeTree(name).ok());
    }

private Q_SLOTS:
    void init()
    {
        m_place = std::make_unique<QTemporaryDir>();
        QVERIFY(QDir(m_place->path()).mkpath(u"inside"_s));
        QVERIFY(QDir(m_place->path()).mkpath(u"outside"_s));
        m_secret = m_place->filePath(u"outside/secret"_s);
        put(m_secret, "secret");
        const auto folder = Folder::open(m_place->filePath(u"inside"_s));
        QVERIFY(folder);
        m_folder = *folder;
    }

    void filesAreWrittenAndRead()
    {
        QVERIFY(m_folder->replace(u"a/b.txt"_s, "one"));
        QCOMPARE(contentOf(inside(u"a/b.txt"_s)), QByteArray("one"));
        (*m_folder->append(u"a/b.txt"_s))->write(" two");
        QCOMPARE((*m_folder->read(u"a/b.txt"_s))->readAll(), QByteArray("one two"));
        {
            const auto file = *m_folder->change(u"a/b.txt"_s);
            QCOMPARE(file->readAll(), QByteArray("one two"));
            QVERIFY(file->resize(3));
        }
        QCOMPARE(m_folder->size(u"a/b.txt"_s), 3);
        QCOMPARE(m_folder->entries(u"a"_s), QStringList{u"b.txt"_s});
        QCOMPARE(m_folder->kind(u"a"_s), Folder::Kind::Directory);
        QCOMPARE(m_folder->kind(u"a/b.txt"_s), Folder::Kind::File);
        QCOMPARE(m_folder->kind(u"a/c"_s), Folder::Kind::Missing);
        QVERIFY(m_folder->moveHere(inside(u"a/b.txt"_s), u"c/d.txt"_s));
        QCOMPARE(contentOf(inside(u"c/d.txt"_s)), QByteArray("one"));
        QVERIFY(m_folder->makeNew(u"runs/1"_s));
        QCOMPARE(m_folder->makeNew(u"runs/1"_s).error().code, ErrorCode::AlreadyExists);
        QVERIFY(m_folder->make(u"runs/1"_s));
        QVERIFY(m_folder->removeTree(u"runs"_s));
        QVERIFY(m_folder->remove(u"c/d.txt"_s));
        QVERIFY(m_folder->remove(u"c/d.txt"_s)); // nothing there is no error
        QCOMPARE(m_folder->read(u"c/d.txt"_s).error().code, ErrorCode::NotFound);
    }

    void aFailedReplacementChangesNothing()
    {
        QVERIFY(m_folder->replace(u"a"_s, "old"));
        QVERIFY(!m_folder->replace(u"a"_s, [](QFile &out) { return out.write("new") < 0; }));
        QCOMPARE(contentOf(inside(u"a"_s)), QByteArray("old"));
        QCOMPARE(m_folder->entries({}), QStringList{u"a"_s});
        put(inside(u".half-abc"_s), "left by a kill");
        m_folder->sweep({});
        QCOMPARE(m_folder->entries({}), QStringList{u"a"_s});
    }

    void scratchFilesHaveNoName()
    {
        const auto file = m_folder->scratch();
        QVERIFY(file);
        QCOMPARE((*file)->write("x"), 1);
        QVERIFY(m_folder->entries({}).isEmpty());
    }

    void linksAreNotFollowed_data()
    {
        QTest::addColumn<QString>("link");
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("name");
        QTest::newRow("a file") << u"log.txt"_s << u"../outside/secret"_s << u"log.txt"_s;
        QTest::newRow("a folder") << u"runs"_s << u"../outside"_s << u"runs/secret"_s;
        QTest::newRow("the folder itself") << u"runs"_s << u"../outside"_s << u"runs"_s;
        QTest::newRow("a folder within") << u"a"_s << u"../.."_s << u"a/outside/secret"_s;
        QTest::newRow("two dots") << QString() << QString() << u"../outside/secret"_s;
        QTest::newRow("two dots within") << QString() << QString() << u"x/../../outside/secret"_s;
        QTest::newRow("absolute") << QString() << QString() << u"/outside/secret"_s;
    }
    void linksAreNotFollowed()
    {
        QFETCH(QString, link);
        QFETCH(QString, target);
        QFETCH(QString, name);
        const auto plant
            = [&] { return link.isEmpty() || symlink(qPrintable(target), qPrintable(inside(link))) == 0; };
        QVERIFY(plant());
        QVERIFY(!m_folder->read(name));
        QVERIFY(!m_folder->append(name));
        QVERIFY(!m_folder->change(name));
        QVERIFY(m_folder->kind(name) != Folder::Kind::File);
        QVERIFY(m_folder->entries(name).isEmpty());
        attack(name);
        QCOMPARE(contentOf(m_secret), QByteArray("secret"));
        QCOMPARE(QDir(m_place->filePath(u"outside"_s)).entryList(QDir::Files), QStringList{u"secret"_s});
    }

    void treesAreRemovedWithoutWhatTheyLinkTo()
    {
        QVERIFY(m_folder->make(u"incoming/a/b"_s));
        QCOMPARE(symlink("../../outside", qPrintable(inside(u"incoming/a"_s) + u"/link"_s)), 0);
        QVERIFY(m_folder->removeTree(u"incoming"_s));
        QCOMPARE(m_folder->kind(u"incoming"_s), Folder::Kind::Missing);
        QCOMPARE(contentOf(m_secret), QByteArray("secret"));
    }

    void hardLinksAreNotWrittenInto()
    {
        QCOMPARE(::link(qPrintable(m_secret), qPrintable(inside(u"log.txt"_s))), 0);
        QCOMPARE(m_folder->kind(u"log.txt"_s), Folder::Kind::SharedFile);
        QVERIFY(!m_folder->append(u"log.txt"_s));
        QVERIFY(!m_folder->change(u"log.txt"_s));
        QVERIFY(m_folder->replace(u"log.txt"_s, "new"));
        QCOMPARE(contentOf(m_secret), QByteArray("secret"));
    }

    void pipesDoNotWait()
    {
        QCOMPARE(mkfifo(qPrintable(inside(u"pipe"_s)), 0600), 0);
        QCOMPARE(m_folder->kind(u"pipe"_s), Folder::Kind::Other);
        QVERIFY(!m_folder->read(u"pipe"_s));
        QVERIFY(!m_folder->append(u"pipe"_s));
        QVERIFY(!m_folder->change(u"pipe"_s));
    }

    void theUsersOwnLinksAreFollowed()
    {
        QCOMPARE(symlink("inside", qPrintable(m_place->filePath(u"mine"_s))), 0);
        QVERIFY(replaceFile(m_place->filePath(u"mine/a"_s), "x"));
        QCOMPARE(contentOf(inside(u"a"_s)), QByteArray("x"));
        QVERIFY(!replaceFile(m_place->filePath(u"none/a"_s), "x"));
    }
};

QTEST_GUILESS_MAIN(TestFolder)
#include "tst_folder.moc"
