// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sample/landmarks.h"

#include <array>
#include <numbers>

namespace cairn::drawing {

namespace {

using Square = std::array<Vec3, 4>; ///< the corners of a horizontal section, counter-clockwise from above

class LatticeTower : public Building
{
public:
    explicit LatticeTower(Random &random);
    double height() const override { return m_height; }
    double radius() const override { return m_base / 2 * std::numbers::sqrt2; }
    void addTo(Scene &scene) const override;

private:
    double halfWidth(double y) const; ///< of the outer outline
    double legWidth(double y) const;
    Square legSection(int leg, double y) const;
    Square shaftSection(double y) const;
    std::vector<double> levels(double from, double to, double pace) const;
    void addTruss(Scene &scene, const Square &below, const Square &above, double thickness, bool dense) const;
    void addFoot(Scene &scene, int leg) const;
    void addArch(Scene &scene, int side) const;
    void addPlatform(Scene &scene, double y, double thickness) const;
    void addTop(Scene &scene) const;
    Rgb colorAt(double y) const;

    double m_height;
    double m_base;
    double m_waist; ///< width at the top
    double m_curve; ///< how early it grows slim
    double m_turn;
    double m_joint; ///< height where the legs become one
    double m_firstFloor;
    double m_legShare; ///< width of a leg at the ground
    double m_member; ///< thickness of the chords
    bool m_arches;
    bool m_secondFloor;
    bool m_bands; ///< painted in two colors, as radio towers are
    Rgb m_color;
    Rgb m_otherColor;
};

LatticeTower::LatticeTower(Random &random)
    : m_height(random.uniform(75, 120))
    , m_base(m_height * random.uniform(0.30, 0.46))
    , m_waist(m_height * random.uniform(0.012, 0.022))
    , m_curve(random.uniform(2.3, 3.3))
    , m_turn(random.uniform(0, 2 * std::numbers::pi))
    , m_joint(m_height * random.uniform(0.34, 0.46))
    , m_firstFloor(m_height * random.uniform(0.16, 0.23))
    , m_legShare(random.uniform(0.17, 0.25))
    , m_member(random.uniform(0.5, 1.0))
    , m_arches(random.chance(0.7))
    , m_secondFloor(random.chance(0.8))
    , m_bands(random.chance(0.12))
    , m_color(buildingColor(random))
    , m_otherColor(buildingColor(random))
{
    if (random.chance(0.5)) // iron is oftener dark than stone is, but not always
        m_color = m_color * 0.62;
}

double LatticeTower::halfWidth(double y) const
{
    const double end = std::exp(-m_curve);
    const double slim = (std::exp(-m_curve * std::clamp(y / m_height, 0.0, 1.0)) - end) / (1 - end);
    return (m_waist + (m_base - m_waist) * slim) / 2;
}

double LatticeTower::legWidth(double y) const
{
    const double share = std::clamp(y / m_joint, 0.0, 1.0);
    return 2 * halfWidth(y) * (m_legShare + (0.5 - m_legShare) * share * share);
}

Square LatticeTower::shaftSection(double y) const
{
    const double h = halfWidth(y);
    return {turned({-h, y, -h}, m_turn), turned({h, y, -h}, m_turn), turned({h, y, h}, m_turn),
            turned({-h, y, h}, m_turn)};
}

Square LatticeTower::legSection(int leg, double y) const
{
    const double outer = halfWidth(y);
    const double inner = outer - legWidth(y);
    const double sx = leg == 0 || leg == 3 ? -1 : 1;
    const double sz = leg < 2 ? -1 : 1;
    const auto corner = [&](double x, double z) { return turned({sx * x, y, sz * z}, m_turn); };
    return {corner(outer, outer), corner(inner, outer), corner(inner, inner), corner(outer, inner)};
}

/// Heights of the horizontal members: the panels keep about their proportions while the tower tapers.
std::vector<double> LatticeTower::levels(double from, double to, double pace) const
{
    std::vector<double> heights{from};
    while (heights.back() < to) {
        const double y = heights.back();
        const double width = y < m_joint ? legWidth(y) : 2 * halfWidth(y);
        heights.push_back(std::min(to, y + std::max(width * pace, m_height * 0.016)));
    }
    return heights;
}

Rgb LatticeTower::colorAt(double y) const
{
    return m_bands && int(y / m_height * 9) % 2 == 1 ? m_otherColor : m_color;
}

void LatticeTower::addTo(Scene &scene) const
{
    for (int leg = 0; leg < 4; ++leg) {
        addFoot(scene, leg);
        const auto heights = levels(1.5, m_joint, 0.85);
        for (std::size_t i = 0; i + 1 < heights.size(); ++i)
            addTruss(scene, legSection(leg, heights[i]), legSection(leg, heights[i + 1]), m_member, true);
        if (m_arches)
            addArch(scene, leg);
    }
    const auto heights = levels(m_joint, m_height * 0.95, 0.95);
    for (std::size_t i = 0; i + 1 < heights.size(); ++i)
        addTruss(scene, shaftSection(heights[i]), shaftSection(heights[i + 1]), m_member * 0.85, false);
    addPlatform(scene, m_firstFloor, m_height * 0.018);
    if (m_secondFloor)
        addPlatform(scene, m_joint, m_height * 0.014);
    addTop(scene);
}

/// One panel on each of the four sides: chords, a horizontal member, and crossing braces.
void LatticeTower::addTruss(Scene &scene, const Square &below, const Square &above, double thickness,
                            bool dense) const
{
    for (std::size_t side = 0; side < 4; ++side) {
        const Vec3 a = below[side];
        const Vec3 b = below[(side + 1) % 4];
        const Vec3 c = above[(side + 1) % 4];
        const Vec3 d = above[side];
        const Vec3 middle = (a + b + c + d) * 0.25;
        const Vec3 axis{(below[0].x + below[2].x) / 2, middle.y, (below[0].z + below[2].z) / 2};
        const Vec3 normal = normalized(middle - axis);
        scene.add(middle, [this, &scene, a, b, c, d, middle, normal, thickness, dense](QPainter &painter) {
            const Rgb lit = scene.lit(colorAt(middle.y), normal, middle);
            const QColor chord = toColor(lit);
            const QColor brace = toColor(lit * 0.88);
            scene.beam(painter, a, c, thickness * 0.5, brace);
            scene.beam(painter, b, d, thickness * 0.5, brace);
            if (dense) {
                scene.beam(painter, mix(a, d, 0.5), mix(b, c, 0.5), thickness * 0.3, brace);
                scene.beam(painter, mix(a, b, 0.5), mix(d, c, 0.5), thickness * 0.3, brace);
            }
            scene.beam(painter, d, c, thickness * 0.6, chord);
            scene.beam(painter, a, d, thickness, chord);
            scene.beam(painter, b, c, thickness, chord);
        });
    }
}

void LatticeTower::addFoot(Scene &scene, int leg) const
{
    const Square section = legSection(leg, 0);
    const Vec3 center = (section[0] + section[2]) * 0.5;
    const double width = length(section[0] - section[1]) * 1.25;
    addBox(scene, {.center = center, .width = width, .depth = width, .height = 2.2, .angle = m_turn},
           Rgb{0.66f, 0.62f, 0.55f});
}

/// The ornamental half circle between two legs, under the first floor.
void LatticeTower::addArch(Scene &scene, int side) const
{
    constexpr int segments = 14;
    const double spring = m_firstFloor * 0.35;
    const double rise = m_firstFloor * 0.94 - spring;
    const double half = halfWidth(spring) - legWidth(spring); // of the opening
    const auto at = [&](int i, double inset) {
        const double angle = std::numbers::pi * i / segments;
        const double y = spring + rise * std::sin(angle) * (1 - 1.6 * inset);
        return turned({-half * (1 - inset) * std::cos(angle), y, -halfWidth(y)},
                      m_turn + side * std::numbers::pi / 2);
    };
    std::vector<Vec3> outer;
    std::vector<Vec3> inner;
    for (int i = 0; i <= segments; ++i) {
        outer.push_back(at(i, 0));
        inner.push_back(at(i, 0.09));
    }
    const Vec3 middle = outer[segments / 2];
    scene.add(middle, [this, &scene, outer, inner, middle](QPainter &painter) {
        const QColor color = toColor(scene.lit(m_color, normalized(Vec3{middle.x, 0, middle.z}), middle));
        for (std::size_t i = 0; i + 1 < outer.size(); ++i) {
            scene.beam(painter, outer[i], outer[i + 1], m_member * 0.9, color);
            scene.beam(painter, inner[i], inner[i + 1], m_member * 0.7, color);
            scene.beam(painter, outer[i], inner[i + 1], m_member * 0.4, color);
            scene.beam(painter, inner[i], outer[i + 1], m_member * 0.4, color);
        }
    });
}

void LatticeTower::addPlatform(Scene &scene, double y, double thickness) const
{
    const double width = 2 * halfWidth(y) * 1.1;
    const auto walls = boxWalls(
        {.center = {0, y, 0}, .width = width, .depth = width, .height = thickness, .angle = m_turn});
    for (const Facade &wall : walls) {
        scene.add(wall.center(), [this, &scene, wall, y](QPainter &painter) {
            const Vec3 normal = wall.normal();
            const Rgb lit = scene.lit(colorAt(y), normal * (scene.faces(wall) ? 1.0 : -1.0), wall.center());
            scene.rect(painter, wall, {0, 0, 1, 0.55}, toColor(lit * (scene.faces(wall) ? 1.0 : 0.7)));
            scene.rect(painter, wall, {0, 0.55, 1, 0.1}, toColor(lit * 0.6));
            constexpr int posts = 18;
            for (int i = 0; i <= posts; ++i)
                scene.beam(painter, wall.at(double(i) / posts, 0.6), wall.at(double(i) / posts, 1.2), 0.25,
                           toColor(lit * 0.95));
            scene.beam(painter, wall.at(0, 1.2), wall.at(1, 1.2), 0.3, toColor(lit));
        });
    }
    const Vec3 center{0, y, 0}; // the underside, with its hole
    scene.add(center, [this, &scene, walls, center](QPainter &painter) {
        if (scene.camera.position().y > center.y)
            return;
        const QColor shade = toColor(scene.lit(m_color * 0.55, {0, -1, 0}, center));
        for (std::size_t i = 0; i < 4; ++i) {
            const Vec3 a = walls[i].at(0, 0);
            const Vec3 b = walls[i].at(1, 0);
            scene.fill(painter, {a, b, mix(center, b, 0.6), mix(center, a, 0.6)}, shade);
        }
    });
}

void LatticeTower::addTop(Scene &scene) const
{
    const double y = m_height * 0.945;
    const double width = std::max(2 * halfWidth(y) * 1.8, m_height * 0.03);
    addBox(scene,
           {.center = {0, y, 0}, .width = width, .depth = width, .height = m_height * 0.022, .angle = m_turn},
           m_color);
    addBox(scene,
           {.center = {0, y + m_height * 0.022, 0},
            .width = width * 0.5,
            .depth = width * 0.5,
            .height = m_height * 0.018,
            .angle = m_turn},
           m_color);
    const Vec3 foot{0, y + m_height * 0.04, 0};
    const Vec3 tip{0, m_height * 1.04, 0};
    scene.add(tip, [this, &scene, foot, tip](QPainter &painter) {
        scene.beam(painter, foot, tip, 0.8, toColor(scene.lit(m_color, {0, 0, -1}, tip)));
    });
}

} // namespace

std::unique_ptr<Building> makeLatticeTower(Random &random)
{
    return std::make_unique<LatticeTower>(random);
}

} // namespace cairn::drawing
