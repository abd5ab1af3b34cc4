// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sample/backdrop.h"
#include "core/sample/landmarks.h"
#include "core/sample/photo.h"
#include "core/sample/sampleproject.h"
#include "core/sample/scenery.h"

#include <numbers>

namespace cairn {

namespace {

using namespace drawing;

std::unique_ptr<Building> makeBuilding(Landmark landmark, Random &random)
{
    switch (landmark) {
    case Landmark::Arena:
        return makeArena(random);
    case Landmark::ClockTower:
        return makeClockTower(random);
    case Landmark::LatticeTower:
        return makeLatticeTower(random);
    }
    Q_UNREACHABLE();
}

/// Where the photographer stands, and how much of the building fits into the image.
Camera makeCamera(const Building &building, QSize size, Random &random)
{
    const double height = building.height();
    const double radius = building.radius();
    const double extent = std::max(2 * radius, height);
    const double distance = std::max(extent * random.uniform(0.8, 2.3), radius * 1.25 + 10);
    const double share = random.chance(0.15) ? random.uniform(1.3, 2.3) : random.uniform(0.45, 1.25);
    const double fitting
        = share * std::min(size.width() * distance / (2 * radius), size.height() * distance / height);
    const double focal = std::max(fitting, 0.62 * size.width());
    const double eye = std::min(random.chance(0.68)      ? random.uniform(1.5, 1.9)
                                    : random.chance(0.6) ? random.uniform(4, 16)
                                                         : random.uniform(18, 55),
                                distance * 0.45);
    const Vec3 target{size.width() * distance / focal * 0.16 * random.gauss() * 0.8,
                      std::max(height * random.uniform(0.3, 0.6), eye * 0.4) + height * 0.08 * random.gauss(),
                      0};
    const double roll = random.gauss() * (random.chance(0.15) ? 3.5 : 1.0) * std::numbers::pi / 180;
    return Camera({0, eye, -distance}, target, focal, roll, size);
}

/// On the ground, away from the sun: as wide as the building at its foot, narrower at the end.
void addBuildingShadow(Scene &scene, const Building &building, double width)
{
    const Vec3 sun = scene.light.sunDirection;
    const double strength = double(scene.light.sun.r);
    if (strength < 0.2)
        return;
    const double length
        = std::min(building.height() * std::hypot(sun.x, sun.z) / std::max(sun.y, 0.15), 400.0);
    const Vec3 away = normalized(Vec3{-sun.x, 0, -sun.z});
    const Vec3 aside = Vec3{away.z, 0, -away.x} * width;
    const Vec3 end = away * (length + width * 0.5);
    const std::vector<Vec3> shadow{aside, end + aside * 0.7, end - aside * 0.7, aside * -1,
                                   away * (-width * 0.7)};
    scene.add(
        {0, 0, 0},
        [&scene, shadow, strength](QPainter &painter) {
            scene.fill(painter, shadow, QColor(10, 14, 30, int(110 * strength)));
        },
        -1000);
}

void paintRain(QPainter &painter, Random &random, QSize size)
{
    const int drops = random.integer(60, 260);
    const double slant = random.uniform(-0.3, 0.3);
    for (int i = 0; i < drops; ++i) {
        const double length = random.uniform(5, 22);
        const QPointF from(random.uniform(0, size.width()), random.uniform(-10, size.height()));
        painter.setPen(QPen(QColor(220, 225, 230, random.integer(18, 70)), random.uniform(0.6, 1.4)));
        painter.drawLine(from, from + QPointF(slant * length, length));
    }
}

} // namespace

QString landmarkName(Landmark landmark)
{
    switch (landmark) {
    case Landmark::Arena:
        return QStringLiteral("arena");
    case Landmark::ClockTower:
        return QStringLiteral("clock_tower");
    case Landmark::LatticeTower:
        return QStringLiteral("lattice_tower");
    }
    Q_UNREACHABLE();
}

QImage drawLandmark(Landmark landmark, quint64 seed, QSize size)
{
    // The scene has its own numbers: the same seed gives every landmark the same weather and light.
    Random buildingRandom(seed * 3 + quint64(landmark));
    Random random(seed ^ 0x5ce7e5eedULL);
    const Light light = makeLight(random);
    const auto ground = random.pick({Ground::Paving, Ground::Paving, Ground::Paving, Ground::Grass,
                                     Ground::Grass, Ground::Asphalt, Ground::Gravel, Ground::Water});
    const auto building = makeBuilding(landmark, buildingRandom);
    Scene scene(random, makeCamera(*building, size, random), light);
    const double shore = -building->radius() - scene.random.uniform(4, 20);
    const Backdrop backdrop(scene, ground, shore, quint32(scene.random.next()));

    QImage image(size, QImage::Format_RGB32);
    backdrop.paintSky(image);
    backdrop.paintGround(image);
    addSkyline(scene, building->radius());
    addBuildingShadow(scene, *building, building->radius() * (landmark == Landmark::Arena ? 1 : 0.4));
    building->addTo(scene);
    addClutter(scene, building->radius(), ground == Ground::Water ? shore + 1 : -1e9);
    addForeground(scene);
    {
        QPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        scene.paint(painter, shore - scene.camera.position().z);
    }
    backdrop.paintWater(image);
    {
        QPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        scene.paint(painter);
        if (light.weather == Weather::Rain)
            paintRain(painter, scene.random, size);
    }
    developPhoto(image, scene.random, light.isNight() || light.weather == Weather::Sunset);
    return image;
}

} // namespace cairn
