// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <initializer_list>
#include <QtGlobal>

namespace cairn::drawing {

/// SplitMix64: the same numbers with every compiler and standard library, which std's distributions do not
/// promise.
class Random
{
public:
    explicit Random(quint64 seed)
        : m_state(seed)
    {
    }

    quint64 next()
    {
        quint64 z = (m_state += 0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    double uniform() { return double(next() >> 11) * 0x1p-53; } ///< 0 ≤ x < 1
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    int integer(int low, int high)
    {
        return low + int(next() % quint64(high - low + 1));
    } ///< both ends included
    bool chance(double probability) { return uniform() < probability; }
    /// Mean 0, standard deviation 1, never beyond ±3.5: twelve dice are enough of a Gauss for images.
    double gauss()
    {
        double sum = 0;
        for (int i = 0; i < 12; ++i)
            sum += uniform();
        return std::fmin(std::fmax(sum - 6, -3.5), 3.5);
    }
    template <typename T>
    T pick(std::initializer_list<T> choices)
    {
        return choices.begin()[next() % choices.size()];
    }

private:
    quint64 m_state;
};

/// A number in 0–1 that belongs to a place on a grid.
inline float hashNoise(int x, int y, quint32 seed)
{
    quint32 h = quint32(x) * 0x8da6b343u ^ quint32(y) * 0xd8163841u ^ seed * 0xcb1ab31fu;
    h = (h ^ (h >> 15)) * 0x2c1b3c6du;
    h = (h ^ (h >> 12)) * 0x297a2d39u;
    return float((h ^ (h >> 15)) >> 8) * 0x1p-24f;
}

/// Smooth noise in 0–1, one bump a unit.
inline float valueNoise(float x, float y, quint32 seed)
{
    const float fx = std::floor(x);
    const float fy = std::floor(y);
    const int ix = int(fx);
    const int iy = int(fy);
    float u = x - fx;
    float v = y - fy;
    u = u * u * (3 - 2 * u);
    v = v * v * (3 - 2 * v);
    const float top = hashNoise(ix, iy, seed) * (1 - u) + hashNoise(ix + 1, iy, seed) * u;
    const float bottom = hashNoise(ix, iy + 1, seed) * (1 - u) + hashNoise(ix + 1, iy + 1, seed) * u;
    return top * (1 - v) + bottom * v;
}

/// Sum of `octaves` noises, each twice as fine and half as strong; in 0–1.
inline float fractalNoise(float x, float y, quint32 seed, int octaves)
{
    float sum = 0;
    float weight = 0.5f;
    float total = 0;
    for (int i = 0; i < octaves; ++i) {
        sum += weight * valueNoise(x, y, seed + quint32(i));
        total += weight;
        weight /= 2;
        x *= 2.03f;
        y *= 2.03f;
    }
    return sum / total;
}

} // namespace cairn::drawing
