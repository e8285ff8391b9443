"""Tables of the tests: rows of a file, without its comments."""

from pathlib import Path

DATA = Path(__file__).with_name("data")


def rows_of(name):
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]
