// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sample/geometry.h"
#include "core/sample/random.h"

#include <functional>
#include <QPainter>

namespace cairn::drawing {

enum class Weather {
    Clear,
    Cloudy,
    Overcast,
    Sunset,
    Night,
    Fog,
    Rain,
};

/// Everything that decides how bright and how colored a surface looks.
struct Light
{
    Weather weather = Weather::Clear;
    Vec3 sunDirection; ///< towards the sun
    Rgb sun;
    Rgb ambient;
    Rgb floodlight; ///< of the landmark from below, at night
    Rgb skyTop;
    Rgb skyHorizon;
    Rgb haze;
    double hazeDistance = 4000; ///< metres after which two thirds of a color are haze
    double cloudCover = 0; ///< 0–1
    Rgb cloud;

    bool isNight() const { return weather == Weather::Night; }
};

Light makeLight(Random &random);

enum class Ground {
    Paving,
    Grass,
    Asphalt,
    Gravel,
    Water,
};

/// Things to paint, the farthest first.
class Scene
{
public:
    using Paint = std::function<void(QPainter &)>;

    Scene(Random sceneRandom, Camera sceneCamera, Light sceneLight)
        : random(sceneRandom)
        , camera(sceneCamera)
        , light(sceneLight)
    {
    }

    /// To be painted in the order of distance from `anchor` to the camera; `bias` (metres) brings it forward.
    void add(const Vec3 &anchor, Paint paint, double bias = 0);
    /// Paints and forgets what is at least `nearest` metres away.
    void paint(QPainter &painter, double nearest = 0);

    /// The color of a lit surface as the camera sees it through the air.
    Rgb lit(const Rgb &base, const Vec3 &normal, const Vec3 &position) const;
    Rgb hazy(const Rgb &color, double distance) const;
    bool faces(const Facade &facade) const
    {
        return dot(facade.normal(), camera.position() - facade.origin) > 0;
    }

    // --- Painting in space; each at once, with the painter given ---
    void fill(QPainter &painter, const std::vector<Vec3> &polygon, const QColor &color) const;
    void rect(QPainter &painter, const Facade &facade, const QRectF &area, const QColor &color) const;
    /// A rectangle with a half circle on it (as far as `area` is high enough).
    void arch(QPainter &painter, const Facade &facade, const QRectF &area, const QColor &color) const;
    void disc(QPainter &painter, const Facade &facade, const QPointF &center, double radius,
              const QColor &color) const;
    /// Courses and odd stones, where they are near enough to be seen. `color` is the lit wall's.
    void masonry(QPainter &painter, const Facade &facade, const Rgb &color, quint32 seed) const;
    /// A beam of `thickness` metres.
    void beam(QPainter &painter, const Vec3 &from, const Vec3 &to, double thickness,
              const QColor &color) const;

    Random random;
    const Camera camera;
    const Light light;

private:
    struct Item
    {
        double distance;
        Paint paint;
    };
    std::vector<Item> m_items;
};

/// An upright box; meters.
struct Box
{
    Vec3 center; ///< the middle of its bottom
    double width = 1;
    double depth = 1;
    double height = 1;
    double angle = 0; ///< radians around its axis
};

/// The four walls, the first towards −z before turning.
std::vector<Facade> boxWalls(const Box &box);
/// Walls and roof in one color; `decorate` adds to each wall that is seen.
void addBox(Scene &scene, const Box &box, const Rgb &color,
            const std::function<void(QPainter &, const Facade &)> &decorate = {});

/// Building colors shared by all landmarks and houses, so that color tells no class: stone, brick, iron,
/// paint.
Rgb buildingColor(Random &random);

} // namespace cairn::drawing
