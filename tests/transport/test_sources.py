"""What values are made of that no snapshot holds: sounds, defaults of a component, the events that run, clients' dicts."""

import base64
import io
from pathlib import Path
from types import SimpleNamespace

import gradio as gr
import numpy as np
import pytest
import soundfile

from gradio_pianoroll.score import AudioRef, Curve, NoteTable, PianoRollWarning, Score, Segment
from gradio_pianoroll.session.defaults import Defaults, with_defaults
from gradio_pianoroll.session.document_writer import DocumentWriter
from gradio_pianoroll.session.inbound import Inbound
from gradio_pianoroll.session.running import answers_own_change, running_revisions
from gradio_pianoroll.session.sound import audio_ref, read_data_uri
from gradio_pianoroll.transport import DocumentStore, TransportError
from gradio_pianoroll.value.document_state import DocumentState, attached, detached, origin_of
from gradio_pianoroll.value.schema import DICT_FORM, HANDLE
from gradio_pianoroll.wire.handle import Handle, HandleMeta, Payload, kind_of


class Saved(dict):
    """What was saved, by its path."""

    def __call__(self, data, name, key):
        path = f"/cache/{key[:6]}/{name}"
        self[path] = data
        return path


# --- sounds ---------------------------------------------------------------------------------------------------------


def test_sounds_as_programs_give_them():
    save = Saved()
    ref = AudioRef("a.wav", start_s=2.0)
    assert audio_ref(ref, save) is ref
    assert [audio_ref(nothing, save) for nothing in (None, "")] == [None, None]
    assert audio_ref("https://x/a.mp3", save) == AudioRef("https://x/a.mp3", "url")
    assert audio_ref(Path("a.wav"), save) == AudioRef("a.wav", "path")
    assert not save
    found = audio_ref((8000, np.array([0, 1000, -32768], np.int16)), save)
    samples, rate = soundfile.read(io.BytesIO(save[found.source]), dtype="int16")
    assert (found.kind, rate, samples.tolist()) == ("path", 8000, [0, 1000, -32768])
    for wrong in ([8000, np.zeros(3)], (8000,), (8000, np.zeros(3), 1), 5):
        with pytest.raises(TypeError, match="audio_data must be a path"):
            audio_ref(wrong, save)
    with pytest.raises(TypeError, match="audio samples must be numbers"):
        audio_ref((8000, np.array(["a"])), save)


@pytest.mark.parametrize("dtype", [np.int64, np.int32, np.int16])
def test_whole_numbers_without_a_scale_of_their_own_are_16_bit(dtype):
    save = Saved()
    scale = 65536 if dtype == np.int32 else 1
    found = audio_ref((8000, (np.array([0, 1000, -1000]) * scale).astype(dtype)), save)
    assert soundfile.read(io.BytesIO(save[found.source]), dtype="int16")[0].tolist() == [0, 1000, -1000]


@pytest.mark.parametrize(
    ("kind", "suffix"),
    [("audio/wav", ".wav"), ("AUDIO/X-WAV", ".wav"), ("audio/mpeg", ".mp3"), ("audio/flac", ".flac"), ("", ".wav")],
)
def test_data_uris_become_files(kind, suffix):
    text = base64.b64encode(b"\0\1\2").decode()
    assert read_data_uri(f"data:{kind};base64,{text}") == (b"\0\1\2", suffix)
    assert read_data_uri(f"DATA:{kind};charset=x,%00%01%02") == (b"\0\1\2", suffix)
    for wrong, reason in (("data:audio/wav;base64,!!", "not base64"), ("data:audio/wav", "no"), ("http:x,y", "no")):
        with pytest.raises(TransportError, match=reason):
            read_data_uri(wrong)


# --- defaults of a component ----------------------------------------------------------------------------------------

SOUND, CURVE, WORD = AudioRef("https://x/a", "url"), Curve("f0", [1.0]), Segment(0, 1, "word", "가")


