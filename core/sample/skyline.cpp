// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sample/scenery.h"

#include <numbers>

namespace cairn::drawing {

namespace {

void addHills(Scene &scene)
{
    const double z = scene.random.uniform(1500, 3000);
    const double reach = scene.camera.halfWidthAt(z) * 1.5;
    const double height = scene.random.uniform(20, 220);
    const auto seed = quint32(scene.random.next());
    scene.add({0, 0, z}, [&scene, z, reach, height, seed](QPainter &painter) {
        constexpr int points = 60;
        std::vector<Vec3> ridge{{reach, -5, z}, {-reach, -5, z}};
        for (int i = 0; i <= points; ++i) {
            const float x = float(i) / points;
            ridge.push_back(
                {-reach + 2 * reach * double(x), height * double(fractalNoise(x * 5, 0, seed, 4)), z});
        }
        scene.fill(painter, ridge, toColor(scene.hazy(scene.light.ambient * Rgb{0.42f, 0.48f, 0.38f}, z)));
    });
}

/// Woods or gardens far behind: crowns run together to one ragged band.
void addTreeLine(Scene &scene, double z)
{
    Random &random = scene.random;
    const double reach = scene.camera.halfWidthAt(z - scene.camera.position().z) * 1.4;
    const double height = random.uniform(6, 14);
    const Rgb leaf = random.pick<Rgb>({{0.24f, 0.32f, 0.17f}, {0.30f, 0.36f, 0.20f}, {0.36f, 0.33f, 0.18f}});
    const auto seed = quint32(random.next());
    scene.add({0, 0, z}, [&scene, z, reach, height, leaf, seed](QPainter &painter) {
        constexpr int points = 160;
        for (int layer = 0; layer < 2; ++layer) {
            std::vector<Vec3> crowns{{reach, 0, z}, {-reach, 0, z}};
            for (int i = 0; i <= points; ++i) {
                const float x = float(i) * float(reach / height) * 0.02f;
                const double y = double(fractalNoise(x, float(layer), seed, 4)) - 0.22;
                crowns.push_back(
                    {-reach + 2 * reach * i / points, std::max(0.0, height * y * (1.7 - 0.6 * layer)), z});
            }
            scene.fill(painter, crowns,
                       toColor(scene.lit(leaf * (layer == 0 ? 1.0 : 0.75), {0, 0.7, -0.7}, {0, height, z})));
        }
    });
}

void paintWindows(const Scene &scene, QPainter &painter, const Facade &wall, const Rgb &color, quint32 seed)
{
    const int columns = std::clamp(int(wall.width() / 3), 1, 12);
    const int rows = std::clamp(int(wall.height() / 3.4), 1, 14);
    const QColor glass = toColor(scene.lit(color * 0.4, wall.normal(), wall.center()));
    const QColor lamp = toColor(scene.hazy({0.98f, 0.80f, 0.48f}, scene.camera.distance(wall.center())));
    for (int r = 0; r < rows; ++r) {
        for (int c = 0; c < columns; ++c) {
            const bool isLit = scene.light.isNight() && hashNoise(c, r, seed) < 0.3f;
            scene.rect(painter, wall, {(c + 0.25) / columns, (r + 0.3) / rows, 0.5 / columns, 0.5 / rows},
                       isLit ? lamp : glass);
        }
    }
}

void addHouse(Scene &scene, const Vec3 &place, double width, double height)
{
    Random &random = scene.random;
    const Rgb color = buildingColor(random) * 0.9;
    const double angle = random.uniform(-0.5, 0.5);
    const auto seed = quint32(random.next());
    const bool detailed = height * scene.camera.scaleAt(place) > 18;
    addBox(scene, {.center = place, .width = width, .depth = width * 0.8, .height = height, .angle = angle},
           color, [&scene, color, seed, detailed](QPainter &painter, const Facade &wall) {
               if (detailed)
                   paintWindows(scene, painter, wall, color, seed);
           });
    if (height > 20 || random.chance(0.4))
        return;
    const Vec3 ridge = place + Vec3{0, height + width * 0.3, 0};
    const Rgb tiles = random.pick<Rgb>({{0.55f, 0.30f, 0.22f}, {0.36f, 0.34f, 0.36f}, {0.48f, 0.36f, 0.26f}});
    const auto walls = boxWalls({.center = place + Vec3{0, height, 0},
                                 .width = width * 1.06,
                                 .depth = width * 0.86,
                                 .height = 1,
                                 .angle = angle});
    scene.add(ridge, [&scene, walls, ridge, tiles](QPainter &painter) {
        for (const Facade &wall : walls) {
            const Vec3 normal = normalized(wall.normal() + Vec3{0, 0.8, 0});
            if (scene.faces(wall))
                scene.fill(painter, {wall.at(0, 0), wall.at(1, 0), ridge},
                           toColor(scene.lit(tiles, normal, ridge)));
        }
    });
}

void addHouses(Scene &scene, double radius)
{
    Random &random = scene.random;
    const int count = random.integer(10, 44);
    const bool city = random.chance(0.3);
    for (int i = 0; i < count; ++i) {
        const double z = radius + random.uniform(25, 420);
        const double reach = scene.camera.halfWidthAt(z - scene.camera.position().z) * 1.25;
        const double tall = city && random.chance(0.5) ? random.uniform(20, 75) : random.uniform(6, 18);
        addHouse(scene, {random.uniform(-reach, reach), 0, z}, random.uniform(9, 26), tall);
    }
}

/// A lattice without legs that spread: a crane, or a mast for wires.
void addCrane(Scene &scene, const Vec3 &place)
{
    Random &random = scene.random;
    const double height = random.uniform(25, 60);
    const double jib = random.chance(0.6) ? height * random.uniform(0.6, 1.0) : 0;
    const double side = random.pick({-1.0, 1.0});
    const Rgb color = buildingColor(random);
    scene.add(place, [&scene, place, height, jib, side, color](QPainter &painter) {
        const QColor paint = toColor(scene.lit(color, {0, 0, -1}, place + Vec3{0, height / 2, 0}));
        const auto lattice = [&](const Vec3 &from, const Vec3 &along, const Vec3 &across, int panels) {
            for (int i = 0; i < panels; ++i) {
                const Vec3 a = from + along * (double(i) / panels);
                const Vec3 b = from + along * (double(i + 1) / panels);
                scene.beam(painter, a, b, 0.3, paint);
                scene.beam(painter, a + across, b + across, 0.3, paint);
                scene.beam(painter, a, b + across, 0.2, paint);
            }
        };
        lattice(place, {0, height, 0}, {1.8, 0, 0}, 18);
        if (jib > 0) {
            const Vec3 top = place + Vec3{-side * jib * 0.3, height, 0};
            lattice(top, {side * jib * 1.3, 0, 0}, {0, 1.6, 0}, 20);
            scene.beam(painter, top, place + Vec3{0, height + 7, 0}, 0.2, paint);
            scene.beam(painter, top + Vec3{side * jib * 1.2, 1, 0}, place + Vec3{0, height + 7, 0}, 0.2,
                       paint);
        }
    });
}

/// A row of arches, straight: a viaduct or an arcade.
void addArcade(Scene &scene, const Vec3 &place)
{
    Random &random = scene.random;
    const int bays = random.integer(5, 16);
    const double bay = random.uniform(5, 11);
    const double height = bay * random.uniform(0.9, 1.8);
    const Vec3 along = turned({bay, 0, 0}, random.uniform(-0.6, 0.6));
    const Rgb color = buildingColor(random);
    scene.add(place + along * (bays / 2.0), [&scene, place, bays, height, along, color](QPainter &painter) {
        for (int i = 0; i < bays; ++i) {
            const Facade wall{place + along * i, along, {0, height, 0}};
            const Rgb lit = scene.lit(color, wall.normal(), wall.center());
            scene.rect(painter, wall, {-0.01, 0, 1.02, 1}, toColor(lit));
            scene.arch(painter, wall, {0.17, 0, 0.66, 0.8}, toColor(lit * 0.35));
            scene.rect(painter, wall, {-0.01, 0.93, 1.02, 0.07}, toColor(lit * 1.1));
        }
    });
}

} // namespace

void addSkyline(Scene &scene, double radius)
{
    Random &random = scene.random;
    if (random.chance(0.6))
        addHills(scene);
    if (random.chance(0.75))
        addTreeLine(scene, radius + random.uniform(60, 350));
    if (random.chance(0.8))
        addHouses(scene, radius);
    const auto beside = [&] {
        const double z = random.uniform(radius * 0.2, radius + 120);
        const double reach = scene.camera.halfWidthAt(z - scene.camera.position().z);
        const double clear = std::min(radius * 1.15, reach * 0.8);
        return Vec3{random.pick({-1.0, 1.0}) * random.uniform(clear, std::max(reach, clear + 5)), 0, z};
    };
    if (random.chance(0.18))
        addCrane(scene, beside());
    if (random.chance(0.15))
        addArcade(scene, beside());
    if (random.chance(0.18))
        addHouse(scene, beside() + Vec3{0, 0, 30}, random.uniform(10, 18), random.uniform(35, 70));
}

} // namespace cairn::drawing
