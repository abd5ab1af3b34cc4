// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sample/scenery.h"

#include <numbers>

namespace cairn::drawing {

namespace {

Rgb leafColor(Random &random)
{
    return random.pick<Rgb>({{0.22f, 0.34f, 0.14f},
                             {0.30f, 0.40f, 0.16f},
                             {0.18f, 0.28f, 0.16f},
                             {0.42f, 0.40f, 0.16f},
                             {0.50f, 0.32f, 0.14f}});
}

/// A soft dark spot where something touches the ground.
void addShadow(Scene &scene, const Vec3 &place, double radius)
{
    const double sunny = double(scene.light.sun.r);
    const Vec3 away = Vec3{-scene.light.sunDirection.x, 0, -scene.light.sunDirection.z}
        * (radius * 0.7 * std::min(1.0, sunny * 2));
    scene.add(
        place,
        [&scene, place, radius, away, sunny](QPainter &painter) {
            for (const double grow : {1.25, 0.9}) {
                std::vector<Vec3> spot;
                for (int i = 0; i < 14; ++i) {
                    const double angle = i * std::numbers::pi / 7;
                    spot.push_back(
                        place + away
                        + Vec3{radius * grow * std::cos(angle), 0.01, radius * grow * std::sin(angle)});
                }
                scene.fill(painter, spot, QColor(0, 0, 0, int(22 + 50 * sunny)));
            }
        },
        -radius);
}

struct Foliage
{
    Rgb color;
    quint64 seed; ///< of where the leaves are
};

/// Leaves are blobs: those on the sun's side are bright, those below and inside dark.
void paintCrown(const Scene &scene, QPainter &painter, const Vec3 &center, double radius,
                const Foliage &leaves)
{
    Random random(leaves.seed);
    const double pixels = radius * scene.camera.scaleAt(center);
    const int blobs = std::clamp(int(pixels * 4), 10, 150);
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < blobs; ++i) {
        const Vec3 direction = normalized({random.gauss(), random.gauss() * 0.85, random.gauss()});
        const Vec3 spot = center + direction * (radius * std::cbrt(random.uniform(0.15, 1)));
        if (!scene.camera.isInFront(spot))
            continue;
        const Rgb lit
            = scene.lit(leaves.color * (0.65 + 0.5 * random.uniform() + 0.25 * direction.y), direction, spot);
        const double size = std::max(pixels * random.uniform(0.045, 0.15), 0.8);
        painter.setBrush(toColor(lit));
        painter.drawEllipse(scene.camera.project(spot), size, size * random.uniform(0.6, 1));
    }
}

/// Several crowns that grow into one another, the farthest first.
void paintRoundTree(const Scene &scene, QPainter &painter, const Vec3 &center, double radius,
                    const Foliage &leaves)
{
    Random random(leaves.seed);
    for (int i = 0; i < 5; ++i) {
        const double angle = random.uniform(0, 2 * std::numbers::pi);
        const Vec3 aside{std::cos(angle) * radius * 0.5, radius * random.uniform(-0.3, 0.45),
                         radius * (0.4 - 0.2 * i)};
        const quint64 seed = random.next();
        const Rgb color = leaves.color * random.uniform(0.85, 1.1);
        const double size = radius * random.uniform(0.5, 0.68);
        paintCrown(scene, painter, center + aside, size, {color, seed});
    }
}

void paintCypress(const Scene &scene, QPainter &painter, const Vec3 &foot, double height,
                  const Foliage &leaves)
{
    constexpr int parts = 12;
    for (int i = 0; i < parts; ++i) {
        const double share = double(i) / parts;
        const double radius = height * 0.11 * std::sqrt(1.02 - share) * (share < 0.2 ? 0.6 + 2 * share : 1);
        paintCrown(scene, painter, foot + Vec3{0, height * (0.1 + 0.88 * share), 0}, radius,
                   {leaves.color * 0.75, leaves.seed + quint64(i)});
    }
}

void addTree(Scene &scene, const Vec3 &place)
{
    Random &random = scene.random;
    const double height = random.uniform(4, 13);
    const double radius = height * random.uniform(0.24, 0.38);
    const bool slender = random.chance(0.2); // a cypress
    const Rgb leaf = leafColor(random);
    const Foliage leaves{leaf, random.next()};
    addShadow(scene, place, radius);
    scene.add(place, [&scene, place, height, radius, slender, leaves](QPainter &painter) {
        const QColor bark = toColor(scene.lit({0.32f, 0.26f, 0.20f}, {0, 0, -1}, place));
        scene.beam(painter, place, place + Vec3{0, height * 0.7, 0}, height * 0.04, bark);
        if (slender)
            paintCypress(scene, painter, place, height, leaves);
        else
            paintRoundTree(scene, painter, place + Vec3{0, height - radius, 0}, radius, leaves);
    });
}

void addPerson(Scene &scene, const Vec3 &place)
{
    Random &random = scene.random;
    const auto cloth = [&] {
        return Rgb{float(random.uniform(0.08, 0.9)), float(random.uniform(0.08, 0.8)),
                   float(random.uniform(0.08, 0.85))};
    };
    const Rgb coat = cloth();
    const Rgb trousers = cloth() * 0.5;
    const Rgb skin = mix(Rgb{0.36f, 0.24f, 0.17f}, Rgb{0.90f, 0.72f, 0.60f}, random.uniform());
    const double height = random.uniform(1.5, 1.9);
    const double stride = random.uniform(0, 0.8);
    addShadow(scene, place, 0.4);
    scene.add(place, [&scene, place, coat, trousers, skin, height, stride](QPainter &painter) {
        const Vec3 front{0, 0.2, -1};
        const auto color = [&](const Rgb &base) { return toColor(scene.lit(base, front, place)); };
        // Outlines in heights and quarter-metres from the middle.
        const auto shape = [&](std::initializer_list<QPointF> outline, const Rgb &base) {
            std::vector<Vec3> points;
            for (const QPointF &point : outline)
                points.push_back(place + Vec3{point.x() * 0.25, point.y() * height, 0});
            scene.fill(painter, points, color(base));
        };
        shape({{-0.6 - stride, 0}, {-0.2 - stride, 0}, {0.05, 0.45}, {0.0, 0.52}, {-0.6, 0.52}}, trousers);
        shape({{0.6 + stride, 0}, {0.2 + stride, 0}, {-0.05, 0.45}, {0.0, 0.52}, {0.6, 0.52}},
              trousers * 0.85);
        shape({{-1.0, 0.45}, {-0.65, 0.45}, {-0.55, 0.7}, {-0.6, 0.83}, {-0.85, 0.8}}, coat * 0.85);
        shape({{1.0, 0.45}, {0.65, 0.45}, {0.55, 0.7}, {0.6, 0.83}, {0.85, 0.8}}, coat * 0.75);
        shape({{-0.65, 0.46},
               {0.65, 0.46},
               {0.68, 0.74},
               {0.8, 0.8},
               {0.3, 0.85},
               {-0.3, 0.85},
               {-0.8, 0.8},
               {-0.68, 0.74}},
              coat);
        const Vec3 head = place + Vec3{0, height * 0.92, 0};
        if (!scene.camera.isInFront(head))
            return;
        const double size = 0.12 * scene.camera.scaleAt(head);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(skin));
        painter.drawEllipse(scene.camera.project(head), size, size * 1.2);
        painter.setBrush(color(trousers * 0.6));
        painter.drawEllipse(scene.camera.project(head + Vec3{0, 0.07, 0}), size, size * 0.7);
    });
}

