"""The benchmark of the whole pipeline."""

import json

import pytest

from gradio_pianoroll import cli
from gradio_pianoroll.performance import run_performance_benchmark


def test_a_table_that_is_printed_and_returned(capsys):
    table = run_performance_benchmark(notes=300, sound_s=1.0, runs=1)
    out = capsys.readouterr().out
    assert out.strip() == table.to_table()
    assert len(out.splitlines()) == len(table) + 1
    names = [step.name for step in table]
    assert {"dict form, write", "wire, encode", "MIDI, load", "F0, pYIN", "loudness", "voicing"} <= set(names)
    for step in table:
        assert step.time_ms > 0
        assert step.rate == pytest.approx(step.amount / step.time_ms * 1e3)
        assert step.rss_mb > 1
    assert table["wire, encode"].amount == 300
    assert table["F0, pYIN"].amount == pytest.approx(1, abs=0.05)
    with pytest.raises(KeyError, match="there is no step"):
        table["magic"]
    with pytest.raises(ValueError, match="notes must be positive"):
        run_performance_benchmark(notes=0)


def test_the_command(capsys):
    assert cli.main(["monitor", "--notes", "200", "--seconds", "1", "--json"]) == 0
    steps = json.loads(capsys.readouterr().out)
    assert any(step["name"] == "MIDI, save" and step["amount"] == 200 for step in steps)
    assert cli.main(["monitor", "--notes", "0"]) == 1
    assert "notes must be positive" in capsys.readouterr().err
