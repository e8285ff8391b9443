"""What fuzzers have found, and texts that no file format expects."""

import io
import json
import warnings
import zipfile
from pathlib import Path

import pytest

from fuzz.seeds import a_score, seeds
from gradio_pianoroll.formats import FormatError, load, midi, musicxml, save
from gradio_pianoroll.score import NoteTable, Score, Segment, Track
from gradio_pianoroll.score.dictform.read import problems_of
from gradio_pianoroll.transport import TransportError, decode, decode_delta, encode, encode_delta
from gradio_pianoroll.wire.snapshot import encode_exact

pytestmark = pytest.mark.filterwarnings("ignore::gradio_pianoroll.score.PianoRollWarning")

HALF = "a\ud800b"
TEXTS = {
    "html": "<img src=x onerror=alert(1)>",
    "script": "</script><script>alert(1)</script>",
    "bidi": "\u202eabc\u2066",
    "half": HALF,
    "nul": "a\0b",
    "megabyte": "x" * 1_000_000,
    "lines": "a\r\nb\u2028c",
    "emoji": "😀",
}


def test_a_midi_program_above_127():
    data = seeds()["midi"][0]
    at = data.index(b"\xc0\x00")
    with pytest.raises(FormatError, match="damaged"):
        midi.read(data[:at] + b"\xc0\xf9" + data[at + 2 :], Path("a.mid"))


def test_an_archive_whose_directory_points_before_its_beginning():
    data = bytearray(seeds()["musicxml"][1])
    directory = data.rindex(b"PK\x05\x06")
    data[directory + 16 : directory + 20] = (2**31).to_bytes(4, "little")
    with pytest.raises(FormatError, match="archive is damaged"):
        musicxml.read(bytes(data), Path("a.mxl"))


def test_exact_times_that_another_zip_version_wrote():
    exact = encode_exact(a_score())
    with zipfile.ZipFile(io.BytesIO(exact)) as archive:
        at = archive.start_dir
    strange = exact[: at + 6] + (99).to_bytes(2, "little") + exact[at + 8 :]
    with pytest.raises(TransportError, match="exact times"):
        decode(encode(a_score()), strange)


@pytest.mark.parametrize("suffix", [".json", ".mid", ".musicxml", ".mxl", ".TextGrid", ".lab", ".csv", ".svl"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_any_text_is_saved_and_opened_again(tmp_path, text, suffix):
    notes = NoteTable.from_columns([0, 1], 1, [60, 62], lyric=[text, "la"])
    written = Score(notes, name=text, tracks=(Track(name=text),), segments=(Segment(0, 1, text, text),))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = save(written, tmp_path / f"a{suffix}")
        if suffix == ".csv" and len(text) > 131_072:
            with pytest.raises(FormatError, match="field larger"):
                load(path)
            return
        back = load(path)
    if suffix in (".json", ".mid", ".csv"):
        said = back.notes.lyric[0]
        assert said is not None
        assert len(said) == len(text)
        assert said == text.replace("\ud800", "\ufffd") or text in (TEXTS["nul"], TEXTS["lines"])
    if suffix == ".svl":
        # XML has no place for a NUL.
        assert back.notes.lyric[0] == text.replace("\ud800", "\ufffd").replace("\0", "")
        assert back.segments[0].text == back.notes.lyric[0]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_any_text_goes_to_the_browser_and_back(text):
    written = Score(
        NoteTable.from_columns([0], 1, 60, lyric=[text], ref=[text], extra={0: {"x": text, text: 1}}),
        name=text,
        extra={"title": text},
        tracks=(Track(name=text),),
    )
    shown = text.replace("\ud800", "\ufffd")
    back = decode(encode(written))
    assert (back.name, back.notes.lyric[0], back.notes.ref[0], back.extra["title"]) == (shown,) * 4
    assert back.notes.extra[0] == {"x": shown, shown: 1}
    ops = decode_delta(
        json.dumps({"base": "r", "ops": [{"op": "set", "ids": [0, 1], "column": "lyric", "value": text}]})
    )[1]
    again = decode_delta(encode_delta("r", ops))[1]
    assert written.apply(again)[0].notes.lyric[0] == shown


def test_a_midi_pause_that_does_not_end():
    body = b"\xff" * 12 + b"\x00\x90\x3c\x40\x00\xff\x2f\x00"
    data = b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk" + len(body).to_bytes(4, "big") + body
    with pytest.raises(FormatError, match="damaged"):
        midi.read(data, Path("a.mid"))


def test_a_million_bad_notes_do_not_keep_a_million_sentences():
    problems = problems_of({"notes": [{}] * 20_000})
    assert len(problems) == 10_001
    assert problems[-1] == "… and 10000 more problems like these"