def test_a_value_gets_what_it_lacks_and_keeps_what_it_has():
    defaults = Defaults(SOUND, curves={"f0": CURVE}, raw_curves={"odd": [1]}, segments=(WORD,), use_backend_audio=True)
    empty = with_defaults(Score(), defaults)
    assert (empty.audio, empty.curves["f0"], empty.segments, empty.use_backend_audio) == (SOUND, CURVE, (WORD,), True)
    assert dict(empty.extra) == {"curve_data": {"odd": [1]}}
    own = Score(
        audio=AudioRef("b"), curves=[Curve("x", [])], segments=(Segment(1, 2),), use_backend_audio=True,
        extra={"curve_data": {}, "mine": 1},
    )  # fmt: skip
    assert with_defaults(own, defaults) is own
    kept = with_defaults(Score(extra={"mine": 1}), defaults)
    assert dict(kept.extra) == {"mine": 1, "curve_data": {"odd": [1]}}
    plain = Score()
    assert with_defaults(plain, Defaults()) is plain
    assert with_defaults(plain, Defaults(segments=(WORD,))).use_backend_audio is False


@pytest.mark.parametrize(
    "some",
    [
        {"audio": SOUND},
        {"curves": {"f0": CURVE}},
        {"raw_curves": {"a": 1}},
        {"segments": (WORD,)},
        {"use_backend_audio": True},
    ],
)
def test_defaults_are_empty_only_when_all_are(some):
    assert Defaults().is_empty
    assert not Defaults(**some).is_empty


def test_defaults_change_one_by_one():
    save = Saved()
    points = {"f0": {"data": [{"x": 0, "y": 1}]}, "odd": [1]}
    first = Defaults.of("https://x/a", points, [{"start": 0, "end": 1, "value": "가"}], True, save)
    assert (first.audio, first.use_backend_audio) == (SOUND, True)
    assert (list(first.curves), dict(first.raw_curves), first.segments[0].text) == (["f0"], {"odd": [1]}, "가")
    assert first.changed({}, save, True) == first
    assert first.changed({"audio_data": None}, save, True).audio is None
    without = first.changed({"curve_data": None}, save, True)
    assert (dict(without.curves), dict(without.raw_curves), without.segments) == ({}, {}, first.segments)
    assert first.changed({"segment_data": None}, save, True).segments == ()
    assert first.changed({"segment_data": None}, save, True).curves == first.curves
    assert first.changed({"use_backend_audio": 0}, save, True).use_backend_audio is False


def test_samples_in_a_dict_become_a_file():
    save = Saved()
    defaults = Defaults(save=save)
    given = {"notes": [], "audio_data": (8000, np.zeros(5, np.int16))}
    found = defaults.with_sound_saved(given)["audio_data"]
    assert list(save) == [found]
    assert isinstance(given["audio_data"], tuple)
    assert defaults.with_sound_saved({"audio_data": Path("a.wav")}) == {"audio_data": "a.wav"}
    for as_it_is in ({}, {"audio_data": None}, {"audio_data": "a.wav"}, {"audio_data": 5}):
        assert defaults.with_sound_saved(as_it_is) is as_it_is
    assert Defaults().with_sound_saved(given) is given


# --- handles --------------------------------------------------------------------------------------------------------


def test_what_a_handle_does_not_say_is_what_an_empty_score_says():
    meta, score = HandleMeta(), Score()
    for name in ("ppqn", "sample_rate", "pixels_per_beat", "snap", "use_backend_audio"):
        assert getattr(meta, name) == getattr(score, name), name
    assert (meta.mode, meta.title, meta.n, meta.end, meta.quiet) == (score.edit_mode, score.name, 0, 0, False)
    assert (meta.tempo, meta.numerator, meta.denominator) == (120.0, *score.tempo_map.signatures[0][1:])


