"""Settings that all Python tests share."""

import pytest
from hypothesis import HealthCheck, Phase, settings

# The machines that run this share their cores: time limits of single examples would only find that out. A failing
# example is printed as it was found; `--hypothesis-profile=shrink` makes it smaller, which can take minutes.
_SHARED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("shrink", **_SHARED)
settings.register_profile("shared", **_SHARED, phases=[Phase.explicit, Phase.reuse, Phase.generate], max_examples=60)
settings.load_profile("shared")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: their driver leaves an event loop running, in which no other test can start its own."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
