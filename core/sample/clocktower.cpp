// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sample/landmarks.h"

#include <numbers>

namespace cairn::drawing {

namespace {

enum class Roof {
    Flat,
    Pyramid,
    Steps,
    Spire,
};

/// How a wall's windows are arranged.
struct Windows
{
    int columns;
    int rows;
    bool strips; ///< windows above one another run together between piers
    bool arched;
    double width; ///< share of a column
    double height; ///< share of a row
};

class ClockTower : public Building
{
public:
    explicit ClockTower(Random &random);
    double height() const override { return m_height; }
    double radius() const override { return std::max(m_wingWidth, m_wingDepth) / 2 + 2; }
    void addTo(Scene &scene) const override;

private:
    void addWings(Scene &scene) const;
    void addShaft(Scene &scene) const;
    void addClockStage(Scene &scene, double y) const;
    void addBelvedere(Scene &scene, double y) const;
    void addRoof(Scene &scene, double y) const;
    void paintWindows(const Scene &scene, QPainter &painter, const Facade &wall,
                      const Windows &windows) const;
    void paintClock(const Scene &scene, QPainter &painter, const Facade &wall) const;
    Windows windowsFor(double width, double height) const;

    double m_height;
    double m_width; ///< of the shaft
    double m_turn;
    int m_setbacks;
    double m_shrink;
    double m_wingWidth;
    double m_wingDepth;
    double m_wingHeight;
    double m_stageHeight;
    double m_belvedereHeight;
    double m_clockSize;
    double m_hour;
    int m_columns;
    Roof m_roof;
    bool m_strips;
    bool m_arched;
    double m_story;
    Rgb m_stone;
    Rgb m_trim;
    Rgb m_roofColor;
    Rgb m_face;
    quint32 m_seed;
};

ClockTower::ClockTower(Random &random)
    : m_height(random.uniform(52, 82))
    , m_width(random.uniform(9, 15))
    , m_turn(random.uniform(0, 2 * std::numbers::pi))
    , m_setbacks(random.integer(1, 3))
    , m_shrink(random.uniform(0.84, 0.95))
    , m_wingWidth(m_width * random.uniform(1.3, 3.6))
    , m_wingDepth(m_width * random.uniform(1.2, 2.2))
    , m_wingHeight(random.uniform(8, 22))
    , m_stageHeight(m_width * random.uniform(0.75, 1.05))
    , m_belvedereHeight(random.uniform(5, 9))
    , m_clockSize(random.uniform(0.26, 0.4))
    , m_hour(random.uniform(0, 12))
    , m_columns(random.integer(4, 7))
    , m_roof(random.pick({Roof::Flat, Roof::Pyramid, Roof::Steps, Roof::Spire}))
    , m_strips(random.chance(0.5))
    , m_arched(random.chance(0.35))
    , m_story(random.uniform(3.0, 4.2))
    , m_stone(buildingColor(random))
    , m_trim(mix(m_stone, Rgb{0.9f, 0.88f, 0.82f}, random.uniform(0, 0.6)))
    , m_roofColor(random.chance(0.5) ? m_stone * 0.8 : buildingColor(random) * 0.8)
    , m_face(random.pick<Rgb>(
          {{0.95f, 0.93f, 0.86f}, {0.88f, 0.78f, 0.48f}, {0.16f, 0.18f, 0.22f}, {0.92f, 0.92f, 0.94f}}))
    , m_seed(quint32(random.next()))
{
}

Windows ClockTower::windowsFor(double width, double height) const
{
    return {std::max(2, int(width / 2.6)), std::max(1, int(height / m_story)), m_strips, m_arched, 0.5,
            m_strips ? 0.8 : 0.58};
}

void ClockTower::addTo(Scene &scene) const
{
    addWings(scene);
    addShaft(scene);
}

void ClockTower::addWings(Scene &scene) const
{
    const auto decorate = [this, &scene](QPainter &painter, const Facade &wall) {
        paintWindows(scene, painter, wall, windowsFor(wall.width(), wall.height()));
        const Rgb trim = scene.lit(m_trim, wall.normal(), wall.at(0.5, 1));
        scene.rect(painter, wall, {-0.01, 0.94, 1.02, 0.06}, toColor(trim));
        scene.rect(painter, wall, {0, 0.915, 1, 0.025}, toColor(trim * 0.6));
    };
    addBox(scene,
           {.center = {0, 0, 0},
            .width = m_wingWidth,
            .depth = m_wingDepth,
            .height = m_wingHeight,
            .angle = m_turn},
           m_stone * 0.97, decorate);
}

void ClockTower::addShaft(Scene &scene) const
{
    const double top = m_height * (m_roof == Roof::Flat ? 0.97 : 0.84) - m_belvedereHeight - m_stageHeight;
    double width = m_width;
    double y = m_wingHeight;
    for (int part = 0; part < m_setbacks; ++part) {
        // The lower parts are the longer ones.
        const double height = (top - y) * (part + 1 == m_setbacks ? 1 : 0.62);
        const auto decorate = [this, &scene](QPainter &painter, const Facade &wall) {
            paintWindows(scene, painter, wall, windowsFor(wall.width(), wall.height()));
            scene.rect(painter, wall, {-0.02, 0.97, 1.04, 0.03},
                       toColor(scene.lit(m_trim, wall.normal(), wall.at(0.5, 1))));
        };
        addBox(scene,
               {.center = {0, y, 0}, .width = width, .depth = width, .height = height, .angle = m_turn},
               m_stone, decorate);
        y += height;
        if (part + 1 < m_setbacks)
            width *= m_shrink;
    }
    addClockStage(scene, y);
    addBelvedere(scene, y + m_stageHeight);
    addRoof(scene, y + m_stageHeight + m_belvedereHeight);
}

void ClockTower::addClockStage(Scene &scene, double y) const
{
    const double width = m_width * std::pow(m_shrink, m_setbacks - 1);
    const auto decorate = [this, &scene](QPainter &painter, const Facade &wall) {
        const Rgb trim = scene.lit(m_trim, wall.normal(), wall.center());
        scene.rect(painter, wall, {-0.04, 0.92, 1.08, 0.08}, toColor(trim));
        scene.rect(painter, wall, {0, 0.88, 1, 0.04}, toColor(trim * 0.6));
        scene.rect(painter, wall, {-0.02, 0, 1.04, 0.05}, toColor(trim * 1.05));
        paintClock(scene, painter, wall);
    };
    addBox(scene,
           {.center = {0, y, 0}, .width = width, .depth = width, .height = m_stageHeight, .angle = m_turn},
           m_stone * 1.02, decorate);
}

void ClockTower::paintClock(const Scene &scene, QPainter &painter, const Facade &wall) const
{
    const QPointF middle(0.5, 0.46);
    const Vec3 normal = wall.normal();
    Rgb face = scene.lit(m_face, normal, wall.center());
    if (scene.light.isNight())
        face = mix(face, Rgb{1, 0.95f, 0.8f}, 0.75);
    const bool darkFace = m_face.r < 0.5f && !scene.light.isNight();
    const QColor ink
        = toColor(darkFace ? scene.lit({0.85f, 0.75f, 0.45f}, normal, wall.center()) : face * 0.15);
    scene.disc(painter, wall, middle, m_clockSize * 1.13,
               toColor(scene.lit(m_trim * 0.55, normal, wall.center())));
    scene.disc(painter, wall, middle, m_clockSize, toColor(face));
    const double ratio = wall.width() / wall.height();
    const auto at = [&](double angle, double radius) {
        return wall.at(middle.x() + m_clockSize * radius * std::sin(angle),
                       middle.y() + m_clockSize * ratio * radius * std::cos(angle));
    };
    for (int tick = 0; tick < 12; ++tick) {
        const double angle = tick * std::numbers::pi / 6;
        scene.beam(painter, at(angle, 0.78), at(angle, 0.93), m_width * 0.022, ink);
    }
    const double hourAngle = m_hour * std::numbers::pi / 6;
    const double minuteAngle = (m_hour - std::floor(m_hour)) * 2 * std::numbers::pi;
    scene.beam(painter, at(hourAngle, 0), at(hourAngle, 0.5), m_width * 0.03, ink);
    scene.beam(painter, at(minuteAngle, 0), at(minuteAngle, 0.78), m_width * 0.02, ink);
}

void ClockTower::addBelvedere(Scene &scene, double y) const
{
    const double width = m_width * std::pow(m_shrink, m_setbacks) * 0.92;
    const auto decorate = [this, &scene](QPainter &painter, const Facade &wall) {
        const Vec3 normal = wall.normal();
        const Rgb trim = scene.lit(m_trim, normal, wall.center());
        Rgb hollow = scene.lit(m_stone * 0.28, normal, wall.center());
        if (scene.light.isNight())
            hollow = hollow + scene.light.floodlight * 0.35;
        for (int i = 0; i < m_columns; ++i) {
            const double column = 1.0 / m_columns;
            const QRectF gap((i + 0.22) * column, 0.12, 0.56 * column, 0.68);
            if (m_arched)
                scene.arch(painter, wall, gap, toColor(hollow));
            else
                scene.rect(painter, wall, gap, toColor(hollow));
            scene.rect(painter, wall, {gap.left() - 0.1 * column, 0.12, 0.1 * column, 0.68},
                       toColor(trim * 1.1));
        }
        scene.rect(painter, wall, {-0.05, 0.86, 1.1, 0.14}, toColor(trim * 1.05));
        scene.rect(painter, wall, {-0.03, 0, 1.06, 0.08}, toColor(trim));
    };
    addBox(
        scene,
        {.center = {0, y, 0}, .width = width, .depth = width, .height = m_belvedereHeight, .angle = m_turn},
        m_stone, decorate);
}

void ClockTower::addRoof(Scene &scene, double y) const
{
    const double width = m_width * std::pow(m_shrink, m_setbacks);
    if (m_roof == Roof::Flat || m_roof == Roof::Steps) {
        const int steps = m_roof == Roof::Flat ? 1 : 4;
        double at = y;
        for (int i = 0; i < steps; ++i) {
            const double height = (m_height - y) / steps;
            const double side = width * (1.02 - 0.24 * i);
            addBox(scene,
                   {.center = {0, at, 0}, .width = side, .depth = side, .height = height, .angle = m_turn},
                   m_trim);
            at += height;
        }
        return;
    }
    const double overhang = m_roof == Roof::Pyramid ? 1.08 : 0.9;
    const auto walls = boxWalls({.center = {0, y, 0},
                                 .width = width * overhang,
                                 .depth = width * overhang,
                                 .height = 1,
                                 .angle = m_turn});
    const Vec3 tip{0, m_height * (m_roof == Roof::Spire ? 1.08 : 1), 0};
    scene.add(mix(Vec3{0, y, 0}, tip, 0.5), [this, &scene, walls, tip](QPainter &painter) {
        for (const Facade &wall : walls) {
            const Vec3 normal = normalized(cross(tip - wall.origin, wall.u));
            if (dot(normal, scene.camera.position() - wall.origin) > 0)
                scene.fill(painter, {wall.at(0, 0), wall.at(1, 0), tip},
                           toColor(scene.lit(m_roofColor, normal, wall.origin)));
        }
    });
}

void ClockTower::paintWindows(const Scene &scene, QPainter &painter, const Facade &wall,
                              const Windows &windows) const
{
    const Vec3 normal = wall.normal();
    scene.masonry(painter, wall, scene.lit(m_stone, normal, wall.center()), m_seed);
    const Rgb glass
        = scene.lit(mix(m_stone * 0.25, scene.light.skyHorizon * 0.35, 0.4), normal, wall.center());
    const QColor pier = toColor(scene.lit(m_stone * 0.8, normal, wall.center()));
    const double column = 0.92 / windows.columns;
    const double row = 0.9 / windows.rows;
    for (int c = 0; c < windows.columns; ++c) {
        const double left = 0.04 + (c + (1 - windows.width) / 2) * column;
        if (windows.strips)
            scene.rect(painter, wall, {left, 0.03, windows.width * column, 0.88}, pier);
        for (int r = 0; r < windows.rows; ++r) {
            const float dice = hashNoise(c, r, m_seed + quint32(wall.height()));
            const bool lamp = scene.light.isNight() && dice < 0.35f;
            const QColor color
                = toColor(lamp ? Rgb{0.98f, 0.82f, 0.5f} : glass * (0.75 + 0.5 * double(dice)));
            const QRectF pane(left, 0.03 + (r + 0.2) * row, windows.width * column, windows.height * row);
            if (windows.arched && !windows.strips)
                scene.arch(painter, wall, pane, color);
            else
                scene.rect(painter, wall, pane, color);
        }
    }
}

} // namespace

std::unique_ptr<Building> makeClockTower(Random &random)
{
    return std::make_unique<ClockTower>(random);
}

} // namespace cairn::drawing