def test_forms_of_a_value():
    handle = {"v": 1, "doc": "d", "rev": "r"}
    file = {"path": "/x.mid", "meta": {"_type": "gradio.FileData"}}
    assert [kind_of(v) for v in (handle, Handle(**handle), file)] == ["handle", "handle", "file"]
    assert [kind_of(v) for v in ({"v": 1}, {"doc": 1}, {}, {"path": "/x.mid"})] == ["dict"] * 4
    assert [kind_of(v) for v in (None, 5, [], "x")] == [None] * 4
    payload = Payload.of_client({"notes": []})
    assert Payload.of_client(payload) is payload
    assert payload.root == {"notes": []}
    for broken in ({"v": 2, "doc": "d", "rev": "r"}, {"v": 1, "doc": "d" * 201, "rev": "r"}, {"v": 1, "doc": "d"}):
        with pytest.raises(ValueError):
            Payload.of_client(broken)
    assert isinstance(Payload.of_client({"v": 1, "doc": "d" * 200, "rev": "r"}).root, Handle)


def test_the_schema_names_every_key_that_a_score_writes():
    score = Score(
        NoteTable.from_columns([0.0], 1, 60, track=[1], lyric=["la"], phoneme=["l a"]), curves=[CURVE], segments=(WORD,),
        audio=AudioRef("a", start_s=1.0), name="x",
    )  # fmt: skip
    data = score.to_dict()
    assert data.keys() <= DICT_FORM["properties"].keys()
    note = DICT_FORM["properties"]["notes"]["items"]
    assert data["notes"][0].keys() == note["properties"].keys()
    assert (note["required"], DICT_FORM["required"], HANDLE["required"]) == (["pitch"], ["notes"], ["v", "doc", "rev"])
    assert [(note["properties"][key]["minimum"], note["properties"][key]["maximum"]) for key in ("pitch", "velocity")] == [
        (0, 127), (0, 127),
    ]  # fmt: skip
    assert "required" not in DICT_FORM["properties"]["timeSignature"]
    assert Handle.model_fields.keys() - {"chunks"} == HANDLE["properties"].keys()


# --- what clients send ----------------------------------------------------------------------------------------------


def test_a_client_names_no_path_of_the_server(tmp_path):
    inbound = Inbound(DocumentStore(), tmp_path)
    notes = [{"start": 0, "pitch": 60}]
    assert len(inbound.unverified({"notes": notes, "audio_data": {"path": "/etc/passwd"}}).notes) == 1
    assert inbound.unverified({"notes": notes, "audio_data": "https://x/a"}).audio == SOUND
    for read in (inbound.unverified, lambda data: inbound.read(Payload(root=data), 1)):
        with pytest.warns(PianoRollWarning, match="'passwd' is left out"):
            score = read({"notes": notes, "audio_data": "/etc/passwd"})
        assert (score.audio, len(score.notes)) == (None, 1)
    uploaded = {"path": str(tmp_path / "a.wav"), "meta": {"_type": "gradio.FileData"}}
    score = inbound.read(Payload(root={"notes": notes, "audio_data": uploaded}), 7)
    assert (score.audio, len(score.notes)) == (AudioRef(uploaded["path"]), 1)
    state = origin_of(score)
    assert (state.answer, state.doc, state.component, state.score) == ("dict", "", 7, detached(score))


@pytest.mark.parametrize("place", ["score", "note", "curve", "segment", "track"])
def test_marks_of_files_are_found_wherever_keys_are_free(tmp_path, place):
    def data(path):
        mark = {"deep": [{"path": path, "meta": {"_type": "gradio.FileData"}}]}
        data = {"notes": [{"start": 0, "pitch": 60}], "line_data": {"c": {"data": []}}}
        data |= {"segment_data": [{"start": 0, "end": 1}], "tracks": [{"name": "x"}]}
        parts = {
            "score": data, "note": data["notes"][0], "curve": data["line_data"]["c"], "segment": data["segment_data"][0],
            "track": data["tracks"][0],
        }  # fmt: skip
        parts[place]["mine"] = mark
        return data

    inbound = Inbound(DocumentStore(), tmp_path)
    for fine in (str(tmp_path / "up.wav"), "https://x/a.wav"):
        assert len(inbound.unverified(data(fine)).notes) == 1
    with pytest.raises(TransportError, match="not uploaded: 'passwd'"):
        inbound.unverified(data("/etc/passwd"))


# --- events that run ------------------------------------------------------------------------------------------------