void addLamp(Scene &scene, const Vec3 &place)
{
    const double height = scene.random.uniform(4, 7);
    const double arm = scene.random.chance(0.5) ? scene.random.uniform(-1.6, 1.6) : 0;
    addShadow(scene, place, 0.3);
    scene.add(place, [&scene, place, height, arm](QPainter &painter) {
        const QColor iron = toColor(scene.lit({0.16f, 0.17f, 0.18f}, {0, 0, -1}, place));
        const Vec3 top = place + Vec3{0, height, 0};
        const Vec3 bulb = top + Vec3{arm, 0.25, 0};
        scene.beam(painter, place, top, 0.14, iron);
        scene.beam(painter, top, bulb, 0.1, iron);
        if (!scene.camera.isInFront(bulb))
            return;
        const double size = 0.32 * scene.camera.scaleAt(bulb);
        const QPointF at = scene.camera.project(bulb);
        painter.setPen(Qt::NoPen);
        if (scene.light.isNight()) {
            QRadialGradient glow(at, size * 9);
            glow.setColorAt(0, QColor(255, 214, 140, 200));
            glow.setColorAt(0.15, QColor(255, 200, 120, 90));
            glow.setColorAt(1, QColor(255, 190, 110, 0));
            painter.setBrush(glow);
            painter.drawEllipse(at, size * 9, size * 9);
        }
        painter.setBrush(scene.light.isNight() ? QColor(255, 240, 205)
                                               : toColor(scene.lit({0.8f, 0.8f, 0.76f}, {0, 0, -1}, place)));
        painter.drawEllipse(at, size, size * 0.8);
    });
}

