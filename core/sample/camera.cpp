// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sample/geometry.h"

namespace cairn::drawing {

namespace {

constexpr double nearPlane = 0.3;

} // namespace

Camera::Camera(const Vec3 &position, const Vec3 &target, double focal, double roll, QSize size)
    : m_position(position)
    , m_forward(normalized(target - position))
    , m_focal(focal)
    , m_size(size)
{
    const Vec3 right = normalized(cross({0, 1, 0}, m_forward));
    const Vec3 up = cross(m_forward, right);
    m_right = right * std::cos(roll) + up * std::sin(roll);
    m_up = cross(m_forward, m_right);
}

double Camera::scaleAt(const Vec3 &point) const
{
    return m_focal / std::max(depth(point), nearPlane);
}

bool Camera::isInFront(const Vec3 &point) const
{
    return depth(point) > nearPlane;
}

QPointF Camera::project(const Vec3 &point) const
{
    const Vec3 d = point - m_position;
    const double scale = m_focal / dot(d, m_forward);
    return {m_size.width() / 2.0 + dot(d, m_right) * scale, m_size.height() / 2.0 - dot(d, m_up) * scale};
}

QPolygonF Camera::project(const std::vector<Vec3> &polygon) const
{
    QPolygonF result;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const Vec3 &a = polygon[i];
        const Vec3 &b = polygon[(i + 1) % polygon.size()];
        const double da = depth(a) - nearPlane;
        const double db = depth(b) - nearPlane;
        if (da > 0)
            result << project(a);
        if ((da > 0) != (db > 0))
            result << project(mix(a, b, (da + 1e-6) / (da - db)) + m_forward * 1e-5);
    }
    return result;
}

Vec3 Camera::ray(double x, double y) const
{
    return m_forward * m_focal + m_right * (x - m_size.width() / 2.0) - m_up * (y - m_size.height() / 2.0);
}

} // namespace cairn::drawing
