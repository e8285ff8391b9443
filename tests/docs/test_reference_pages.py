"""Pages that list names have all that there are, and no others."""

import re
import tomllib
from pathlib import Path

import pytest

from gradio_pianoroll import PianoRoll, Score
from gradio_pianoroll.data_models import LineLayerConfig, Note, PianoRollDataDict

DOCS = Path(__file__).parents[2] / "docs"
DICT_FORM = (DOCS / "dict-form.md").read_text(encoding="utf-8")
EVENTS = (DOCS / "reference" / "events.md").read_text(encoding="utf-8")


def keys_of_table(text, title):
    """Names in the first column of the table under a heading."""
    section = re.split(rf"^## {title}\n", text, flags=re.MULTILINE)[1].split("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]+) \|", section, flags=re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]


def test_a_note_has_seventeen_keys():
    keys = keys_of_table(DICT_FORM, "A note: 17 keys")
    assert len(keys) == 17
    full = Score.from_dict({"notes": [{"start": 0, "duration": 80, "pitch": 60, "lyric": "la"}]}).to_dict()["notes"][0]
    assert set(keys) == set(full)
    assert set(keys) | {"phoneme", "track"} == set(Note.__annotations__)


@pytest.mark.parametrize(("title", "form"), [("The value", PianoRollDataDict), ("A line layer", LineLayerConfig)])
def test_the_tables_have_the_keys_of_the_types(title, form):
    assert set(keys_of_table(DICT_FORM, title)) == set(form.__annotations__)


def test_the_defaults_are_those_of_an_empty_value():
    section = DICT_FORM.split("## The value")[1]
    default = {
        key: cell.strip(" `") for key, cell in re.findall(r"^\| `(\w+)` \|.*\| ([^|]+) \|$", section, re.MULTILINE)
    }
    made = Score.from_dict({}).to_dict()
    for key in ("tempo", "pixelsPerBeat", "sampleRate", "ppqn"):
        assert float(default[key]) == made[key], key
    for key in ("editMode", "snapSetting"):
        assert default[key] == made[key], key
    assert default["timeSignature"] == "{numerator}/{denominator}".format(**made["timeSignature"])


def test_the_events_are_those_of_the_component():
    listed = re.findall(r"^\| `(\w+)` \|", EVENTS.split("\n## ")[0], flags=re.MULTILINE)
    assert listed == [str(event) for event in PianoRoll.EVENTS]


def test_what_events_carry_is_what_the_front_end_sends():
    """Members of the interfaces in TypeScript; tests/browser/test_events.py sees them arrive."""
    source = (DOCS.parent / "frontend" / "src" / "ui" / "events.ts").read_text(encoding="utf-8")
    for title, interface in (("`input`", "LyricData"), ("`play`, `pause`, `stop`", "PlaybackData")):
        body = re.search(rf"interface {interface} \{{\n(.*?)^\}}", source, re.DOTALL | re.MULTILINE)[1]
        members = re.findall(r"^\t(\w+):", body, flags=re.MULTILINE)
        assert sorted(keys_of_table(EVENTS, title)) == sorted(members)


def test_the_page_of_installation_has_every_extra():
    project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (DOCS / "install.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([\w-]+)` \| ([^|]+) \|", text, flags=re.MULTILINE))
    assert list(rows)
    assert set(rows) == set(project["optional-dependencies"])
    (bundle,) = project["optional-dependencies"]["studio"]
    assert re.findall(r"`([\w-]+)`", rows["studio"]) == re.search(r"\[(.*)\]", bundle)[1].split(",")
    for page in DOCS.rglob("*.md"):
        named = re.findall(r"gradio_pianoroll\[([\w,]+)\]", page.read_text(encoding="utf-8"))
        assert {extra for names in named for extra in names.split(",")} <= set(rows), page


ROOTS = (
    ".",
    "backend/gradio_pianoroll",
    "frontend/src",
    "frontend/src/engine",
    "frontend/src/engine/interact",
    "frontend",
)


@pytest.mark.parametrize(
    "page",
    [
        *sorted(DOCS.rglob("*.md")),
        DOCS.parent / "SECURITY.md",
        DOCS.parent / "README.md",
        *DOCS.parent.glob("*/README.md"),
    ],
    ids=lambda page: str(page.relative_to(DOCS.parent)),
)
def test_sources_that_a_page_names_are_there(page):
    """`transport/merge.py`: files move, and pages about them stay behind."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    named = re.findall(r"`([\w./-]+/[\w.-]+\.(?:py|ts|mjs|svelte|toml))(?:`|:)", text)
    # The five changes of docs/internals.md were thrown away.
    gone = {"gestures/swell.ts", "formats/ust.py", "engines/acf.py"}
    folders = [DOCS.parent / root for root in ROOTS]
    assert [
        name for name in named if name not in gone and not any((folder / name).exists() for folder in folders)
    ] == []
