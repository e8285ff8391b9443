"""The documentation: it builds without a warning, its code runs, it says what exists."""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.docs.run_pages import blocks_of, run_page

ROOT = Path(__file__).parents[2]
TRANSLATIONS = sorted(
    page.name.removesuffix(".ko.md") for page in (ROOT / "docs").glob("*.ko.md") if page.name != "keys.ko.md"
)
# A translation has the code of its page, which a test below holds: it is run once.
TRANSLATED = {ROOT / "docs" / f"{name}.ko.md" for name in TRANSLATIONS}
PAGES = sorted(
    page
    for page in [*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")]
    if page not in TRANSLATED and blocks_of(page.read_text(encoding="utf-8"))
)
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]


def quiet(home):
    return {**os.environ, "GRADIO_ANALYTICS_ENABLED": "False", "XDG_CACHE_HOME": str(home), "MPLBACKEND": "Agg"}


@pytest.fixture(scope="module")
def outcomes():
    """What became of each page; one process for all, because importing takes longer than running."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-m", "tests.docs.run_pages", *NAMES],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=1_500,
            env=quiet(home),
        )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.timeout(1_560)
@pytest.mark.parametrize("page", NAMES)
def test_the_code_of_the_page_runs(outcomes, page):
    assert outcomes[page] is None, outcomes[page]


@pytest.mark.timeout(660)
def test_the_site_builds_without_a_warning(tmp_path):
    """Strict: a dead link, a page outside of the navigation, an unknown name in the reference are errors."""
    mkdocs = Path(sys.executable).with_name("mkdocs")
    done = subprocess.run(
        [mkdocs, "build", "--strict", "--quiet", "--site-dir", tmp_path / "site"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        env=quiet(tmp_path),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    site = tmp_path / "site"
    assert (site / "index.html").is_file()
    assert (site / "ko" / "tutorial.html").is_file()
    assert "PianoRoll" in (site / "reference" / "component.html").read_text(encoding="utf-8")
    # What is not translated says so; what is does not.
    assert "영어 문서" in (site / "ko" / "engines.html").read_text(encoding="utf-8")
    assert "영어 문서" not in (site / "ko" / "tutorial.html").read_text(encoding="utf-8")
    assert "영어 문서" not in (site / "engines.html").read_text(encoding="utf-8")
    # It must be readable without a network: nothing is loaded from elsewhere.
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r'<(?:script|img|link)[^>]+(?:src|href)="(https?://[^"]+)"', text)
        assert [url for url in loaded if 'rel="canonical"' not in url] == [], page


def test_a_broken_page_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```python\nx = 1\n```\n\n```python\nassert x == 2\n```\n")
    assert "block at line 6" in run_page(page)
    page.write_text("```console\n$ gradio-pianoroll convert nothing.mid nothing.json\n```\n")
    assert "exit code 1" in run_page(page)
    page.write_text("```sh\nfalse\n```\n\n```python\nx = 1\n```\n")
    assert run_page(page) is None
    assert Path.cwd() != tmp_path


def page_of(name, language=""):
    return (ROOT / "docs" / f"{name}{language}.md").read_text(encoding="utf-8")


def test_what_is_used_most_is_there_in_korean():
    assert {
        "index",
        "tutorial",
        "performance",
        "formats",
        "analysis",
        "batch",
        "studio",
        "cli",
        "research",
    } <= set(TRANSLATIONS)


@pytest.mark.parametrize("name", TRANSLATIONS)
def test_translations_have_the_same_code(name):
    english, korean = (blocks_of(page_of(name, language)) for language in ("", ".ko"))
    assert [b[:2] for b in english] == [b[:2] for b in korean]


@pytest.mark.parametrize("name", TRANSLATIONS)
def test_translations_have_the_same_parts(name):
    """Headings, rows of tables, fences and pictures: a part that one of them has alone was forgotten in the other."""

    def parts(text):
        # The table of what hands do is made from the sources, in English; the Korean page names it.
        text = re.sub("<!-- Made from .*<!-- The end of the table. -->", "", text, flags=re.DOTALL)
        lines = re.sub(r"^```.*?^```", "```", text, flags=re.DOTALL | re.MULTILINE).splitlines()
        return [re.match(r"#+|\||```|!\[", line)[0] for line in lines if re.match(r"#+ |\||```|!\[", line)]

    assert parts(page_of(name)) == parts(page_of(name, ".ko"))
    assert re.search("[가-힣]", page_of(name, ".ko"))


def test_recordings_are_no_texts():
    """말뭉치 is a collection of texts; recordings are 녹음 or 음성 자료."""
    for page in [*(ROOT / "docs").rglob("*.ko.md"), ROOT / "README.ko.md"]:
        assert "말뭉치" not in page.read_text(encoding="utf-8"), page
