// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sample/scene.h"

#include <numbers>

namespace cairn::drawing {

namespace {

Weather pickWeather(Random &random)
{
    return random.pick({Weather::Clear, Weather::Clear, Weather::Clear, Weather::Cloudy, Weather::Cloudy,
                        Weather::Cloudy, Weather::Overcast, Weather::Overcast, Weather::Sunset,
                        Weather::Sunset, Weather::Night, Weather::Fog, Weather::Rain});
}

void setDay(Light &light, Random &random)
{
    const bool cloudy = light.weather == Weather::Cloudy;
    light.sun = Rgb{1.0f, 0.95f, 0.86f} * (cloudy ? random.uniform(0.25, 0.65) : random.uniform(0.6, 0.8));
    light.ambient = Rgb{0.48f, 0.52f, 0.59f} * (cloudy ? 1.08 : 0.98);
    light.skyTop = mix(Rgb{0.20f, 0.42f, 0.74f}, Rgb{0.38f, 0.56f, 0.80f}, random.uniform());
    light.skyHorizon = mix(Rgb{0.70f, 0.80f, 0.90f}, Rgb{0.82f, 0.84f, 0.84f}, random.uniform());
    light.hazeDistance = random.uniform(1200, 5000);
    light.cloudCover = cloudy ? random.uniform(0.45, 0.8) : random.uniform(0, 0.35);
    light.cloud = Rgb{0.95f, 0.95f, 0.96f} * random.uniform(0.88, 1.03);
}

void setGray(Light &light, Random &random)
{
    const bool rain = light.weather == Weather::Rain;
    const double level = rain ? random.uniform(0.45, 0.62) : random.uniform(0.62, 0.85);
    light.sun = Rgb{0.08f, 0.08f, 0.08f};
    light.ambient = Rgb{0.72f, 0.74f, 0.78f} * (level + 0.12);
    light.skyTop = Rgb{0.80f, 0.83f, 0.88f} * level;
    light.skyHorizon = Rgb{0.98f, 0.99f, 1.0f} * (level + 0.04);
    light.hazeDistance = rain ? random.uniform(350, 900) : random.uniform(900, 3000);
    light.cloudCover = 1;
    light.cloud = Rgb{0.88f, 0.89f, 0.92f} * level;
    if (light.weather == Weather::Fog) {
        light.hazeDistance = random.uniform(120, 330);
        light.skyHorizon = light.skyHorizon * 0.85;
        light.skyTop = light.skyHorizon;
        light.cloudCover = 0;
    }
}

void setSunset(Light &light, Random &random)
{
    const double redness = random.uniform();
    light.sun = mix(Rgb{1.0f, 0.72f, 0.42f}, Rgb{1.0f, 0.50f, 0.30f}, redness) * random.uniform(0.55, 0.9);
    light.ambient = Rgb{0.36f, 0.34f, 0.42f} * random.uniform(0.7, 1.05);
    light.skyTop = mix(Rgb{0.30f, 0.38f, 0.60f}, Rgb{0.24f, 0.22f, 0.40f}, redness);
    light.skyHorizon = mix(Rgb{0.98f, 0.78f, 0.52f}, Rgb{0.94f, 0.52f, 0.36f}, redness);
    light.hazeDistance = random.uniform(900, 2500);
    light.cloudCover = random.uniform(0.1, 0.7);
    light.cloud = mix(Rgb{0.85f, 0.60f, 0.52f}, Rgb{0.45f, 0.38f, 0.46f}, random.uniform());
}

void setNight(Light &light, Random &random)
{
    const double dusk = random.uniform();
    light.sun = Rgb{0.03f, 0.03f, 0.05f};
    light.ambient = mix(Rgb{0.09f, 0.10f, 0.15f}, Rgb{0.20f, 0.22f, 0.32f}, dusk);
    light.floodlight = random.pick<Rgb>({{1.0f, 0.78f, 0.45f}, {0.95f, 0.85f, 0.65f}, {0.75f, 0.82f, 0.95f}})
        * random.uniform(0.45, 1.05);
    light.skyTop = mix(Rgb{0.02f, 0.03f, 0.06f}, Rgb{0.08f, 0.12f, 0.28f}, dusk);
    light.skyHorizon = mix(Rgb{0.14f, 0.12f, 0.13f}, Rgb{0.36f, 0.32f, 0.42f}, dusk);
    light.hazeDistance = random.uniform(900, 2500);
    light.cloudCover = random.uniform(0, 0.5);
    light.cloud = light.skyHorizon * 0.8;
}

} // namespace

Light makeLight(Random &random)
{
    Light light;
    light.weather = pickWeather(random);
    double elevation = random.uniform(0.35, 1.15);
    switch (light.weather) {
    case Weather::Clear:
    case Weather::Cloudy:
        setDay(light, random);
        break;
    case Weather::Overcast:
    case Weather::Fog:
    case Weather::Rain:
        setGray(light, random);
        break;
    case Weather::Sunset:
        elevation = random.uniform(0.04, 0.25);
        setSunset(light, random);
        break;
    case Weather::Night:
        setNight(light, random);
        break;
    }
    const double azimuth = random.uniform(0, 2 * std::numbers::pi);
    light.sunDirection = {std::cos(elevation) * std::sin(azimuth), std::sin(elevation),
                          std::cos(elevation) * std::cos(azimuth)};
    light.haze = mix(light.skyHorizon, light.ambient, 0.15);
    return light;
}

} // namespace cairn::drawing
