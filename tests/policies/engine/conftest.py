"""Property tests on a busy machine: no deadline per example, and no folder of examples left behind."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "engine", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("engine")
