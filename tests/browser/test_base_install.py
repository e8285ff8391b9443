"""`pip install gradio_pianoroll` alone, in an empty environment: a small install that shows, loads, edits and saves.

The wheel is built from these sources with the front end that is there. The environment has nothing but what the wheel
asks for, at the locked versions.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import mido
import pytest

from tests.browser.conftest import free_port, start_server
from tests.browser.roll import TICKS_PER_BEAT, RollPage

ROOT = Path(__file__).parents[2]
BEAT = TICKS_PER_BEAT
# Beyond Gradio and what it asks for; 481 MB when everything came with the package.
MOST_MB = 30
INSTALLS = {
    "analysis": "pip install 'gradio_pianoroll[analysis]'",
    "studio": "pip install 'gradio_pianoroll[studio]'",
    "batch": "pip install 'gradio_pianoroll[batch]'",
}
HAS_NOTES = "([root, count]) => root.pianoRoll.doc.toRows().id.length === count"
UV = str(Path(sys.executable).with_name("uv"))


def run(*command, check=True, **kwargs):
    # Nothing of these sources or of this environment may be found.
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    env |= {"GRADIO_ANALYTICS_ENABLED": "False", "GRADIO_PIANOROLL_ENABLE_CACHE": "off"}
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, env=env, timeout=300, **kwargs)
    if "error sending request" in done.stderr or "Failed to fetch" in done.stderr:
        pytest.skip("the package registry cannot be reached")
    assert not check or done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """Folder of an environment with the wheel of these sources and nothing else."""
    folder = tmp_path_factory.mktemp("base")
    source = folder / "source"
    for name in ("backend", "frontend"):
        shutil.copytree(
            ROOT / name, source / name, ignore=shutil.ignore_patterns("node_modules", "__pycache__", "*.pyi")
        )
    for name in ("pyproject.toml", "README.md", "LICENSE", "hatch_build.py"):
        shutil.copy(ROOT / name, source / name)
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", cwd=source)
    (wheel,) = (source / "dist").glob("*.whl")
    run(UV, "venv", "-q", "--python", sys.executable, folder / "env")
    lock = ROOT / "requirements" / "run.lock"
    run(UV, "pip", "install", "-q", "--python", folder / "env" / "bin" / "python", "-c", lock, wheel)
    return folder / "env"


@pytest.fixture(scope="module")
def python(base):
    return base / "bin" / "python"


def installed(python):
    """Packages of an environment: name → (what it asks for, size in bytes)."""
    code = (
        "import importlib.metadata as m, json, re\n"
        "name = lambda text: re.split(r'[^A-Za-z0-9._-]', text)[0].lower().replace('_', '-').replace('.', '-')\n"
        "print(json.dumps({name(d.metadata['Name']): ([name(r) for r in d.requires or [] if 'extra ==' not in r],"
        " sum(f.locate().stat().st_size for f in d.files or [] if f.locate().is_file())) for d in m.distributions()}))"
    )
    return json.loads(run(python, "-c", code).stdout)


def with_needs(packages, name):
    """A package and all that it asks for."""
    found, waiting = set(), [name]
    while waiting:
        now = waiting.pop()
        if now in packages and now not in found:
            found.add(now)
            waiting += packages[now][0]
    return found


def test_it_is_small(base, python):
    (own,) = base.glob("lib/python*/site-packages/gradio_pianoroll")
    run(python, "-m", "compileall", "-q", own)
    packages = installed(python)
    beyond = set(packages) - with_needs(packages, "gradio")
    assert {"gradio-pianoroll", "soundfile", "pydantic-settings"} <= beyond
    size_mb = {name: packages[name][1] / 1e6 for name in beyond}
    size_mb["gradio-pianoroll"] = sum(path.stat().st_size for path in own.rglob("*") if path.is_file()) / 1e6
    assert sum(size_mb.values()) < MOST_MB, size_mb
    heavy = {"scipy", "numba", "llvmlite", "av", "soxr", "safetensors", "praatio", "symusic", "matplotlib", "pyarrow"}
    assert heavy & set(packages) == set()
    print({name: round(size, 1) for name, size in size_mb.items()}, round(sum(size_mb.values()), 1), "MB")


def midi(path):
    """Three notes of one beat each, from C4 upwards."""
    track = mido.MidiTrack()
    for pitch in (60, 62, 64):
        track.append(mido.Message("note_on", note=pitch, velocity=90, time=0))
        track.append(mido.Message("note_off", note=pitch, velocity=0, time=480))
    mido.MidiFile(type=0, ticks_per_beat=480, tracks=[track]).save(path)
    return path


def test_a_midi_file_is_loaded_edited_and_saved(python, tmp_path, open_page):
    server = start_server("tests.browser.apps.base", tmp_path, {"PYTHONPATH": ""}, python=str(python))
    try:
        roll = RollPage(open_page(server.url))
        # The picture of the sound behind the roll is drawn by what the base brings.
        files = roll.page.evaluate("() => performance.getEntriesByType('resource').map(entry => entry.name)")
        assert [name for name in files if name.endswith("waveform.peaks")]
        roll.page.locator("#midi input[type=file]").set_input_files(midi(tmp_path / "in.mid"))
        roll.page.wait_for_function(HAS_NOTES, arg=[roll.root.element_handle(), 3])
        roll.wait_ready()
        first = next(note for note in roll.notes() if note["pitch"] == 60)
        x, y = roll.middle_of(first)
        roll.drag((x, y), (x + roll.at(4 * BEAT, 60)[0] - roll.at(0, 60)[0], y + roll.at(0, 67)[1] - roll.at(0, 60)[1]))
        roll.page.locator("#save").click()
        (saved,) = server.wait_for("saved")
    finally:
        server.stop()
    assert str(python.parents[1]) in saved["package"]
    # mido reads it: ticks at which notes begin, pitches.
    song, onsets, now = mido.MidiFile(saved["path"]), [], 0
    for message in mido.merge_tracks(song.tracks):
        now += message.time
        if message.type == "note_on" and message.velocity:
            onsets.append((now / song.ticks_per_beat, message.note))
    assert onsets == [(1, 62), (2, 64), (4, 67)]


CALLS = {
    "extract_f0": "from gradio_pianoroll.analysis import extract_f0; extract_f0(sound, 22050)",
    "yin": "from gradio_pianoroll.analysis import extract_f0; extract_f0(sound, 22050, 'yin')",
    "fast_f0_analysis": "from gradio_pianoroll.performance import fast_f0_analysis; fast_f0_analysis(sound)",
    "analyze": "from gradio_pianoroll.analysis import analyze; analyze(sound, 22050)",
    "onsets": "from gradio_pianoroll.analysis import detect_onsets; detect_onsets(sound, 22050)",
    "programme": "from gradio_pianoroll.analysis import programme_loudness; programme_loudness(sound, 22050)",
    "notes": "from gradio_pianoroll.analysis import audio_to_score; audio_to_score(sound, sr=22050)",
    "async": "import asyncio; from gradio_pianoroll.performance import async_audio_analysis as a; "
    "asyncio.run(a(sound, sr=22050))",
    "stream": "from gradio_pianoroll.performance import RealtimeProcessor; RealtimeProcessor()",
    "resample": "from gradio_pianoroll.formats.audio import resample; resample(sound, 22050, 16000)",
    "render": "from gradio_pianoroll.synth import render; from gradio_pianoroll.score import NoteTable, Score; "
    "render(Score(NoteTable.from_columns([0], 1, [60])), 22050)",
}


@pytest.fixture(scope="module")
def sentences(python):
    """What each of `CALLS` says; one process for all."""
    lines = [f"def {name}():\n    {code}\n" for name, code in ((f"call_{n}", c) for n, c in CALLS.items())]
    code = (
        "import numpy as np\nfrom gradio_pianoroll.errors import MissingPackageError\n"
        "sound = np.sin(np.arange(22050) * 0.06).astype(np.float32)\n"
        + "".join(lines)
        + f"for name in {list(CALLS)}:\n"
        "    try:\n        globals()['call_' + name]()\n"
        "    except MissingPackageError as error:\n        print(name, error, sep='\\t')\n"
    )
    return dict(line.split("\t") for line in run(python, "-c", code).stdout.splitlines())


@pytest.mark.parametrize("name", CALLS)
def test_what_needs_an_extra_says_so_in_one_sentence(sentences, name):
    assert re.fullmatch(r"[^:]+ needs the package [a-z0-9-]+: " + re.escape(INSTALLS["analysis"]), sentences[name])


def test_python_the_command_line_and_the_page_say_the_same(python, tmp_path):
    program = python.with_name("gradio-pianoroll")
    tone = tmp_path / "tone.wav"
    code = f"import numpy, soundfile; soundfile.write({str(tone)!r}, numpy.sin(numpy.arange(9000) / 9) / 2, 22050)"
    run(python, "-c", code)
    asked = run(
        python,
        "-c",
        "from pathlib import Path\nfrom gradio_pianoroll.errors import MissingPackageError\n"
        "from gradio_pianoroll.analysis import extract_audio_features\n"
        "from gradio_pianoroll.batch import run\nfrom gradio_pianoroll.studio import build_app\n"
        "from gradio_pianoroll.live.takes import LiveTakes\n"
        f"for call in (lambda: extract_audio_features({str(tone)!r}, features=('f0', 'loudness', 'voicing')), "
        f"lambda: run({str(tmp_path)!r}, {str(tmp_path / 'set')!r}), build_app):\n"
        "    try:\n        call()\n    except MissingPackageError as error:\n        print(error)\n"
        "print(LiveTakes(Path).answer({'action': 'open', 'sr': 48000, 'block_samples': 4800})['message'])\n",
    ).stdout.splitlines()
    assert asked == [
        f"the analysis of sound needs the package numba: {INSTALLS['analysis']}",
        f"a corpus needs the package numba: {INSTALLS['batch']}",
        f"the studio needs the package numba: {INSTALLS['studio']}",
        # What the page shows when the microphone is switched on.
        f"the microphone needs the package numba: {INSTALLS['analysis']}",
    ]
    for arguments, sentence in (
        (("analyze", tone, "--csv", tmp_path / "f0.csv"), asked[0]),
        (("analyze", tmp_path, "--out", tmp_path / "out"), asked[1]),
        (("studio", "--port", free_port()), asked[2]),
    ):
        done = run(program, *arguments, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (1, "", f"gradio-pianoroll: {sentence}\n")
    # And what needs nothing works.
    assert run(program, "convert", midi(tmp_path / "in.mid"), tmp_path / "out.json").returncode == 0
