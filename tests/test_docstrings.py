"""Docstrings begin with what a thing is or does, a noun or a verb, and their examples give what they say."""

import ast
import doctest
import importlib
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "backend" / "gradio_pianoroll"
ROOMS = ("apps", "batch", "formats", "g2p", "i18n", "live", "score", "studio")
# Words that begin a clause and not a noun or an order.
CLAUSES = {"What", "Whether", "Which", "Who", "Whose", "Where", "When", "Why", "How", "If"}
ARTICLES = {"The", "A", "An"}


def first_words(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            words = (ast.get_docstring(node) or "").split()
            if words:
                yield f"{path.relative_to(PACKAGE)}: {node.name}", words[0]


@pytest.mark.parametrize("room", ROOMS)
def test_docstrings_begin_with_a_noun_or_a_verb(room):
    found = {name: word for path in (PACKAGE / room).rglob("*.py") for name, word in first_words(path)}
    assert found
    assert {name: word for name, word in found.items() if word in CLAUSES | ARTICLES} == {}


def examples():
    finder = doctest.DocTestFinder(exclude_empty=True)
    for room in (*ROOMS, "analysis", "data_models", "session", "synth", "utils", "value"):
        for path in sorted((PACKAGE / room).rglob("*.py")):
            if ">>> " not in path.read_text(encoding="utf-8"):
                continue
            module = importlib.import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
            yield from (test for test in finder.find(module) if test.examples)


@pytest.mark.parametrize(
    "example", list(examples()), ids=lambda example: example.name.removeprefix("gradio_pianoroll.")
)
def test_the_example_of_a_docstring_gives_what_it_says(example):
    said = []
    failed, _ = doctest.DocTestRunner().run(example, out=said.append)
    assert not failed, "".join(said)
