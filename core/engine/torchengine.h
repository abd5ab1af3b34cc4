// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learn/engine.h"

// The library's one entry point; see core/learn/engine.h.
extern "C" __attribute__((visibility("default"))) cairn::Engine *cairn_create_engine();