void addCar(Scene &scene, const Vec3 &place)
{
    Random &random = scene.random;
    const Rgb color = random.pick<Rgb>({{0.75f, 0.76f, 0.78f},
                                        {0.10f, 0.10f, 0.12f},
                                        {0.85f, 0.85f, 0.84f},
                                        {0.55f, 0.10f, 0.10f},
                                        {0.12f, 0.22f, 0.42f},
                                        {0.85f, 0.66f, 0.12f}});
    const double way = random.pick({-1.0, 1.0});
    addShadow(scene, place, 2);
    scene.add(place, [&scene, place, color, way](QPainter &painter) {
        const Facade side{place - Vec3{2.2 * way, 0, 0}, {4.4 * way, 0, 0}, {0, 1.5, 0}};
        const Vec3 normal{0, 0.3, -1};
        const auto polygon = [&](std::initializer_list<QPointF> points, const Rgb &base) {
            std::vector<Vec3> outline;
            for (const QPointF &point : points)
                outline.push_back(side.at(point.x(), point.y()));
            scene.fill(painter, outline, toColor(scene.lit(base, normal, place)));
        };
        polygon({{0.0, 0.18}, {1.0, 0.18}, {1.0, 0.45}, {0.97, 0.58}, {0.74, 0.64}, {0.05, 0.66}, {0.0, 0.5}},
                color);
        polygon({{0.12, 0.64}, {0.24, 1.0}, {0.56, 1.0}, {0.76, 0.63}}, color * 0.9);
        polygon({{0.17, 0.66}, {0.26, 0.93}, {0.39, 0.93}, {0.39, 0.66}}, {0.14f, 0.17f, 0.2f});
        polygon({{0.42, 0.66}, {0.42, 0.93}, {0.54, 0.93}, {0.70, 0.66}}, {0.14f, 0.17f, 0.2f});
        for (const double wheel : {0.2, 0.8}) {
            scene.disc(painter, side, {wheel, 0.2}, 0.075,
                       toColor(scene.lit({0.06f, 0.06f, 0.07f}, normal, place)));
            scene.disc(painter, side, {wheel, 0.2}, 0.038,
                       toColor(scene.lit({0.5f, 0.5f, 0.52f}, normal, place)));
        }
    });
}

void addBranch(Scene &scene)
{
    Random &random = scene.random;
    const Vec3 camera = scene.camera.position();
    const double depth = random.uniform(4, 8);
    const double side = random.pick({-1.0, 1.0});
    const double half = scene.camera.halfWidthAt(depth);
    const double tall = half * scene.camera.size().height() / scene.camera.size().width();
    const Rgb leaf = leafColor(random) * 0.7;
    const Vec3 gaze
        = normalized(scene.camera.ray(scene.camera.size().width() / 2.0, scene.camera.size().height() / 2.0));
    for (int i = 0; i < 4; ++i) {
        const Vec3 spot = camera + gaze * depth
            + Vec3{side * half * random.uniform(0.6, 1.1), tall * random.uniform(0.55, 1.1), 0};
        const double radius = half * random.uniform(0.14, 0.3);
        const Foliage leaves{leaf, random.next()};
        scene.add(spot, [&scene, spot, radius, leaves](QPainter &painter) {
            paintCrown(scene, painter, spot, radius, leaves);
        });
    }
}

