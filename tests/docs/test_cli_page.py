"""The page of the command line says what there is: every command and option, and examples that the parser takes.

Those in `console` blocks are run by `test_docs`, as on every page.
"""

import argparse
import re
import shlex
from pathlib import Path

import pytest

from gradio_pianoroll.cli.main import COMMANDS, make_parser

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"
FENCE = re.compile(r"^```(?:console|sh)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def sections(text):
    """What stands under each heading of the second level."""
    parts = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def parsers():
    choices = next(a.choices for a in make_parser()._actions if isinstance(a, argparse._SubParsersAction))
    return {name: choices[name] for name in COMMANDS}


def row_of(action):
    """The line of the page's table that an argument has."""
    names = ", ".join(f"`{name}`" for name in action.option_strings) or f"`{action.metavar or action.dest}`"
    if action.option_strings and action.nargs != 0:
        value = action.metavar or "/".join(map(str, action.choices or ())) or action.dest.upper()
        names = f"{names} `{value}`"
    elif action.choices:
        names += ": " + ", ".join(f"`{choice}`" for choice in action.choices)
    return f"| {names} | {action.help} |"


def examples(section):
    lines = [line.removeprefix("$ ") for block in FENCE.findall(section) for line in block.splitlines()]
    return [shlex.split(line, comments=True) for line in lines if line.startswith("gradio-pianoroll ")]


def test_the_page_has_all_commands_and_no_others():
    assert sorted(sections(PAGE.read_text(encoding="utf-8"))) == sorted(f"`{name}`" for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_argument_of_a_command_stands_in_its_table(command):
    section = sections(PAGE.read_text(encoding="utf-8"))[f"`{command}`"]
    expected = [row_of(action) for action in parsers()[command]._actions if action.dest != "help"]
    found = [line for line in section.splitlines() if line.startswith("| `")]
    assert found == expected, "the table must be:\n" + "\n".join(expected)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_examples_that_the_parser_takes(command):
    given = examples(sections(PAGE.read_text(encoding="utf-8"))[f"`{command}`"])
    assert given
    for _, *arguments in given:
        assert arguments[0] == command
        make_parser().parse_args(arguments)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_korean_page_has_the_same_arguments(command):
    english, korean = (
        sections(page.read_text(encoding="utf-8"))[f"`{command}`"] for page in (PAGE, PAGE.with_name("cli.ko.md"))
    )
    names = [re.findall(r"^\| (`.*?) \| ", text, flags=re.MULTILINE) for text in (english, korean)]
    assert names[0] == names[1]
