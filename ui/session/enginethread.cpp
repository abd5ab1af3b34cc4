// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/enginethread.h"

namespace cairn {

EngineThread::EngineThread(EngineFactory factory, QObject *parent)
    : QObject(parent)
    , m_factory(std::move(factory))
    , m_host(new QObject)
{
    m_thread.setObjectName(QStringLiteral("engine"));
    m_host->moveToThread(&m_thread);
    // The engine must go in the thread that made it.
    connect(
        &m_thread, &QThread::finished, m_host, [this] { m_engine.reset(); }, Qt::DirectConnection);
    m_thread.start(QThread::LowPriority);
}

EngineThread::~EngineThread()
{
    shutDown();
    delete m_host;
}

void EngineThread::shutDown()
{
    m_thread.quit();
    m_thread.wait();
}

Result<Engine *> EngineThread::engine()
{
    if (m_engine)
        return m_engine.get();
    Result<std::unique_ptr<Engine>> made = m_factory();
    if (!made) {
        Q_EMIT engineFailed(made.error());
        return made.error();
    }
    m_engine = std::move(*made);
    Q_EMIT engineLoaded(m_engine->description());
    return m_engine.get();
}

void EngineThread::post(std::function<void(Result<Engine *>)> job)
{
    QMetaObject::invokeMethod(
        m_host, [this, job = std::move(job)] { job(engine()); }, Qt::QueuedConnection);
}

void EngineThread::warmUp()
{
    post([](const Result<Engine *> &) {});
}

} // namespace cairn
