"""What a newcomer reads and what a forge runs names things that are there."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
# What `make` makes, and what a clone does not have.
MADE = {".venv", ".stamps", "frontend/node_modules"}
TOP = r"(?:backend|frontend|tests|docs|benchmarks|scripts|examples|demo|i18n)/"


def named_paths(text):
    """Paths that stand in back quotes, without those whose NAME the reader chooses."""
    found = set(re.findall(rf"`({TOP}[\w./-]*)`", text))
    return {path for path in found if "NAME" not in path} - MADE


def test_every_path_that_contributing_names_is_there():
    paths = named_paths(CONTRIBUTING)
    assert len(paths) > 25
    assert sorted(path for path in paths if not (ROOT / path).exists()) == []


def test_the_places_for_new_files_are_folders():
    for path in set(re.findall(rf"`({TOP}[\w./-]*NAME[\w.]*)`", CONTRIBUTING)):
        folder = (ROOT / path).parent
        assert folder.is_dir(), path
        # There are brothers to look at.
        assert [other for other in folder.iterdir() if other.suffix == Path(path).suffix], path


def recipes():
    part = CONTRIBUTING.split("## Recipes")[1].split("\n## ")[0]
    titles = re.split(r"^### (.+)\n", part, flags=re.MULTILINE)
    return dict(zip(titles[1::2], titles[2::2], strict=True))


@pytest.mark.parametrize("recipe", ["A gesture", "A curve style", "A file format", "An F0 engine", "A server function"])
def test_a_recipe_asks_for_four_files_at_most(recipe):
    steps = re.findall(r"^\d\. (.+)$", recipes()[recipe], flags=re.MULTILINE)
    # What a change may need besides, such as a package of its own, is said to be so.
    always = [step for step in steps if not step.startswith("If ")]
    assert 3 <= len(always) <= 4
    for step in always:
        assert re.match(r"`[\w./-]+`: ", step), step


@pytest.mark.parametrize(
    "symbol", ["GESTURES", "TRANSITIONS", "LineMode", "modeOf", "traceSamples", "_built_in", "register", "Remote"]
)
def test_the_names_in_recipes_are_in_their_files(symbol):
    """Each symbol of a recipe is found in one of the files that the recipe names."""
    for text in recipes().values():
        if f"`{symbol}" in text:
            files = [ROOT / path for path in named_paths(text)]
            assert any(symbol in file.read_text(encoding="utf-8") for file in files if file.is_file()), symbol
            return
    raise AssertionError(f"no recipe names {symbol}")


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "README.md", "README.ko.md", "llms.txt"])
def test_links_lead_somewhere(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert links
    assert [link for link in links if link and not (ROOT / link).exists()] == []


def test_every_make_target_that_is_named_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w-]+):", makefile, flags=re.MULTILINE))
    texts = [CONTRIBUTING, *(file.read_text(encoding="utf-8") for file in ROOT.glob("README*.md"))]
    named = {name for text in texts for name in re.findall(r"(?:^|`|^\S+=\S+ )make ([\w-]+)", text, flags=re.MULTILINE)}
    assert {"studio", "test", "dev"} <= named
    assert named - targets == set()


def test_the_citation_is_that_of_the_package():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    # What the Citation File Format 1.2.0 asks for: https://github.com/citation-file-format/citation-file-format
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert str(citation["version"]) == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]
    assert citation["repository-code"] == PROJECT["urls"]["Source"]
    assert [author["name"] for author in citation["authors"]] == [author["name"] for author in PROJECT["authors"]]


def test_the_package_says_that_it_is_typed():
    """PEP 561: without this file type checkers ignore the annotations."""
    assert (ROOT / "backend" / "gradio_pianoroll" / "py.typed").is_file()
    assert "Typing :: Typed" in PROJECT["classifiers"]


def workflow(name):
    return yaml.safe_load((ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8"))


def test_what_is_promised_is_tested():
    """The matrix has every Python that the classifiers name, three systems, both ends of Gradio's range."""
    matrix = workflow("test.yml")["jobs"]["everywhere"]["strategy"]["matrix"]
    named = [text.rpartition(" ")[2] for text in PROJECT["classifiers"] if re.search(r"Python :: 3\.\d+$", text)]
    assert matrix["python"] == named
    assert all(SpecifierSet(PROJECT["requires-python"]).contains(version) for version in matrix["python"])
    assert {name.split("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}
    assert matrix["gradio"] == ["lowest", "newest"]


def test_workflows_run_what_is_there():
    for file in (ROOT / ".github" / "workflows").glob("*.yml"):
        for job in workflow(file.name)["jobs"].values():
            # An endless job costs money; a token that may do all is not needed.
            assert job["timeout-minutes"] <= 120
            commands = " ".join(str(step.get("run", "")) for step in job["steps"])
            for path in re.findall(rf"(?<![\w/])((?:{TOP}|\.ci/)[\w./-]+)", commands):
                assert (ROOT / path).exists(), path
        assert workflow(file.name)["permissions"] == {"contents": "read"}


def test_only_a_tag_is_published_and_without_a_password():
    publish = workflow("publish.yml")["jobs"]["publish"]
    assert publish["permissions"] == {"id-token": "write"}
    assert "tag" in publish["if"]
    assert "password" not in str(publish)


@pytest.mark.parametrize("which", ["lowest", "newest"])
def test_the_ends_of_gradios_range(which):
    printed = subprocess.run(
        [sys.executable, ROOT / "scripts" / "gradio_requirement.py", which], capture_output=True, text=True, check=True
    ).stdout.strip()
    given, wanted = (
        Requirement(printed),
        next(r for r in map(Requirement, PROJECT["dependencies"]) if r.name == "gradio"),
    )
    (lowest,) = (part.version for part in wanted.specifier if part.operator == ">=")
    assert given.name == "gradio"
    assert given.specifier.contains(f"{lowest}.0" if lowest.count(".") < 2 else lowest)
    assert given.specifier.contains("6.99") == (which == "newest")


def test_forms_are_complete():
    """https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema"""
    for file in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"):
        form = yaml.safe_load(file.read_text(encoding="utf-8"))
        if file.name == "config.yml":
            assert all({"name", "url", "about"} == set(link) for link in form["contact_links"])
            continue
        assert {"name", "description", "body"} <= set(form)
        ids = [field["id"] for field in form["body"]]
        assert len(ids) == len(set(ids))
        assert all(field["attributes"]["label"] for field in form["body"])


def test_hooks_are_those_of_the_project():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    hooks = [hook for repo in config["repos"] for hook in repo["hooks"]]
    assert {hook["id"] for hook in hooks} == {"ruff-check", "ruff-format", "biome", "lint"}
    assert all(hook["language"] == "system" for hook in hooks)
