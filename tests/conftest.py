"""Settings that all Python tests share."""

from hypothesis import HealthCheck, Phase, settings

# The machines that run this share their cores: time limits of single examples would only find that out. A failing
# example is printed as it was found; `--hypothesis-profile=shrink` makes it smaller, which can take minutes.
_SHARED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("shrink", **_SHARED)
settings.register_profile("shared", **_SHARED, phases=[Phase.explicit, Phase.reuse, Phase.generate], max_examples=60)
settings.load_profile("shared")
