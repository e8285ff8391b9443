"""Packages of extras: one table, one sentence, and no import beside them."""

import ast
import importlib.metadata
import pickle
import re
import tomllib
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from gradio_pianoroll import extras
from gradio_pianoroll.analysis import AnalysisError
from gradio_pianoroll.analysis import MissingPackageError as MissingInAnalysis
from gradio_pianoroll.errors import (
    BatchError,
    FormatError,
    MissingBatchPackageError,
    MissingCodecError,
    MissingPackageError,
)
from gradio_pianoroll.extras import EXTRA_OF, check_extra, install_line, require
from gradio_pianoroll.realtime.sources import DeviceError, MissingDeviceError
from tests.test_install import asked_for

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "backend" / "gradio_pianoroll"
# Rooms and modules that look for their packages before they are imported: the command line and the
# studio before a server of tools is made.
CHECKED_BEFORE = {
    "gradio_compat.py": {"mcp"},
    "studio/mcp_server.py": {"mcp"},
}


def names(requirements):
    return {canonicalize_name(requirement.name) for requirement in requirements}


@pytest.mark.parametrize("module", EXTRA_OF)
def test_the_extra_that_is_named_brings_the_package(module):
    extra = EXTRA_OF[module]
    brought = names(asked_for(extra))
    if module == "mcp":
        assert "mcp" in {e for r in asked_for("mcp") for e in r.extras}
        return
    known = {canonicalize_name(name) for name in importlib.metadata.packages_distributions()[module]}
    assert brought & known, f"the extra {extra} does not bring {module}"
    # What comes with the package is not to be asked for; pandas comes with some versions of Gradio.
    assert not names(asked_for()) & known


def test_every_package_of_an_extra_is_in_the_table():
    """A package that is not could be missing with any message."""
    optional = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    distributions = importlib.metadata.packages_distributions()
    tabled = {canonicalize_name(name) for module in EXTRA_OF for name in distributions[module]}
    assert names(asked_for(*optional)) - names(asked_for()) - tabled == set()


def test_what_is_required_is_in_the_table():
    """A package that is not would end in a KeyError where the sentence is made."""
    asked = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "require" and node.args:
                assert not isinstance(node.args[0], ast.JoinedStr), path
                if isinstance(node.args[0], ast.Constant):
                    asked.add(node.args[0].value.partition(".")[0])
    assert {"scipy", "matplotlib", "soxr"} <= asked
    assert asked <= EXTRA_OF.keys()


def test_packages_of_extras_are_imported_through_require():
    """An import of its own would answer a person without the extra with "No module named 'scipy'" alone."""
    found = []
    for path in PACKAGE.rglob("*.py"):
        place = path.relative_to(PACKAGE).as_posix()
        source = path.read_text()
        tree = ast.parse(source)
        for_types = {
            id(node)
            for block in ast.walk(tree)
            if isinstance(block, ast.If) and getattr(block.test, "id", "") == "TYPE_CHECKING"
            for node in ast.walk(block)
        }
        for node in ast.walk(tree):
            if id(node) in for_types or not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            if isinstance(node, ast.ImportFrom) and node.level:
                continue
            for root in {module.partition(".")[0] for module in modules} & EXTRA_OF.keys():
                is_checked = any(place.startswith(where) and root in what for where, what in CHECKED_BEFORE.items())
                if not is_checked and not re.search(rf'require\(\s*"{root}\b', source):
                    found.append(f"{place}: {root}")
    assert found == []


def test_the_sentence_names_what_needs_it_and_the_line(monkeypatch):
    monkeypatch.setitem(EXTRA_OF, "no_such_package", "analysis")
    sentence = "the test needs the package no-such-package: pip install 'gradio_pianoroll[analysis]'"
    with pytest.raises(MissingPackageError) as told:
        require("no_such_package.part", "the test")
    assert str(told.value) == sentence
    with pytest.raises(MissingPackageError) as told:
        check_extra("analysis", "the test", install="studio")
    assert str(told.value) == sentence.replace("analysis", "studio")
    assert install_line("all") == "pip install 'gradio_pianoroll[all]'"


def test_a_package_that_is_there_and_does_not_load_is_told_why(monkeypatch, tmp_path):
    (tmp_path / "breaks_at_import.py").write_text("raise ImportError('needs NumPy 2.3 or less')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(EXTRA_OF, "breaks_at_import", "analysis")
    with pytest.raises(MissingPackageError, match=r"cannot be imported: needs NumPy 2\.3 or less"):
        require("breaks_at_import", "the test")


@pytest.mark.parametrize(
    ("error", "room"),
    [
        (MissingInAnalysis("said"), AnalysisError),
        (MissingBatchPackageError("said"), BatchError),
        (MissingCodecError("a.m4a", "said"), FormatError),
        (MissingDeviceError("said"), DeviceError),
    ],
)
def test_the_error_of_a_room_is_both(error, room):
    assert isinstance(error, room)
    assert isinstance(error, MissingPackageError)
    assert isinstance(error, ImportError)
    assert str(error).endswith("said")


def test_the_error_survives_the_way_between_processes():
    error = pickle.loads(pickle.dumps(MissingBatchPackageError("said")))
    assert (type(error), str(error)) == (MissingBatchPackageError, "said")


def test_what_is_installed_is_found_without_an_import(monkeypatch):
    monkeypatch.setattr(extras, "import_module", lambda name: pytest.fail(f"{name} was imported"))
    check_extra("analysis", "the test")
