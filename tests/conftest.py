"""Shared by all tests: property tests try the same examples everywhere, so a red run can be repeated."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "same-everywhere", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)
settings.load_profile("same-everywhere")
