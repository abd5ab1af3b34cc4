// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sample/backdrop.h"

namespace cairn::drawing {

namespace {

QRgb pixel(const Rgb &c)
{
    const auto channel = [](float v) { return qRound(std::clamp(v, 0.0f, 1.0f) * 255); };
    return qRgb(channel(c.r), channel(c.g), channel(c.b));
}

Rgb groundColor(Ground ground, Random &random)
{
    switch (ground) {
    case Ground::Paving:
        return random.pick<Rgb>({{0.62f, 0.58f, 0.52f}, {0.54f, 0.53f, 0.52f}, {0.66f, 0.60f, 0.50f}});
    case Ground::Grass:
        return random.pick<Rgb>({{0.30f, 0.42f, 0.18f}, {0.38f, 0.44f, 0.22f}, {0.46f, 0.43f, 0.26f}});
    case Ground::Asphalt:
        return random.pick<Rgb>({{0.32f, 0.32f, 0.33f}, {0.40f, 0.39f, 0.38f}});
    case Ground::Gravel:
        return random.pick<Rgb>({{0.66f, 0.59f, 0.47f}, {0.58f, 0.55f, 0.50f}});
    case Ground::Water:
        return random.pick<Rgb>({{0.50f, 0.48f, 0.44f}, {0.34f, 0.42f, 0.22f}});
    }
    Q_UNREACHABLE();
}

} // namespace

Backdrop::Backdrop(const Scene &scene, Ground ground, double shore, quint32 seed)
    : m_scene(scene)
    , m_ground(ground)
    , m_shore(shore)
    , m_seed(seed)
{
    Random random(seed);
    m_nearBank = scene.camera.position().z + random.uniform(3, 9);
    m_tile = random.uniform(0.8, 2.6);
    m_tileAngle = random.uniform(-0.8, 0.8);
    m_lawn = random.chance(0.55) ? random.uniform(14, 45) : 0;
    m_color = groundColor(ground, random) * random.uniform(0.85, 1.15);
    // Where the ground is grass, what lies in it is gravel.
    m_lawnColor = groundColor(ground == Ground::Grass ? Ground::Gravel : Ground::Grass, random);
}

void Backdrop::paintSky(QImage &image) const
{
    // Clouds are soft: a third of the resolution is enough and nine times as quick.
    constexpr int step = 3;
    QImage small((image.width() + step - 1) / step + 1, (image.height() + step - 1) / step + 1,
                 QImage::Format_RGB32);
    for (int y = 0; y < small.height(); ++y) {
        auto *line = reinterpret_cast<QRgb *>(small.scanLine(y));
        for (int x = 0; x < small.width(); ++x)
            line[x] = pixel(skyAt(normalized(m_scene.camera.ray(x * step, y * step))));
    }
    QPainter painter(&image);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(QRectF(0, 0, small.width() * step, small.height() * step), small);
}

Rgb Backdrop::skyAt(const Vec3 &direction) const
{
    const Light &light = m_scene.light;
    const double height = std::max(direction.y, 0.0);
    Rgb color = mix(light.skyHorizon, light.skyTop, 1 - std::exp(-height * 3.2));
    const double towardsSun = std::max(0.0, dot(direction, light.sunDirection));
    if (light.weather == Weather::Sunset || light.weather == Weather::Clear)
        color = color + light.sun * (0.35 * std::pow(towardsSun, 24) + 0.15 * std::pow(towardsSun, 4));
    if (light.cloudCover > 0.02) {
        const float reach = float(1 / (height + 0.09));
        const float density
            = fractalNoise(float(direction.x) * reach * 1.6f, float(direction.z) * reach * 1.6f, m_seed, 4);
        const double edge = 0.72 - 0.45 * light.cloudCover;
        const double amount = std::clamp((double(density) - edge) / 0.22, 0.0, 1.0);
        const Rgb shaded = mix(light.cloud, light.skyTop * 0.8 + light.cloud * 0.2,
                               std::clamp((double(density) - 0.45) * 1.6, 0.0, 0.6));
        color = mix(color, shaded, amount * (0.55 + 0.45 * std::min(1.0, height * 6)));
    }
    return color;
}

bool Backdrop::isWater(const Vec3 &point) const
{
    return m_ground == Ground::Water && point.z < m_shore && point.z > m_nearBank;
}

bool Backdrop::isLawn(const Vec3 &place) const
{
    constexpr double park = 140; // metres around the landmark that gardeners look after
    if (m_lawn <= 0 || std::abs(place.x) > park || std::abs(place.z) > park)
        return false;
    const double x = place.x / m_lawn - std::floor(place.x / m_lawn);
    const double z = place.z / m_lawn - std::floor(place.z / m_lawn);
    const bool inside = std::min({x, 1 - x, z, 1 - z}) > 0.16;
    return inside != (m_ground == Ground::Grass); // paths through the grass, or lawns in the pavement
}

Rgb Backdrop::groundAt(const Vec3 &point, double distance) const
{
    const float fine = std::min(1.0f, float(25 / distance)); // details drown in the distance
    const Vec3 place = turned(point, m_tileAngle);
    const float px = float(place.x);
    const float pz = float(place.z);
    float level = 0.80f + 0.36f * fractalNoise(px * 0.07f, pz * 0.07f, m_seed + 7, 3);
    const bool lawn = isLawn(place);
    if (m_ground == Ground::Paving && !lawn) {
        const double tx = place.x / m_tile - std::floor(place.x / m_tile);
        const double tz = place.z / m_tile - std::floor(place.z / m_tile);
        if (tx < 0.05 || tz < 0.05)
            level *= 1 - 0.28f * fine;
        level *= 1
            + 0.16f * fine
                * (hashNoise(int(std::floor(place.x / m_tile)), int(std::floor(place.z / m_tile)), m_seed)
                   - 0.5f);
    } else {
        const float grain = lawn != (m_ground == Ground::Grass) ? 0.6f : 0.25f;
        level *= 1 + grain * fine * (fractalNoise(px * 5, pz * 5, m_seed + 3, 2) - 0.5f);
    }
    return (lawn ? m_lawnColor : m_color) * double(level);
}

void Backdrop::paintGround(QImage &image) const
{
    const Camera &camera = m_scene.camera;
    const Rgb brightness = m_scene.light.ambient
        + m_scene.light.sun * std::max(0.1, m_scene.light.sunDirection.y) + m_scene.light.floodlight * 0.25;
    for (int y = 0; y < image.height(); ++y) {
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < image.width(); ++x) {
            const Vec3 ray = camera.ray(x, y);
            if (ray.y >= 0)
                continue;
            const double t = -camera.position().y / ray.y;
            const double distance = t * length(ray);
            const Vec3 point = camera.position() + ray * t;
            if (distance < 20'000 && !isWater(point))
                line[x] = pixel(m_scene.hazy(groundAt(point, distance) * brightness, distance));
            else
                line[x] = pixel(m_scene.light.haze);
        }
    }
}

void Backdrop::paintWater(QImage &image) const
{
    if (m_ground != Ground::Water)
        return;
    const Camera &camera = m_scene.camera;
    const QImage above = image.copy();
    const Rgb tint = mix(m_scene.light.ambient, Rgb{0.25f, 0.32f, 0.30f}, 0.5) * 0.5;
    for (int y = 0; y < image.height(); ++y) {
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < image.width(); ++x) {
            const Vec3 ray = camera.ray(x, y);
            if (ray.y >= 0)
                continue;
            const Vec3 point = camera.position() + ray * (-camera.position().y / ray.y);
            if (!isWater(point))
                continue;
            const double ripple
                = double(fractalNoise(float(point.x) * 0.5f, float(point.z) * 1.6f, m_seed + 11, 2)) - 0.5;
            const Vec3 up{ray.x + ripple * 0.06 * camera.focal(), -ray.y * (1 + ripple * 0.8), ray.z};
            const QPointF seen = camera.project(point + up * ((m_shore - point.z) / std::max(up.z, 1e-6)));
            const int sx = std::clamp(int(seen.x()), 0, image.width() - 1);
            const int sy = std::clamp(int(seen.y()), 0, image.height() - 1);
            const QRgb mirrored = above.pixel(sx, sy);
            const Rgb reflection{float(qRed(mirrored)) / 255, float(qGreen(mirrored)) / 255,
                                 float(qBlue(mirrored)) / 255};
            line[x] = pixel(mix(tint, reflection, 0.72 + 0.5 * ripple));
        }
    }
}

} // namespace cairn::drawing