def block(number):
    return SimpleNamespace(_id=number)


ROLL, OTHER = block(1), block(2)


def event(targets=((1, "change"),), inputs=(), outputs=(ROLL,)):
    fn = SimpleNamespace(outputs=list(outputs), targets=list(targets))
    return SimpleNamespace(_id="e", fn=fn, data=SimpleNamespace(data=list(inputs), trigger_id=None))


def app(*events, fns=()):
    running = gr.Blocks()
    running._queue.active_jobs = [None, list(events)] if events else [None, None]
    running.default_config.fns = dict(enumerate(fns))
    return running


def handle(doc, rev="r"):
    return {"doc": doc, "rev": rev}


def test_revisions_of_the_events_that_run():
    running = app(event(inputs=[handle("a"), 5, {"doc": "x"}, {"rev": "x"}, "doc rev"]), event(inputs=[handle("b", 7)]))
    assert running_revisions(running, ROLL) == {("a", "r"), ("b", "7")}
    assert running_revisions(app(event()), ROLL) == set()
    assert running_revisions(app(), ROLL) is None
    assert running_revisions(SimpleNamespace(), ROLL) is None


@pytest.mark.parametrize(
    ("queue", "inputs", "outputs", "can_tell"),
    [
        (False, [ROLL], [ROLL], False),
        (True, [ROLL], [ROLL], True),
        (False, [ROLL], [OTHER], True),
        (False, [OTHER], [ROLL], True),
    ],
)
def test_they_cannot_be_told_beside_an_event_without_a_queue(queue, inputs, outputs, can_tell):
    fn = SimpleNamespace(fn=None, queue=queue, inputs=inputs, outputs=outputs)
    assert (running_revisions(app(event(), fns=[fn]), ROLL) is not None) is can_tell


def test_the_answer_to_an_own_change_event():
    own = event(inputs=[handle("a")])
    assert answers_own_change(app(own), ROLL, "a")
    assert answers_own_change(app(own), ROLL, None)
    assert not answers_own_change(app(own), ROLL, "b")
    assert not answers_own_change(app(own), OTHER, "a")
    assert not answers_own_change(app(), ROLL, "a")
    assert not answers_own_change(SimpleNamespace(), ROLL, "a")
    button = event(targets=[(9, "click")], inputs=[handle("a")])
    assert not answers_own_change(app(button), ROLL, "a")
    assert not answers_own_change(app(own, button), ROLL, "a")
    # Events of other documents and of other rolls say nothing of this one.
    assert answers_own_change(app(own, event(targets=[(9, "click")], inputs=[handle("b")])), ROLL, "a")
    assert answers_own_change(app(own, event(targets=[(9, "click")], inputs=[handle("a")], outputs=[OTHER])), ROLL, "a")
    assert not answers_own_change(app(event(targets=[(1, "input")], inputs=[handle("a")])), ROLL, "a")


def test_what_a_component_shows():
    score = Score()
    first = DocumentState("d", "r1", "k1", score, 1)
    assert [first.shown_in(component) for component in (1, 2)] == [first, None]
    later = DocumentState("d", "r2", "k2", score, 2)
    first.sent[2] = later
    assert [first.shown_in(component) for component in (1, 2, 3)] == [first, later, None]
    first.sent[1] = later
    assert first.shown_in(1) is later
    shown = attached(score, first)
    assert (origin_of(shown), origin_of(shown.replace(name="x")), origin_of(score)) == (first, first, None)
    assert (attached(shown, first), attached(score, None)) == (shown, score)
    assert origin_of(detached(shown)) is None
    assert detached(score) is score
    assert origin_of(attached(shown, later)) is later


def test_layers_are_written_when_there_are_curves_or_segments():
    for score, has_layers in ((Score(), False), (Score(curves=[CURVE]), True), (Score(segments=(WORD,)), True)):
        save = Saved()
        files = DocumentWriter(DocumentStore(), save, 1).snapshot(score, "doc").files
        assert (files.layers is not None, len(save)) == (has_layers, 1 + has_layers)
        assert files.layers is None or files.layers in save
        assert files.blob in save
