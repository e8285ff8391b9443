"""Bytes that would unfold into much are refused in words, inside a bound of memory and of processor time."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.bombs import MB, make

ROOT = Path(__file__).parents[2]
SIZE_MB = 20
# Where the limit is higher.
SIZES_MB = {"annotations": 36, "notes of ABC": 36, "MIDI texts": 36, "MIDI notes without end": 36}
# What a refusal may cost beside the file itself.
MOST_MB = 700


@pytest.fixture(scope="module")
def reader():
    """Python with the package in it, which reads each bomb in a process of its own."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-m", "tests.hostile.bombs"], cwd=ROOT, **pipes) as process:
        yield process


@pytest.fixture
def read(reader, tmp_path):
    def read_(name, size_mb=SIZE_MB):
        """What a process says of a bomb; it has 4 GB of address space and two minutes of processor time."""
        file, data = make(name, size_mb * MB)
        path = tmp_path / file
        path.write_bytes(data)
        print(path, file=reader.stdin, flush=True)
        found = json.loads(reader.stdout.readline())
        assert "died" not in found, found
        return found

    return read_


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
def test_bombs_are_refused_in_words(read, name, words):
    found = read(name, SIZES_MB.get(name, SIZE_MB))
    assert words in found["said"]
    assert found["peak_mb"] < MOST_MB


@pytest.mark.parametrize("name", ["lines of LRC", "cues", "brackets of ABC", "tunes of ABC"])
def test_a_megabyte_of_one_thing_is_read_or_refused(read, name):
    """The limit of processor time in the child is what holds it: nothing grows with the square of the length."""
    found = read(name, 1)
    assert found["said"]
    assert found["peak_mb"] < 1_000


def test_ten_million_notes_are_read_in_less_than_a_gigabyte(read):
    found = read("ten million notes")
    assert found["said"] == "10000000"
    assert found["peak_mb"] < 1_500


def test_what_lies_just_below_the_limits_costs_no_more_than_said(read):
    found = read("empty notes", 4)
    assert found["said"] == "0"
    assert found["peak_mb"] < 1_000
