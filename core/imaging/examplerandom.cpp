// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/examplerandom.h"

namespace cairn {

namespace {

constexpr quint64 goldenGamma = 0x9e3779b97f4a7c15U;

quint64 mixed(quint64 z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

} // namespace

ExampleRandom::ExampleRandom(quint64 seed, quint64 epoch, quint64 index)
    : m_state(mixed(mixed(mixed(seed + goldenGamma) + epoch + goldenGamma) + index + goldenGamma))
{
}

quint64 ExampleRandom::next()
{
    m_state += goldenGamma;
    return mixed(m_state);
}

double ExampleRandom::uniform(double low, double high)
{
    constexpr double unit = 1.0 / double(1ULL << 53);
    return low + (high - low) * double(next() >> 11) * unit;
}

int ExampleRandom::below(int bound)
{
    return int(((next() >> 32) * quint64(bound)) >> 32);
}

} // namespace cairn
