"""How F0 is looked for, said once: every way to it has the same defaults and the same checks."""

import argparse
import ast
import inspect
from dataclasses import fields
from pathlib import Path

import pytest

import gradio_pianoroll
from gradio_pianoroll import analysis, batch
from gradio_pianoroll.analysis import AnalysisError, F0Options
from gradio_pianoroll.analysis.engines import pyin as pyin_engine
from gradio_pianoroll.analysis.pyin import PyinStream, pyin
from gradio_pianoroll.analysis.pyin.parameters import PyinParameters
from gradio_pianoroll.cli import analyze as command
from gradio_pianoroll.realtime import LiveOptions, StreamingF0
from gradio_pianoroll.studio.session import Options

ROOM = Path(gradio_pianoroll.__file__).parent
DEFAULTS = {field.name: field.default for field in fields(F0Options)}


def defaults(function):
    return {name: p.default for name, p in inspect.signature(function).parameters.items() if p.default is not p.empty}


@pytest.mark.parametrize(
    "way",
    [
        analysis.extract_f0,
        analysis.analyze,
        analysis.extract_audio_features,
        analysis.async_audio_analysis,
        analysis.audio_to_score,
        batch.run,
        batch.batch_process_audio,
        batch.BatchParameters,
        LiveOptions,
        Options,
    ],
)
def test_every_way_has_the_defaults_of_the_options(way):
    has = defaults(way)
    shared = {name for name in ("engine", "fmin", "fmax", "hop_length", "frame_length") if name in has}
    assert {"fmin", "fmax"} <= shared
    assert {name: has[name] for name in shared} == {name: DEFAULTS[name] for name in shared}


def test_so_have_the_command_line_and_the_live_analysis():
    parser = argparse.ArgumentParser()
    command.add(parser.add_subparsers())
    said = parser.parse_args(["analyze", "sound.wav"])
    assert (said.engine, said.fmin, said.fmax, said.hop) == (
        F0Options.engine, F0Options.fmin, F0Options.fmax, F0Options.hop_length,
    )  # fmt: skip
    live = StreamingF0(22_050)
    assert (live.fmin, live.fmax, live.frame_length) == (F0Options.fmin, F0Options.fmax, F0Options.frame_length)


def test_the_priors_of_pyin_are_said_once():
    own = {
        name: default
        for name, default in defaults(PyinParameters).items()
        if name not in ("sr", "hop_length", "frame_length")
    }
    for way in (pyin, PyinStream, pyin_engine.run):
        assert {name: defaults(way)[name] for name in own} == own


def test_no_default_of_a_search_range_is_written_as_a_number():
    """Else it drifts. The speech templates have ranges of their own, which their pages show."""
    written = []
    for path in sorted(ROOM.rglob("*.py")):
        if path.is_relative_to(ROOM / "utils") or path.name == "types.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            named = []
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                arguments = [*node.args.posonlyargs, *node.args.args]
                named = list(zip(arguments[::-1], node.args.defaults[::-1], strict=False))
                named += list(zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True))
                named = [(argument.arg, default) for argument, default in named]
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                named = [(node.target.id, node.value)]
            for name, default in named:
                if name in ("fmin", "fmax") and isinstance(default, ast.Constant) and default.value is not None:
                    written.append((str(path.relative_to(ROOM)), node.lineno, name))
    # `fast_f0_analysis` has the range that its documentation promises, `piptrack` that of librosa's.
    own = ("analysis/f0.py", "analysis/engines/piptrack.py")
    assert [place for place in written if place[0] not in own] == []


def test_the_checks_are_those_of_the_engine():
    F0Options().check(22_050)
    # Two periods of 20 Hz are 2 205 samples, more than a frame of 2 048 holds.
    for engine in ("pyin", "yin"):
        with pytest.raises(AnalysisError, match="too low for a frame"):
            F0Options(fmin=20, engine=engine).check(22_050)
    F0Options(fmin=20, engine="harvest").check(22_050)
    for bad, words in (
        ({"hop_length": 0}, "hop_length"),
        ({"hop_length": 4096}, "must not exceed"),
        ({"fmin": 500, "fmax": 400}, "must be below"),
        ({"fmax": 20_000}, "half the sample rate"),
    ):
        with pytest.raises(AnalysisError, match=words):
            F0Options(**bad).check(22_050)


def test_the_search_is_what_pyin_takes_by_name():
    search = F0Options(fmin=80, hop_length=128).search
    assert search == {"fmin": 80, "fmax": 1000, "hop_length": 128, "frame_length": 2048}
    assert set(search) <= set(inspect.signature(pyin).parameters)
