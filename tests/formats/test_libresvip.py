"""Projects through libresvip: the installer's errors, the bridge, and the real libresvip where it can be had."""

import shutil
import subprocess
import sys

import pytest

from gradio_pianoroll.errors import MissingPackageError
from gradio_pianoroll.formats import FormatError, libresvip, load, save
from gradio_pianoroll.formats.libresvip import environment
from gradio_pianoroll.formats.registry import known_formats
from gradio_pianoroll.score import NoteTable, PianoRollWarning, Score, TempoMap, Track

SCORE = Score(
    NoteTable.from_columns([0, 1, 2.5], [1, 1, 2], [60, 64, 62], lyric=["a", "i", "u"]),
    TempoMap.tidy([(0, 90), (2, 120.5), (8, 70)], [(0, 3, 4), (6, 4, 4)]),
    (Track("lead", volume=0.5, pan=0.25),),
)


@pytest.fixture
def no_libresvip(monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "default_folder", lambda: tmp_path / "none")


@pytest.mark.usefixtures("no_libresvip")
def test_what_is_missing_is_said_with_the_line_that_installs_it(tmp_path):
    (tmp_path / "song.svp").write_text("{}")
    for act in (lambda: load(tmp_path / "song.svp"), lambda: save(SCORE, tmp_path / "new.vpr")):
        with pytest.raises(FormatError, match=r"song\.svp|new\.vpr") as caught:
            act()
        assert isinstance(caught.value, MissingPackageError)
        assert "gradio-pianoroll formats install libresvip" in str(caught.value)


def test_its_programs_are_known_formats():
    known = {suffix for format in known_formats() for suffix in format.suffixes}
    assert {f".{suffix}" for suffix in libresvip.PROJECTS} <= known
    named = {format.suffixes[0]: format.name for format in known_formats()}
    assert all(named[f".{suffix}"] == name for suffix, name in libresvip.PROJECTS.items())


