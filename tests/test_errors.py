"""All errors of the package have one base, and stay what programs have caught them as."""

import importlib
import pickle
import pkgutil

import pytest

import gradio_pianoroll
from gradio_pianoroll import PianoRollError
from gradio_pianoroll.errors import OpError, TaskTimeoutError

# What a program may have written behind `except`, from the releases in which the errors had no common base.
BUILTIN_BASES = {
    "AnalysisError": ValueError,
    "BatchError": RuntimeError,
    "BlobStoreError": RuntimeError,
    "ClusterLostError": RuntimeError,
    "DamagedError": ValueError,
    "DeviceError": RuntimeError,
    "FormatError": ValueError,
    "LiveBusyError": ValueError,
    "LiveError": ValueError,
    "MissingAnalysisPackageError": ValueError,
    "MissingPackageError": ImportError,
    "OpError": ValueError,
    "RealtimeError": RuntimeError,
    "ScoreError": ValueError,
    "SettingsError": ValueError,
    "TaskPickleError": TypeError,
    "TaskTimeoutError": TimeoutError,
    "TransportError": ValueError,
    "UnknownSessionError": ValueError,
    "UnreadableError": ValueError,
    "WorkerDiedError": RuntimeError,
}
# Signals that work was stopped as somebody wished, and a traceback as text that hangs on an error as its cause.
NO_ERRORS = {"AnalysisCancelled", "Cancelled", "_Stopped", "Stopped", "RemoteTraceback", "_Broken"}


def modules():
    for found in pkgutil.walk_packages(gradio_pianoroll.__path__, "gradio_pianoroll."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


@pytest.fixture(scope="module")
def errors():
    classes = {value for module in modules() for value in vars(module).values() if isinstance(value, type)}
    own = {c for c in classes if issubclass(c, Exception) and c.__module__.startswith("gradio_pianoroll")}
    return {c for c in own if not issubclass(c, Warning) and c.__name__ not in NO_ERRORS}


def test_every_error_of_the_package_is_caught_by_its_base(errors):
    assert {c.__name__ for c in errors if not issubclass(c, PianoRollError)} == set()
    assert len(errors) > len(BUILTIN_BASES)


def test_every_error_is_what_programs_have_caught_it_as(errors):
    by_name = {c.__name__: c for c in errors}
    assert {name for name, base in BUILTIN_BASES.items() if not issubclass(by_name[name], base)} == set()


def test_errors_travel_between_processes():
    error = pickle.loads(pickle.dumps(OpError("note n1 does not exist")))
    assert (type(error), str(error)) == (OpError, "note n1 does not exist")
    assert str(TaskTimeoutError(3.0)) == "took longer than 3 s and was ended"


def test_the_old_import_paths_lead_to_the_same_names():
    for old, new, name in [
        ("progressive", "apps.progressive", "create_progressive_piano_roll"),
        ("progressive", "apps.progressive", "create_virtualized_pianoroll"),
        ("interfaces", "apps.async_interface", "create_async_interface"),
        ("notebook", "apps.notebook", "show"),
        ("pipeline", "apps.pipeline_benchmark", "run_performance_benchmark"),
        ("settings_error", "errors", "SettingsError"),
        ("transport", "errors", "TransportError"),
    ]:
        was, now = (importlib.import_module(f"gradio_pianoroll.{path}") for path in (old, new))
        assert getattr(was, name) is getattr(now, name)
