"""Bytes that would unfold into much are refused in words, inside a bound of memory and of processor time."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.bombs import MB, make

ROOT = Path(__file__).parents[2]
SIZE_MB = 36
# What a refusal may cost beside the file itself.
MOST_MB = 700


def read_in_a_child(folder, name, size_mb=SIZE_MB):
    """What a process of its own says of a bomb; it has 4 GB of address space and two minutes of processor time."""
    file, data = make(name, size_mb * MB)
    path = folder / file
    path.write_bytes(data)
    child = subprocess.run(
        [sys.executable, "-m", "tests.hostile.bombs", str(path)], cwd=ROOT, capture_output=True, text=True, timeout=280
    )
    assert child.returncode == 0, child.stderr[-2000:]
    return json.loads(child.stdout)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("deflated delta", "unfolds to more than 64 MiB"),
        ("zip of XML", "more than 128 MB of XML"),
        ("entities", "entities"),
        ("elements", "elements; at most"),
        ("nested elements", "elements; at most"),
        ("empty notes", "objects and lists; at most"),
        ("lists", "objects and lists; at most"),
        ("lines of CSV", "cells; at most"),
        ("columns of CSV", "cells; at most"),
        ("labels", "lines; at most"),
        ("annotations", "elements; at most"),
        ("rows of JAMS", "objects and lists; at most"),
        ("notes of ABC", "more than 32 MB"),
        ("intervals", "lines; at most"),
        ("numbers between blanks", "numbers; at most"),
        ("values of YAML", "more than 2,000,000 values"),
        ("blocks of UTAU", "lines; at most"),
        ("MIDI texts", "bytes; at most"),
        ("MIDI notes without end", "bytes; at most"),
    ],
)
def test_bombs_are_refused_in_words(tmp_path, name, words):
    found = read_in_a_child(tmp_path, name)
    assert words in found["said"]
    assert found["peak_mb"] < MOST_MB


@pytest.mark.parametrize("name", ["lines of LRC", "cues", "brackets of ABC", "tunes of ABC"])
def test_three_megabytes_of_one_thing_are_read_or_refused_in_a_minute(tmp_path, name):
    """The limit of processor time in the child is what holds it; memory as for a refusal."""
    found = read_in_a_child(tmp_path, name, 3)
    assert found["said"]
    assert found["peak_mb"] < 2_500


def test_ten_million_notes_are_read_in_less_than_a_gigabyte(tmp_path):
    found = read_in_a_child(tmp_path, "ten million notes")
    assert found["said"] == "10000000"
    assert found["peak_mb"] < 1_500


def test_what_lies_just_below_the_limits_costs_no_more_than_said(tmp_path):
    found = read_in_a_child(tmp_path, "empty notes", 4)
    assert found["said"] == "0"
    assert found["peak_mb"] < 1_000
