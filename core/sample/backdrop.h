// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sample/scene.h"

#include <QImage>

namespace cairn::drawing {

/// Sky and ground, pixel by pixel. `image` is RGB32.
class Backdrop
{
public:
    /// `shore`: with water as ground, its far bank's z.
    Backdrop(const Scene &scene, Ground ground, double shore, quint32 seed);

    void paintSky(QImage &image) const;
    void paintGround(QImage &image) const;
    /// Mirrors what stands behind the water. Call when that is painted and what stands before it is not.
    void paintWater(QImage &image) const;
    /// The near bank of the water, from where on the ground is solid again; the landmark's side has z ≥
    /// shore.
    double nearBank() const { return m_nearBank; }

private:
    Rgb skyAt(const Vec3 &direction) const;
    Rgb groundAt(const Vec3 &point, double distance) const;
    bool isLawn(const Vec3 &point) const;
    bool isWater(const Vec3 &point) const;

    const Scene &m_scene;
    const Ground m_ground;
    const double m_shore;
    const quint32 m_seed;
    double m_nearBank;
    double m_tile;
    double m_tileAngle;
    double m_lawn; ///< side of the lawns between the paths; 0: none
    Rgb m_color;
    Rgb m_lawnColor;
};

} // namespace cairn::drawing
