"""Settings that all Python tests share."""

import os
import sys
import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests import machine_code
from tests.patient import answers

TESTS = Path(__file__).parent

# Workers run side by side. Gradio looks for a free port from here on, once, when it is imported; two that look in one range
# can find the same.
PORTS_OF_A_WORKER = 100
if (_WORKER := os.environ.get("PYTEST_XDIST_WORKER")) is not None:
    os.environ["GRADIO_SERVER_PORT"] = str(8_000 + PORTS_OF_A_WORKER * int(_WORKER.removeprefix("gw")))
    os.environ["NUMBA_CACHE_DIR"] = str(machine_code.folder_of(_WORKER))
    machine_code.take_over(_WORKER)

# The machines that run this share their cores: time limits of single examples would only find that out. A failing
# example is printed as it was found; `--hypothesis-profile=shrink` makes it smaller, which can take minutes.
# The examples are the same on each machine, so that a change is judged by what it changed; `make search` looks for others.
_SHARED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
_FOUND_PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
settings.register_profile("shrink", **_SHARED, derandomize=True)
settings.register_profile("search", **_SHARED, phases=_FOUND_PHASES, max_examples=1_000, print_blob=True)
settings.register_profile("shared", **_SHARED, phases=_FOUND_PHASES, max_examples=60, derandomize=True, database=None)
settings.load_profile("shared")


# A worker takes file by file: what takes minutes comes first, so that the last worker does not end long after the others.
LONG_FILES = (
    "test_limits",
    "test_docs",
    "test_home",
    "test_lost_cluster",
    "test_install",
    "test_cli",
    "test_examples",
    "test_random_session",
    "test_bombs",
    "test_dataset",
    "test_soak",
)
# What starts servers, clusters and programs: a machine that does other work holds one of them up now and then. Such a
# test that fails is run once more and fails when it fails again; the summary names it, as one to be mended. What runs
# within the tests' own process has no such excuse.
OF_PROCESSES = ("batch", "contract", "docs", "examples", "live", "performance", "serving", "studio")


def pytest_configure(config: pytest.Config) -> None:
    if _WORKER is None and getattr(config.option, "numprocesses", None):
        machine_code.compile_for_all()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: their driver leaves an event loop running, in which no other test can start its own."""
    for item in items:
        if item.path.relative_to(TESTS).parts[0] in OF_PROCESSES:
            item.add_marker(pytest.mark.flaky(reruns=1))
    items.sort(key=lambda item: (item.get_closest_marker("browser") is not None, item.path.stem not in LONG_FILES))


@pytest.fixture(scope="session", autouse=True)
def patient_gradio():
    """Servers in the tests' own process have the time that `tests.patient` gives to others."""
    with pytest.MonkeyPatch.context() as patch:
        # Tests that need no Gradio do not wait for its import.
        if (networking := sys.modules.get("gradio.networking")) is not None:
            patch.setattr(networking, "url_ok", answers)
        yield


@pytest.fixture
def unexpected_warnings_fail():
    """Any warning fails the test, except of what an earlier test left behind and the collector finds by chance in this one."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("default", ResourceWarning)
        warnings.simplefilter("default", pytest.PytestUnraisableExceptionWarning)
        yield
