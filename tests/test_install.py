"""What `make studio` installs is there as wheels: a machine without a compiler can start the studio."""

import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
RUN_LOCK, DEV_LOCK = (ROOT / "requirements" / name for name in ("run.lock", "dev.lock"))
# Oracles and an engine that only the tests install; scripts/check_compiler.sh names them where no compiler is.
BUILT_FOR_TESTS = {"pysptk", "pyebur128"}
OURS = "gradio-pianoroll (pyproject.toml)"


def locked(path):
    """``{name: (requirement, what wants it)}``."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", path.read_text())
    found = {}
    for entry in entries:
        requirement = Requirement(entry.splitlines()[0].rstrip(" \\"))
        wanted = re.findall(r"# +(?:via +)?(\S.*)", entry)
        found.setdefault(canonicalize_name(requirement.name), []).append((requirement, wanted))
    return found


def asked_for(*extras):
    """The project's own requirements, with those of extras that lead to others."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    found = [Requirement(text) for text in project["dependencies"]]
    for extra in extras:
        for requirement in map(Requirement, project["optional-dependencies"][extra]):
            if canonicalize_name(requirement.name) == canonicalize_name(project["name"]):
                found += asked_for(*requirement.extras)
            else:
                found.append(requirement)
    return found


@pytest.mark.parametrize(("path", "extra"), [(RUN_LOCK, "studio"), (DEV_LOCK, "all")], ids=["run.lock", "dev.lock"])
def test_a_lock_has_all_that_the_project_asks_for(path, extra):
    lock = locked(path)
    for requirement in asked_for(extra):
        entries = lock.get(canonicalize_name(requirement.name))
        assert entries, requirement
        for pinned, wanted in entries:
            (version,) = (specifier.version for specifier in pinned.specifier)
            assert requirement.specifier.contains(version), (requirement, version)
            assert OURS in wanted, f"{pinned.name} is not locked as a requirement of the project: run `make lock`"


def built_here(name):
    """Whether an installed package was compiled on this machine; nobody publishes a wheel for plain `linux`."""
    try:
        wheel = importlib.metadata.distribution(name).read_text("WHEEL") or ""
    except importlib.metadata.PackageNotFoundError:
        return False
    return any(re.match(r"Tag: .*-linux_\w+$", line) for line in wheel.splitlines())


def test_nothing_that_is_installed_had_to_be_compiled():
    assert {name for name in locked(RUN_LOCK) if built_here(name)} == set()
    assert {name for name in locked(DEV_LOCK) if built_here(name)} <= BUILT_FOR_TESTS
    named = (ROOT / "scripts" / "check_compiler.sh").read_text()
    assert all(name in named for name in BUILT_FOR_TESTS)


@pytest.mark.parametrize(
    ("platform", "python"),
    [
        ("x86_64-manylinux_2_28", "3.11"),
        ("x86_64-manylinux_2_28", "3.13"),
        ("aarch64-manylinux_2_28", "3.12"),
        ("aarch64-apple-darwin", "3.12"),
        ("x86_64-pc-windows-msvc", "3.12"),
    ],
)
def test_the_registry_has_a_wheel_of_every_package_of_the_studio(tmp_path, platform, python):
    command = [
        "uv",
        "pip",
        "compile",
        "--quiet",
        "--no-header",
        "--only-binary",
        ":all:",
        "--python-platform",
        platform,
    ]
    command += ["--python-version", python, "--output-file", str(tmp_path / "wheels"), str(RUN_LOCK)]
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    # The oldest macOS that Apple still keeps up.
    environment["MACOSX_DEPLOYMENT_TARGET"] = "14.0"
    asked = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=False)
    if "error sending request" in asked.stderr or "Failed to fetch" in asked.stderr:
        pytest.skip("the package registry cannot be reached")
    assert asked.returncode == 0, asked.stderr
    wheels = {name: entries[0][0] for name, entries in locked(tmp_path / "wheels").items()}
    assert len(wheels) > 80
    pins = locked(RUN_LOCK)
    for name, requirement in wheels.items():
        assert requirement.specifier in [pinned.specifier for pinned, _ in pins[name]]