def test_a_folder_with_other_things_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(libresvip.LibresvipError, match="name another folder"):
        libresvip.install(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize("has_uv", [True, False])
def test_without_a_network_a_sentence_says_so(tmp_path, monkeypatch, has_uv):
    if has_uv and shutil.which("uv") is None:
        pytest.skip("uv is not here")
    # No registry: what pip and uv say of an address where nothing listens.
    for name in ("PIP_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/simple")
    for name, value in (
        ("PIP_RETRIES", "0"),
        ("UV_HTTP_RETRIES", "0"),
        ("PIP_NO_CACHE_DIR", "1"),
        ("UV_NO_CACHE", "1"),
    ):
        monkeypatch.setenv(name, value)
    for name in ("PIP_FIND_LINKS", "UV_FIND_LINKS", "PIP_EXTRA_INDEX_URL", "UV_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("UV_NO_CONFIG", "1")
    if not has_uv:
        create = environment.venv.create
        monkeypatch.setattr(environment.shutil, "which", lambda name: None)
        # Without pip it is made ten times as fast, and pip is not had either.
        monkeypatch.setattr(environment.venv, "create", lambda where, with_pip: create(where, with_pip=not with_pip))
    with pytest.raises(libresvip.LibresvipError, match=r"cannot be installed; without a network"):
        libresvip.install(tmp_path / "env", release="libresvip==0.0.0.1")
    assert not libresvip.is_installed(tmp_path / "env")


@pytest.fixture
def feigned(tmp_path, monkeypatch):
    """An environment whose `libresvip` is a few lines: what the bridge calls, nothing more."""
    folder = tmp_path / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    (folder / "installed.txt").write_text("feigned\n")
    site = next((folder / "lib").glob("python*/site-packages"))
    (site / "libresvip/extension").mkdir(parents=True)
    (site / "libresvip/model").mkdir()
    (site / "libresvip/model/base.py").write_text(
        "class Project(dict):\n"
        "    model_validate = classmethod(lambda cls, said: cls(said))\n"
        "    def model_dump(self, **options): return self\n"
    )
    (site / "libresvip/extension/manager.py").write_text(
        "import json\nfrom types import SimpleNamespace as N\nfrom libresvip.model.base import Project\n"
        "class Plugin:\n"
        "    input_option_cls = output_option_cls = N(model_fields={})\n"
        "    def load(path, options):\n"
        "        text = path.read_text()\n"
        "        if text.startswith('bad'): raise ValueError('no project at all')\n"
        "        said = json.loads(text)\n"
        "        for track in said['track_list']:\n"
        "            track.setdefault('edited_params', {'pitch': {'points': [0] * FOUND}})\n"
        "        return Project(said)\n"
        "    def dump(path, project, options): path.write_text(json.dumps(project))\n"
        "FOUND = 0\nplugin_manager = N(plugins={'svs': {'vpr': Plugin}})\n"
    )
    monkeypatch.setattr(environment, "default_folder", lambda: folder)
    return site / "libresvip/extension/manager.py"


def test_scores_cross_the_bridge(tmp_path, feigned):
    assert libresvip.is_installed(environment.default_folder())
    again = load(save(SCORE, tmp_path / "song.vpr"))
    assert again.notes.onset_beats.tolist() == [0, 1, 2.5]
    assert again.notes.duration_beats.tolist() == [1, 1, 2]
    assert again.notes.lyric.to_list() == ["a", "i", "u"]
    assert again.tempo_map.tempos == SCORE.tempo_map.tempos
    assert again.tempo_map.signatures == SCORE.tempo_map.signatures
    assert (again.tracks[0].name, again.tracks[0].volume, again.tracks[0].pan) == ("lead", 0.5, 0.25)


def test_what_is_left_out_is_named(tmp_path, feigned):
    path = save(SCORE, tmp_path / "song.vpr")
    feigned.write_text(feigned.read_text().replace("FOUND = 0", "FOUND = 999"))
    with pytest.warns(PianoRollWarning, match=r"no place for curves of pitch and parameters \(curves: 1\)"):
        load(path)
    loud = SCORE.replace(notes=NoteTable.from_columns([0, 1], 1, 60, velocity=[90, 100]))
    with pytest.warns(PianoRollWarning, match=r"no place for velocities"):
        save(loud, tmp_path / "loud.vpr")


def test_what_it_writes_otherwise_is_named(tmp_path, feigned):
    feigned.write_text(
        feigned.read_text().replace(
            "path.write_text(json.dumps(project))",
            "project['track_list'][0]['note_list'][1]['lyric'] = 'la'; project['time_signature_list'] = []; "
            "path.write_text(json.dumps(project))",
        )
    )
    with pytest.warns(PianoRollWarning, match="libresvip writes lyrics, time signatures otherwise"):
        save(SCORE, tmp_path / "song.vpr")


def test_what_it_says_of_a_bad_file_is_said(tmp_path, feigned):
    (tmp_path / "song.vpr").write_text("bad")
    with pytest.raises(FormatError, match=r"song\.vpr.*no project at all"):
        load(tmp_path / "song.vpr")
    with pytest.raises(FormatError, match="there are no notes to write"):
        save(Score(), tmp_path / "empty.vpr")


@pytest.mark.skipif(not libresvip.is_installed(), reason="gradio-pianoroll formats install libresvip")
@pytest.mark.filterwarnings("ignore::gradio_pianoroll.score.PianoRollWarning")
@pytest.mark.parametrize("suffix", ["svp", "vpr", "vsqx", "ccs"])
def test_the_real_one_keeps_notes_and_lyrics(tmp_path, suffix):
    again = load(save(SCORE, tmp_path / f"song.{suffix}")).notes
    assert again.onset_beats.tolist() == [0, 1, 2.5]
    assert again.duration_beats.tolist() == [1, 1, 2]
    assert again.pitch.tolist() == [60, 64, 62]
    assert again.lyric.to_list() == ["a", "i", "u"]
