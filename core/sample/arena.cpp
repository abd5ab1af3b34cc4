// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sample/landmarks.h"

#include <numbers>

namespace cairn::drawing {

namespace {

constexpr double fullCircle = 2 * std::numbers::pi;

/// One ring of arcades.
struct Ring
{
    double scale; ///< of the outer ellipse
    std::vector<double> tops; ///< height of each bay in tiers, broken ones with a fraction
};

class Arena : public Building
{
public:
    explicit Arena(Random &random);
    double height() const override { return m_tiers * m_tierHeight; }
    double radius() const override { return m_a; }
    void addTo(Scene &scene) const override;

private:
    Vec3 onEllipse(double bay, double scale, double y) const;
    Facade bayFacade(int bay, double scale) const; ///< one tier high
    void addRing(Scene &scene, const Ring &ring) const;
    void addSeats(Scene &scene) const;
    void paintBay(const Scene &scene, QPainter &painter, const Ring &ring, int bay) const;
    void paintTier(const Scene &scene, QPainter &painter, const Facade &tier, int bay, int level) const;
    void paintOpening(const Scene &scene, QPainter &painter, const Facade &tier, bool attic, bool lamp) const;
    Rgb stone(int bay, int level) const;

    double m_a;
    double m_b;
    double m_turn;
    int m_bays;
    int m_tiers;
    double m_tierHeight;
    double m_archWidth;
    double m_archHeight;
    bool m_attic; ///< the top tier has windows instead of arches
    bool m_pilasters;
    double m_weathering;
    Rgb m_stone;
    quint32 m_seed;
    std::vector<Ring> m_rings;
};

Arena::Arena(Random &random)
    : m_a(random.uniform(38, 62))
    , m_b(m_a * random.uniform(0.72, 0.95))
    , m_turn(random.uniform(0, fullCircle))
    , m_bays(random.integer(34, 64))
    , m_tiers(random.integer(2, 4))
    , m_tierHeight(random.uniform(6.5, 9.5))
    , m_archWidth(random.uniform(0.5, 0.72))
    , m_archHeight(random.uniform(0.62, 0.82))
    , m_attic(m_tiers > 2 && random.chance(0.7))
    , m_pilasters(random.chance(0.75))
    , m_weathering(random.uniform(0.04, 0.16))
    , m_stone(buildingColor(random))
    , m_seed(quint32(random.next()))
{
    const bool broken = random.chance(0.7);
    const int from = random.integer(0, m_bays - 1);
    const int standing = int(m_bays * random.uniform(0.3, 0.75));
    Ring outer{1, {}};
    Ring inner{random.uniform(0.78, 0.86), {}};
    for (int bay = 0; bay < m_bays; ++bay) {
        const int place = (bay - from + m_bays) % m_bays;
        const int beyond = place < standing ? 0 : std::min(place - standing + 1, m_bays - place);
        const double fallen = broken ? std::min<double>(beyond, m_tiers) : 0;
        const double chipped = random.chance(0.2) ? random.uniform(0, 0.5) : 0;
        outer.tops.push_back(std::max(0.0, m_tiers - fallen - chipped));
        inner.tops.push_back(std::max(1.0, m_tiers - 1 - (random.chance(0.3) ? random.uniform(0, 0.6) : 0)));
    }
    m_rings = {outer, inner};
}

Vec3 Arena::onEllipse(double bay, double scale, double y) const
{
    const double angle = fullCircle * bay / m_bays;
    return turned({m_a * scale * std::cos(angle), y, m_b * scale * std::sin(angle)}, m_turn);
}

/// Counter-clockwise from above is left to right from outside.
Facade Arena::bayFacade(int bay, double scale) const
{
    const Vec3 left = onEllipse(bay, scale, 0);
    return {left, onEllipse(bay + 1.0, scale, 0) - left, {0, m_tierHeight, 0}};
}

Rgb Arena::stone(int bay, int level) const
{
    const double stain = double(hashNoise(bay, level, m_seed)) - 0.5;
    return m_stone * (1 + 2 * m_weathering * stain);
}

void Arena::addTo(Scene &scene) const
{
    for (const Ring &ring : m_rings)
        addRing(scene, ring);
    addSeats(scene);
}

void Arena::addRing(Scene &scene, const Ring &ring) const
{
    for (int bay = 0; bay < m_bays; ++bay) {
        if (ring.tops[std::size_t(bay)] > 0.05)
            scene.add(bayFacade(bay, ring.scale).at(0.5, 0),
                      [this, &scene, &ring, bay](QPainter &painter) { paintBay(scene, painter, ring, bay); });
    }
}

/// The slope of stone rows around the floor; seen from above or through what has fallen.
void Arena::addSeats(Scene &scene) const
{
    constexpr int rows = 4;
    scene.add(
        {0, 0, 0},
        [this, &scene](QPainter &painter) {
            std::vector<Vec3> floor;
            floor.reserve(std::size_t(m_bays));
            for (int bay = 0; bay < m_bays; ++bay)
                floor.push_back(onEllipse(bay, 0.8, 0.02));
            scene.fill(painter, floor, toColor(scene.lit({0.72f, 0.64f, 0.48f}, {0, 1, 0}, {})));
        },
        -radius());
    const double high = 0.75 * m_tierHeight * (m_tiers - 1);
    for (int bay = 0; bay < m_bays; ++bay) {
        scene.add(onEllipse(bay + 0.5, 0.6, 0), [this, &scene, bay, high](QPainter &painter) {
            for (int row = rows; row > 0; --row) {
                const double outerScale = 0.40 + 0.40 * row / rows;
                const double innerScale = outerScale - 0.1;
                const double outerY = high * row / rows;
                const double innerY = high * (row - 1) / rows;
                const std::vector<Vec3> slope{
                    onEllipse(bay - 0.02, innerScale, innerY), onEllipse(bay + 1.02, innerScale, innerY),
                    onEllipse(bay + 1.02, outerScale, outerY), onEllipse(bay - 0.02, outerScale, outerY)};
                const Vec3 normal = normalized(cross(slope[3] - slope[0], slope[1] - slope[0]));
                if (dot(normal, scene.camera.position() - slope[0]) > 0)
                    scene.fill(painter, slope,
                               toColor(scene.lit(stone(bay, 10 + row) * 0.8, normal, slope[0])));
            }
        });
    }
}

void Arena::paintBay(const Scene &scene, QPainter &painter, const Ring &ring, int bay) const
{
    const Facade wall = bayFacade(bay, ring.scale);
    const double top = ring.tops[std::size_t(bay)];
    const int levels = int(std::ceil(top));
    if (!scene.faces(wall)) { // its back, in the shadow of its own vaults
        const double y = top * m_tierHeight;
        const std::vector<Vec3> back{
            onEllipse(bay - 0.02, ring.scale, 0), onEllipse(bay + 1.02, ring.scale, 0),
            onEllipse(bay + 1.02, ring.scale, y), onEllipse(bay - 0.02, ring.scale, y)};
        const Vec3 inwards = wall.normal() * -1;
        scene.fill(painter, back, toColor(scene.lit(stone(bay, 20) * 0.85, inwards, wall.center())));
        const QColor hollow = toColor(scene.lit(m_stone * 0.3, inwards, wall.center()));
        for (int level = 0; level + 1 < levels; ++level) {
            const Facade tier{wall.origin + Vec3{0, level * m_tierHeight, 0}, wall.u, wall.v};
            scene.arch(painter, tier, {0.25, 0.1, 0.5, 0.6}, hollow);
        }
        return;
    }
    for (int level = 0; level < levels; ++level) {
        const double share = std::min(1.0, top - level);
        const Facade tier{wall.origin + Vec3{0, level * m_tierHeight, 0}, wall.u, wall.v};
        const Rgb color = scene.lit(stone(bay, level), wall.normal(), tier.center());
        // A ruin's edge slopes; the overlap hides the seams between bays.
        const double left
            = std::min(1.0, share + 0.3 * double(hashNoise(bay, 30, m_seed)) * (share < 1 ? 1 : 0));
        scene.fill(painter, {tier.at(-0.02, 0), tier.at(1.02, 0), tier.at(1.02, share), tier.at(-0.02, left)},
                   toColor(color));
        if (share > 0.95)
            scene.masonry(painter, tier, color, m_seed + quint32(bay * 8 + level));
        if (share > 0.95)
            paintTier(scene, painter, tier, bay, level);
    }
}

void Arena::paintTier(const Scene &scene, QPainter &painter, const Facade &tier, int bay, int level) const
{
    const Vec3 normal = tier.normal();
    const Rgb wall = scene.lit(stone(bay, level), normal, tier.center());
    const bool attic = m_attic && level == m_tiers - 1;
    if (!attic || bay % 2 == 0)
        paintOpening(scene, painter, tier, attic, hashNoise(bay, level + 40, m_seed) < 0.8f);
    if (m_pilasters) {
        scene.rect(painter, tier, {-0.06, 0, 0.12, 0.9}, toColor(wall * 1.1));
        scene.rect(painter, tier, {0.06, 0, 0.035, 0.9}, toColor(wall * 0.72));
    }
    scene.rect(painter, tier, {-0.02, 0.86, 1.04, 0.025}, toColor(wall * 0.66)); // the cornice's shadow
    scene.rect(painter, tier, {-0.02, 0.885, 1.04, 0.10}, toColor(wall * 1.12));
    if (hashNoise(bay, level + 50, m_seed) < 0.5f) { // rain has left streaks
        const double x = 0.1 + 0.7 * double(hashNoise(bay, level + 60, m_seed));
        scene.rect(painter, tier, {x, 0.45, 0.08, 0.42}, toColor(wall * 0.6, 0.3));
    }
}

/// The hole, the lit side of its vault, and the dark behind it.
void Arena::paintOpening(const Scene &scene, QPainter &painter, const Facade &tier, bool attic,
                         bool lamp) const
{
    const Vec3 position = tier.center();
    const QRectF hole = attic ? QRectF(0.35, 0.35, 0.3, 0.26)
                              : QRectF((1 - m_archWidth) / 2, 0.02, m_archWidth, m_archHeight);
    const Vec3 view = normalized(scene.camera.position() - position);
    const double aside
        = dot(view, normalized(tier.u)); // > 0: seen from the right, so the left inner wall shows
    const Vec3 reveal = normalized(tier.u) * (aside > 0 ? 1.0 : -1.0);
    const QColor vault = toColor(scene.lit(m_stone * 0.72, reveal, position));
    Rgb inside = m_stone * 0.28;
    if (scene.light.isNight() && lamp)
        inside = inside + scene.light.floodlight * 0.6;
    const QColor dark = toColor(scene.lit(inside, tier.normal(), position));
    const double shift = std::min(std::abs(aside) * 0.45, 0.8) * hole.width();
    const QRectF behind(hole.left() + (aside > 0 ? shift : 0.0), hole.top(), hole.width() - shift,
                        hole.height() * 0.95);
    if (attic) {
        scene.rect(painter, tier, hole, vault);
        scene.rect(painter, tier, behind, dark);
    } else {
        scene.arch(painter, tier, hole, vault);
        scene.arch(painter, tier, behind, dark);
    }
}

} // namespace

std::unique_ptr<Building> makeArena(Random &random)
{
    return std::make_unique<Arena>(random);
}

} // namespace cairn::drawing
