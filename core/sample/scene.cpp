// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sample/scene.h"

#include <numbers>

namespace cairn::drawing {

void Scene::add(const Vec3 &anchor, Paint paint, double bias)
{
    m_items.push_back({camera.distance(anchor) - bias, std::move(paint)});
}

void Scene::paint(QPainter &painter, double nearest)
{
    std::stable_sort(m_items.begin(), m_items.end(),
                     [](const Item &a, const Item &b) { return a.distance > b.distance; });
    auto item = m_items.begin();
    for (; item != m_items.end() && item->distance >= nearest; ++item)
        item->paint(painter);
    m_items.erase(m_items.begin(), item);
}

Rgb Scene::lit(const Rgb &base, const Vec3 &normal, const Vec3 &position) const
{
    const double towardsSun = std::max(0.0, dot(normal, light.sunDirection));
    const double openSky = 0.75 + 0.25 * normal.y;
    Rgb lightSum = light.ambient * openSky + light.sun * towardsSun;
    if (light.isNight())
        lightSum = lightSum
            + light.floodlight
                * (std::exp(-std::max(position.y, 0.0) / 45) * (0.7 + 0.3 * std::abs(normal.x)));
    return hazy(base * lightSum, camera.distance(position));
}

Rgb Scene::hazy(const Rgb &color, double distance) const
{
    return mix(color, light.haze, 1 - std::exp(-distance / light.hazeDistance));
}

void Scene::fill(QPainter &painter, const std::vector<Vec3> &polygon, const QColor &color) const
{
    const QPolygonF outline = camera.project(polygon);
    if (outline.size() < 3)
        return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(outline);
}

void Scene::rect(QPainter &painter, const Facade &facade, const QRectF &area, const QColor &color) const
{
    fill(painter,
         {facade.at(area.left(), area.top()), facade.at(area.right(), area.top()),
          facade.at(area.right(), area.bottom()), facade.at(area.left(), area.bottom())},
         color);
}

void Scene::arch(QPainter &painter, const Facade &facade, const QRectF &area, const QColor &color) const
{
    constexpr int segments = 9;
    const double radius = area.width() / 2;
    const double rise
        = std::min(radius * facade.width() / std::max(facade.height(), 1e-6), area.height() * 0.6);
    std::vector<Vec3> outline{facade.at(area.left(), area.top()), facade.at(area.right(), area.top())};
    for (int i = 0; i <= segments; ++i) {
        const double angle = std::numbers::pi * i / segments;
        outline.push_back(facade.at(area.center().x() + radius * std::cos(angle),
                                    area.bottom() - rise + rise * std::sin(angle)));
    }
    fill(painter, outline, color);
}

void Scene::disc(QPainter &painter, const Facade &facade, const QPointF &center, double radius,
                 const QColor &color) const
{
    constexpr int segments = 28;
    const double ratio = facade.width() / std::max(facade.height(), 1e-6);
    std::vector<Vec3> outline;
    for (int i = 0; i < segments; ++i) {
        const double angle = 2 * std::numbers::pi * i / segments;
        outline.push_back(
            facade.at(center.x() + radius * std::cos(angle), center.y() + radius * ratio * std::sin(angle)));
    }
    fill(painter, outline, color);
}

void Scene::masonry(QPainter &painter, const Facade &facade, const Rgb &color, quint32 seed) const
{
    constexpr double course = 0.7; // metres
    const double pixels = course * camera.scaleAt(facade.center());
    if (pixels < 2.2)
        return;
    const double row = course / facade.height();
    const double column = 2 * course / facade.width();
    const double visibility = std::min(1.0, (pixels - 2.2) / 8);
    for (int r = 0; (r + 1) * row < 1; ++r) {
        rect(painter, facade, {0, r * row, 1, row * 0.09}, toColor(color * 0.75, 0.45 * visibility));
        for (int c = 0; (c + 1) * column < 1; ++c) {
            const float dice = hashNoise(c, r, seed);
            if (dice > 0.3f)
                continue;
            const QRectF stone((c + 0.5 * (r % 2)) * column, r * row,
                               std::min(column, 1 - (c + 0.5 * (r % 2)) * column), row);
            rect(painter, facade, stone, toColor(color * (0.8 + 1.3 * double(dice)), 0.55));
        }
    }
}

void Scene::beam(QPainter &painter, const Vec3 &from, const Vec3 &to, double thickness,
                 const QColor &color) const
{
    if (!camera.isInFront(from) || !camera.isInFront(to))
        return;
    const double width = thickness * camera.scaleAt(mix(from, to, 0.5));
    QColor thinned = color; // a beam thinner than a pixel covers only part of it
    thinned.setAlphaF(color.alphaF() * float(std::min(1.0, std::max(width, 0.25))));
    painter.setPen(QPen(thinned, std::max(width, 1.0), Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(camera.project(from), camera.project(to));
}

std::vector<Facade> boxWalls(const Box &box)
{
    const auto corner = [&](double x, double z) {
        return box.center + turned({x * box.width / 2, 0, z * box.depth / 2}, box.angle);
    };
    const Vec3 corners[] = {corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)};
    std::vector<Facade> walls;
    walls.reserve(4);
    for (int i = 0; i < 4; ++i)
        walls.push_back({corners[i], corners[(i + 1) % 4] - corners[i], {0, box.height, 0}});
    return walls;
}

void addBox(Scene &scene, const Box &box, const Rgb &color,
            const std::function<void(QPainter &, const Facade &)> &decorate)
{
    const auto walls = boxWalls(box);
    scene.add(box.center + Vec3{0, box.height / 2, 0}, [&scene, walls, color, decorate](QPainter &painter) {
        const Vec3 up{0, 1, 0};
        const Vec3 top = walls[0].at(0.5, 1);
        if (scene.camera.position().y > top.y) {
            const QColor roof = toColor(scene.lit(color * 0.9, up, top));
            scene.fill(painter, {walls[0].at(0, 1), walls[1].at(0, 1), walls[2].at(0, 1), walls[3].at(0, 1)},
                       roof);
        }
        for (const Facade &wall : walls) {
            if (!scene.faces(wall))
                continue;
            scene.rect(painter, wall, {0, 0, 1, 1}, toColor(scene.lit(color, wall.normal(), wall.center())));
            if (decorate)
                decorate(painter, wall);
        }
    });
}

Rgb buildingColor(Random &random)
{
    const Rgb base = random.pick<Rgb>({
        {0.78f, 0.70f, 0.57f}, // travertine
        {0.84f, 0.79f, 0.68f}, // limestone
        {0.66f, 0.64f, 0.61f}, // granite
        {0.62f, 0.42f, 0.32f}, // brick
        {0.45f, 0.36f, 0.29f}, // iron brown
        {0.40f, 0.42f, 0.44f}, // gray paint
        {0.66f, 0.34f, 0.25f}, // red lead
        {0.48f, 0.56f, 0.52f}, // patina
        {0.88f, 0.87f, 0.84f}, // white
    });
    const float brightness = float(random.uniform(0.82, 1.12));
    const float warmth = float(random.uniform(-0.05, 0.05));
    return Rgb{base.r + warmth, base.g, base.b - warmth} * brightness;
}

} // namespace cairn::drawing