void addWires(Scene &scene)
{
    const Vec3 camera = scene.camera.position();
    const int wires = scene.random.integer(2, 4);
    for (int wire = 0; wire < wires; ++wire) {
        const double y = scene.random.uniform(5, 9);
        const double slope = scene.random.uniform(-2, 2);
        scene.add(camera + Vec3{0, 0, 12}, [&scene, camera, y, slope](QPainter &painter) {
            for (int i = 0; i < 12; ++i) {
                const auto at = [&](int k) {
                    const double x = -18 + 3 * k;
                    return camera + Vec3{x, y + slope * x / 18 + 0.004 * x * x, 12};
                };
                scene.beam(painter, at(i), at(i + 1), 0.05, QColor(25, 25, 28));
            }
        });
    }
}

/// A low wall or a railing across the lower edge.
void addParapet(Scene &scene)
{
    const Vec3 place
        = scene.camera.position() + Vec3{-30, -scene.random.uniform(1.25, 1.6), scene.random.uniform(2.5, 4)};
    const bool solid = scene.random.chance(0.5);
    const Rgb color = buildingColor(scene.random) * (solid ? 0.9 : 0.4);
    scene.add(place + Vec3{30, 0, 0}, [&scene, place, solid, color](QPainter &painter) {
        const Facade wall{place, {60, 0, 0}, {0, 0.35, 0}};
        const QColor paint = toColor(scene.lit(color, {0, 0, -1}, place + Vec3{30, 0, 0}));
        if (solid)
            return scene.rect(painter, {place - Vec3{0, 3, 0}, wall.u, {0, 3.2, 0}}, {0, 0, 1, 1}, paint);
        scene.beam(painter, wall.at(0, 0.5), wall.at(1, 0.5), 0.07, paint);
        for (int i = 0; i < 240; ++i)
            scene.beam(painter, wall.at(i / 240.0, -3), wall.at(i / 240.0, 0.5), 0.03, paint);
    });
}

} // namespace

void addClutter(Scene &scene, double radius, double from)
{
    Random &random = scene.random;
    const double start = std::max(from, scene.camera.position().z + 7);
    const auto place = [&](double keepClear) {
        const double z = random.uniform(start, std::max(start + 5, radius + 25));
        const double reach = std::max(scene.camera.halfWidthAt(z - scene.camera.position().z), 2.0) * 1.1;
        double x = random.uniform(-reach, reach);
        if (std::abs(x) < keepClear * reach)
            x = std::copysign(random.uniform(keepClear, 1) * reach, x);
        if (std::hypot(x, z) < radius + 3) // not inside the landmark: before it or beside it
            x = std::copysign(radius + random.uniform(3, 20), x);
        return Vec3{x, 0, z};
    };
    const int trees = random.chance(0.65) ? random.integer(1, 12) : 0;
    for (int i = 0; i < trees; ++i) {
        const Vec3 spot = place(random.chance(0.15) ? 0 : 0.35);
        if (spot.z - scene.camera.position().z > 14) // a nearer one would fill the image
            addTree(scene, spot);
    }
    const int people = random.chance(0.7) ? random.integer(1, 22) : 0;
    for (int i = 0; i < people; ++i)
        addPerson(scene, place(0));
    const int lamps = random.chance(0.45) ? random.integer(1, 6) : 0;
    for (int i = 0; i < lamps; ++i)
        addLamp(scene, place(0.2));
    const int cars = random.chance(0.35) ? random.integer(1, 5) : 0;
    for (int i = 0; i < cars; ++i)
        addCar(scene, place(0));
}

void addForeground(Scene &scene)
{
    Random &random = scene.random;
    if (random.chance(0.16))
        addBranch(scene);
    if (random.chance(0.08))
        addWires(scene);
    if (random.chance(0.1))
        addParapet(scene);
}

} // namespace cairn::drawing
