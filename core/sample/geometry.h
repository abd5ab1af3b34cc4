// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <QColor>
#include <QPolygonF>
#include <QSize>
#include <vector>

namespace cairn::drawing {

/// Metres: x to the right, y up, z away from the camera's first position. The landmark stands at the origin.
struct Vec3
{
    double x = 0;
    double y = 0;
    double z = 0;
    Vec3 operator+(const Vec3 &o) const { return {x + o.x, y + o.y, z + o.z}; }
    Vec3 operator-(const Vec3 &o) const { return {x - o.x, y - o.y, z - o.z}; }
    Vec3 operator*(double s) const { return {x * s, y * s, z * s}; }
};

inline double dot(const Vec3 &a, const Vec3 &b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}
inline Vec3 cross(const Vec3 &a, const Vec3 &b)
{
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline double length(const Vec3 &a)
{
    return std::sqrt(dot(a, a));
}
inline Vec3 normalized(const Vec3 &a)
{
    const double l = length(a);
    return l > 0 ? a * (1 / l) : a;
}
inline Vec3 mix(const Vec3 &a, const Vec3 &b, double share)
{
    return a + (b - a) * share;
}
/// Turned around the vertical axis.
inline Vec3 turned(const Vec3 &a, double angle)
{
    const double c = std::cos(angle);
    const double s = std::sin(angle);
    return {a.x * c - a.z * s, a.y, a.x * s + a.z * c};
}

/// Color, 0–1 each, above 1 while light is added up.
struct Rgb
{
    float r = 0;
    float g = 0;
    float b = 0;
    Rgb operator+(const Rgb &o) const { return {r + o.r, g + o.g, b + o.b}; }
    Rgb operator*(const Rgb &o) const { return {r * o.r, g * o.g, b * o.b}; }
    Rgb operator*(double s) const { return {float(r * s), float(g * s), float(b * s)}; }
};

inline Rgb mix(const Rgb &a, const Rgb &b, double share)
{
    return a * (1 - share) + b * share;
}
inline QColor toColor(const Rgb &c, double alpha = 1)
{
    const auto channel = [](double v) { return float(std::clamp(v, 0.0, 1.0)); };
    return QColor::fromRgbF(channel(c.r), channel(c.g), channel(c.b), channel(alpha));
}

/// A pinhole camera; points nearer than 0.3 m are cut off.
class Camera
{
public:
    /// `focal` in pixels; `roll` in radians.
    Camera(const Vec3 &position, const Vec3 &target, double focal, double roll, QSize size);

    const Vec3 &position() const { return m_position; }
    QSize size() const { return m_size; }
    double focal() const { return m_focal; }
    double distance(const Vec3 &point) const { return length(point - m_position); }
    /// Pixels that a metre at `point` covers.
    double scaleAt(const Vec3 &point) const;
    bool isInFront(const Vec3 &point) const;
    /// Requires isInFront().
    QPointF project(const Vec3 &point) const;
    /// Empty if all of it is behind the camera.
    QPolygonF project(const std::vector<Vec3> &polygon) const;
    /// Where the pixel looks (not normalized).
    Vec3 ray(double x, double y) const;
    /// Half the image's width in metres, `depth` metres ahead.
    double halfWidthAt(double depth) const { return depth * m_size.width() / (2 * m_focal); }

private:
    double depth(const Vec3 &point) const { return dot(point - m_position, m_forward); }

    Vec3 m_position;
    Vec3 m_forward;
    Vec3 m_right;
    Vec3 m_up;
    double m_focal;
    QSize m_size;
};

/// A flat rectangle in space that details are drawn on: (0,0) its lower left corner seen from outside, (1,1)
/// the upper right.
struct Facade
{
    Vec3 origin;
    Vec3 u;
    Vec3 v;

    Vec3 at(double s, double t) const { return origin + u * s + v * t; }
    Vec3 normal() const { return normalized(cross(v, u)); }
    Vec3 center() const { return at(0.5, 0.5); }
    double width() const { return length(u); }
    double height() const { return length(v); }
};

} // namespace cairn::drawing
