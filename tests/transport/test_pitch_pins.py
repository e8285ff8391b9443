"""A page says what is known of the pitch of its recording, and is told what follows: pins of its own, on its own curve."""

import base64
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gradio_pianoroll import Curve, PianoRoll
from gradio_pianoroll.analysis import Pin, PitchLattice, extract_f0
from gradio_pianoroll.errors import PianoRollWarning
from gradio_pianoroll.session.pitch_pins import PitchPins
from tests.analysis.lattice.test_readings import MIDDLE_S, NOTE_S, SR, sub_octave

pytest.importorskip("numba")

HOP_S = 256 / SR
HERE = {"start_s": MIDDLE_S, "end_s": MIDDLE_S}


@pytest.fixture
def cache(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    folder.mkdir()
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(folder))
    soundfile.write(folder / "a.wav", sub_octave(), SR, subtype="FLOAT")
    return folder


@pytest.fixture(scope="module")
def lattice():
    return PitchLattice.of(sub_octave(), SR, hop_length=256, cache=False)


def unpacked(values):
    return np.frombuffer(base64.b64decode(values), "<f4")


class Visitor:
    """What the front end does: a document's curve with its pins, and questions about it."""

    def __init__(self, cache, page="a", server=None, curve=None):
        self.path, self.page, self.server = str(cache / "a.wav"), page, server or PianoRoll()
        self.curve, self.start_s = curve, 0.0

    def ask(self, **asked):
        curve = self.curve and {"start_s": self.start_s, "hop_s": self.curve.hop, "n": len(self.curve)}
        pins = [dict(pin) for pin in self.curve.pins] if self.curve else []
        question = {"path": self.path, "page": self.page, "curve": curve, "pins": pins} | asked
        end = time.monotonic() + 300
        while "working" in (answer := self.server.pitch_pins(question)):
            assert 0 <= answer["working"] <= 1
            assert time.monotonic() < end
        return answer

    def do(self, **asked):
        """Ask, and change the curve as the answer says."""
        answer = self.ask(**asked)
        assert "refused" not in answer, answer
        frames = answer["frames"]
        if self.curve is None:
            self.curve = Curve("f0", np.full(frames["n"], np.nan), hop=frames["hop_s"], target="f0", unit="Hz")
        values = self.curve.values.copy()
        for change in answer["changes"]:
            new = unpacked(change["values"])
            values[change["start"] : change["start"] + len(new)] = new
        self.curve = self.curve.with_values(values).with_pins(answer["pins"])
        return answer


def same(values, path):
    np.testing.assert_array_equal(values, path.f0_hz.astype(np.float32))


def test_the_curve_is_the_lattices_path_under_all_pins(cache, lattice):
    visitor = Visitor(cache)
    visitor.do()
    same(visitor.curve.values, lattice.path)
    for asked in (
        {"octave": HERE | {"octaves": 1}},
        {"add": [Pin.unvoiced(0.3, 0.4).to_json()]},
        {"touch": {"time_s": 1.8, "hz": 110.0}},
        {"remove": [0]},
    ):
        visitor.do(**asked)
        assert len(visitor.curve.pins) > 0
        same(visitor.curve.values, lattice.decode(visitor.curve.pins))
    kinds = [pin["kind"] for pin in visitor.curve.pins]
    assert kinds == ["unvoiced", "near"]


def test_each_gesture(cache):
    visitor = Visitor(cache)
    visitor.do()

    def middle():
        return float(visitor.curve.values[round(MIDDLE_S / HOP_S)])

    low = middle()
    assert low == pytest.approx(165, rel=0.02)
    visitor.do(octave=HERE | {"octaves": 1})
    assert middle() == pytest.approx(2 * low, rel=0.01)
    assert [(pin["kind"], pin["octaves"]) for pin in visitor.curve.pins] == [("octave", 1)]
    visitor.do(octave=HERE | {"octaves": -1})
    assert (middle(), visitor.curve.pins) == (low, ())
    visitor.do(touch={"time_s": MIDDLE_S, "hz": 2 * low})
    assert middle() == pytest.approx(2 * low, rel=0.01)
    visitor.do(stroke={"points": [[0.95, 2.1 * low], [1.3, 2 * low]]})
    assert middle() == pytest.approx(2 * low, rel=0.01)
    # What the touch said beside the stroke still holds.
    assert {pin["kind"] for pin in visitor.curve.pins} == {"near"}
    # From a line, and down past where it began.
    visitor.do(octave=HERE | {"octaves": -1})
    assert middle() == pytest.approx(low, rel=0.01)
    visitor.do(unvoice=HERE)
    assert np.isnan(middle())
    # What was said beside the stretch still holds there.
    assert [pin["kind"] for pin in visitor.curve.pins][-1] == "unvoiced"
    assert all(not pin["points"][0][0] <= MIDDLE_S <= pin["points"][-1][0] for pin in visitor.curve.pins[:-1])
    # A touch in a stretch without pitch asks for one; what it set is taken away together.
    visitor.do(touch={"time_s": MIDDLE_S, "hz": low})
    assert middle() == pytest.approx(low, rel=0.02)
    box = [pin["kind"] for pin in visitor.curve.pins].index("box")
    visitor.do(remove=[box])
    assert [pin["kind"] for pin in visitor.curve.pins if pin["kind"] in ("box", "voiced")] == []
    visitor.do(clear={"start_s": 0.8, "end_s": 1.6})
    assert (middle(), visitor.curve.pins) == (low, ())


def test_what_is_seen_of_a_span(cache, lattice):
    visitor = Visitor(cache)
    visitor.do()
    answer = visitor.ask(look={"start_s": 1.0, "end_s": 1.2}, readings=HERE | {"k": 3}, segment=MIDDLE_S, doubts=True)
    assert answer["changes"] == []
    found = lattice.candidates(1.0, 1.2)
    for name in ("times_s", "hz", "probability"):
        np.testing.assert_array_equal(unpacked(answer["candidates"][name]), getattr(found, name).astype(np.float32))
    segment = lattice.segment(MIDDLE_S)
    assert answer["segment"] == {"start_s": segment.start_s, "end_s": segment.end_s, "is_voiced": True}
    assert answer["span"] == {"start_s": segment.start_s, "end_s": segment.end_s}
    readings = lattice.alternatives(segment.start_s, segment.end_s, 3)
    assert [r["name"] for r in answer["readings"]] == [r.name for r in readings]
    assert [r["pin"] for r in answer["readings"]] == [r.pin.to_json() for r in readings]
    assert answer["readings"][-1]["cents"] is None
    while "doubting" in answer:
        answer = visitor.ask(doubts=True)
    (doubt,) = answer["doubts"]
    assert doubt["doubt"] > 0.5
    assert (doubt["start_s"], doubt["end_s"], doubt["name"]) == (segment.start_s, segment.end_s, "octave up")
    # They are those of the recording, whatever is said of them: a page asks once, and leaves out what its pins lie on.
    visitor.do(octave=HERE | {"octaves": 1})
    assert visitor.ask(doubts=True)["doubts"] == [doubt]


def test_an_answer_is_as_long_and_decodes_as_much_at_any_length(cache, monkeypatch):
    """Counted in bytes, in frames that are decoded, and in frames of which F0 is made; a minute is twenty of two seconds."""
    soundfile.write(cache / "long.wav", np.tile(sub_octave(), 20), SR, subtype="FLOAT")
    counts = []

    def counted(name):
        own = getattr(PitchLattice, name)

        def method(self, *args, **options):
            made = own(self, *args, **options)
            changes = made if isinstance(made, tuple) else (made,)
            counts.append((name, [change.stop - change.start for change in changes]))
            return made

        monkeypatch.setattr(PitchLattice, name, method)

    seen = {}
    for sound in ("a.wav", "long.wav"):
        visitor = Visitor(cache, page=sound)
        visitor.path = str(cache / sound)
        visitor.do()
        for name in ("update", "part"):
            counted(name)
        counts.clear()
        gestures = (
            {"touch": {"time_s": MIDDLE_S, "hz": 330.0}},
            {"unvoice": HERE},
            {"remove": [0]},
            {"octave": HERE | {"octaves": 1}},
        )
        answers = [visitor.do(**asked) for asked in gestures]
        monkeypatch.undo()
        monkeypatch.setenv("GRADIO_TEMP_DIR", str(cache))
        seen[sound] = (list(counts), [answer["changes"] for answer in answers], [answer["pins"] for answer in answers])
    assert seen["a.wav"] == seen["long.wav"]
    counted_frames = sum(sum(frames) for _, frames in seen["a.wav"][0])
    assert 0 < counted_frames < 4 * 4 * len(sub_octave()) / 256


def test_a_curve_of_another_grid_begins_elsewhere(cache, lattice):
    """10 ms beside frames of 11.6 ms, from 0.25 s of the sound on: each value is that of its nearest frame."""
    times = 0.25 + 0.01 * np.arange(180)
    start = Curve("f0", np.full(180, 1.0), hop=0.01, target="f0", unit="Hz")
    visitor = Visitor(cache, curve=start)
    visitor.start_s = 0.25
    visitor.do(octave={"start_s": NOTE_S[0] - 0.25, "end_s": NOTE_S[1] - 0.25, "octaves": 1})
    (pin,) = visitor.curve.pins
    assert pin["start"] == pytest.approx(NOTE_S[0] - 0.25)
    own = PitchLattice.of(sub_octave(), SR, hop_length=round(0.01 * SR), cache=False)
    own.update([Pin.octave(*NOTE_S, 1)])
    expected = own.path.f0_hz[np.rint(times / own.hop_s).astype(int)]
    inside = (times >= NOTE_S[0] + 0.02) & (times < NOTE_S[1] - 0.02)
    np.testing.assert_array_equal(visitor.curve.values[inside], expected[inside])
    # Where nothing was said the values stay whoever's they were.
    assert set(visitor.curve.values[times < NOTE_S[0] - 0.1]) == {1.0}


def test_contradictory_pins_are_named_and_nothing_changes(cache, lattice):
    visitor = Visitor(cache)
    visitor.do(add=[Pin.voiced(0.3, 0.5).to_json()])
    before = visitor.curve
    # One that is moved onto another keeps that; a new one would cut it.
    answer = visitor.ask(add=[Pin.unvoiced(0.45, 0.7).to_json()], keeps=True)
    assert "contradict each other at 0.4" in answer["refused"]
    assert answer["pins"] == [Pin.voiced(0.3, 0.5).to_json(), Pin.unvoiced(0.45, 0.7).to_json()]
    visitor.do(add=[Pin.voiced(1.8, 1.9).to_json()])
    assert visitor.curve.pins[0] == before.pins[0]
    same(visitor.curve.values, lattice.decode(visitor.curve.pins))


def test_a_new_pin_cuts_those_under_it(cache, lattice):
    visitor = Visitor(cache)
    visitor.do(add=[Pin.voiced(0.3, 0.7).to_json()])
    visitor.do(add=[Pin.unvoiced(0.45, 0.55).to_json()])
    spans = [(pin["kind"], pin["start"], pin["end"]) for pin in visitor.curve.pins]
    assert spans == [("voiced", 0.3, 0.45), ("voiced", 0.55, 0.7), ("unvoiced", 0.45, 0.55)]
    same(visitor.curve.values, lattice.decode(visitor.curve.pins))


def test_contradictory_pins_of_a_program_can_be_taken_away(cache, lattice):
    pins = [Pin.voiced(0.3, 0.5).to_json(), Pin.unvoiced(0.4, 0.7).to_json()]
    wrong = lattice.to_curve().with_pins(pins).with_values(np.full(lattice.n_frames, 77.0))
    visitor = Visitor(cache, curve=wrong)
    assert "contradict" in visitor.ask()["refused"]
    visitor.do(remove=[1])
    expected = lattice.decode(pins[:1]).f0_hz
    here = slice(round(0.32 / HOP_S), round(0.68 / HOP_S))
    np.testing.assert_array_equal(visitor.curve.values[here], expected[here])


def test_two_visitors_at_once(cache, lattice):
    """Each their own pins, with questions that overtake each other."""
    server = PianoRoll()
    pins = {"a": Pin.octave(*NOTE_S, 1), "b": Pin.unvoiced(*NOTE_S)}
    visitors = {page: Visitor(cache, page, server) for page in pins}
    for visitor in visitors.values():
        visitor.do()

    def work(page):
        for _ in range(12):
            visitors[page].do(add=[pins[page].to_json()])
            same(visitors[page].curve.values, expected[page])
            visitors[page].do(remove=[0])
            same(visitors[page].curve.values, lattice.path)

    expected = {page: lattice.decode([pin]) for page, pin in pins.items()}
    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(work, page) for page in pins]:
            done.result()


def test_undo_reload_and_restart_go_on_from_the_documents_pins(cache, lattice):
    visitor = Visitor(cache)
    visitor.do()
    visitor.do(octave=HERE | {"octaves": 1})
    before = visitor.curve
    visitor.do(add=[Pin.unvoiced(0.3, 0.4).to_json()])
    # Undo: the document has the former curve, and nobody tells the server.
    visitor.curve = before
    visitor.do(add=[Pin.unvoiced(1.8, 1.9).to_json()])
    same(visitor.curve.values, lattice.decode(visitor.curve.pins))
    assert [pin["kind"] for pin in visitor.curve.pins] == ["octave", "unvoiced"]
    # Another process knows nothing of this page.
    later = PitchPins()
    answer = {"working": 0.0}
    while "working" in answer:
        answer = later.answer(
            {
                "path": visitor.path, "page": "new", "curve": {"start_s": 0, "hop_s": HOP_S, "n": len(before)},
                "pins": [dict(pin) for pin in visitor.curve.pins], "remove": [1],
            },
            lambda path: True,
        )  # fmt: skip
    assert [pin["kind"] for pin in answer["pins"]] == ["octave"]
    values = visitor.curve.values.copy()
    for change in answer["changes"]:
        new = unpacked(change["values"])
        values[change["start"] : change["start"] + len(new)] = new
    same(values, lattice.decode(before.pins))


def test_where_the_recording_says_nothing_the_line_is_the_curve(cache):
    visitor = Visitor(cache)
    visitor.do()
    answer = visitor.do(add=[Pin.near([(0.05, 265.0), (0.12, 320.0)], cents=50).to_json()])
    assert answer["drawn"]
    values = visitor.curve.values[round(0.06 / HOP_S) : round(0.11 / HOP_S)]
    assert ((values > 260) & (values < 325)).all()


@pytest.mark.parametrize(
    "asked",
    [
        {"path": None}, {"path": "a\0"}, {"page": 3}, {"pins": {}}, {"pins": None, "remove": [0]}, {"remove": [-1]},
        {"curve": []}, {"curve": {"start_s": 0, "hop_s": 0, "n": 3}}, {"curve": {"start_s": 0, "hop_s": 1, "n": 1.5}},
        {"touch": 3}, {"touch": {"time_s": "1"}}, {"touch": {"time_s": 1, "hz": -2}}, {"octave": HERE},
        {"stroke": 3}, {"stroke": {}}, {"stroke": {"points": []}}, {"stroke": {"points": [[1]]}}, {"stroke": {"points": [[1, "a"]]}},
        {"octave": HERE | {"octaves": 0}}, {"octave": HERE | {"octaves": True}}, {"look": {"start_s": 2, "end_s": 1}},
        {"look": {"start_s": 0, "end_s": float("inf")}}, {"readings": HERE | {"k": 99}}, {"segment": float("nan")},
    ],
)  # fmt: skip
def test_what_is_no_question_is_refused(cache, asked):
    assert "pins need the path of a sound" in Visitor(cache).ask(**asked)["refused"]
    assert "pins need the path" in PianoRoll().pitch_pins(None)["refused"]


def test_a_million_pins_are_refused_by_their_number(cache):
    visitor = Visitor(cache)
    visitor.do()
    pin = Pin.unvoiced(0.3, 0.4).to_json()
    for asked in ({"add": [pin] * 1_000_000}, {"pins": [pin] * 1_000_000}, {"pins": [pin] * 100_000, "add": [pin]}):
        refused = visitor.ask(**asked)["refused"]
        assert refused.startswith("the page follows 100,000 pins at most, not 1")
        assert "PitchLattice.update" in refused
    points = [[i / 1e5, 200.0] for i in range(100_001)]
    assert "draw it in parts" in visitor.ask(stroke={"points": points})["refused"]
    # As many as it takes are followed: the same one is said once.
    answer = visitor.do(add=[pin] * 100_000)
    assert "refused" not in answer
    assert np.isnan(visitor.curve.values[round(0.35 / HOP_S)])


numbers = st.one_of(
    st.floats(-2, 4), st.sampled_from([float("nan"), float("inf"), 1e300, -1e9, 0.0]), st.just("a"), st.none()
)
said = st.fixed_dictionaries(
    {"kind": st.sampled_from(["box", "near", "unvoiced", "voiced", "octave", "other"]), "start": numbers, "end": numbers},
    optional={
        "low": numbers, "high": numbers, "weight": numbers, "octaves": st.sampled_from([1, -1, 0, 99]),
        "points": st.lists(st.tuples(numbers, numbers).map(list), max_size=4),
    },
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(add=st.lists(said, max_size=4), line=st.lists(st.tuples(numbers, numbers).map(list), max_size=5))
@pytest.mark.filterwarnings("ignore")
def test_whatever_a_page_says_is_followed_or_refused_in_words(cache, lattice, add, line):
    visitor = Visitor(cache)
    visitor.do()
    before = visitor.curve
    for asked in ({"add": add}, {"stroke": {"points": line}}):
        answer = visitor.ask(**asked)
        if "refused" in answer:
            assert len(answer["refused"]) > 10
        else:
            # A stroke is a pin for each stretch that is sung under it.
            assert len(answer["pins"]) <= (len(add) if "add" in asked else lattice.n_frames)
    # Nothing of it holds for who did not take it.
    assert visitor.ask()["pins"] == [dict(pin) for pin in before.pins]
    values = visitor.do(add=[Pin.unvoiced(0, 9).to_json()])
    assert "refused" not in values
    assert np.isnan(visitor.curve.values).all()


def test_sounds_outside_of_the_cache_or_gone(cache, tmp_path):
    soundfile.write(tmp_path / "b.wav", sub_octave(), SR)
    for path in (tmp_path / "b.wav", cache / "gone.wav", cache):
        assert "not there any more" in Visitor(cache).ask(path=str(path))["refused"]
    (cache / "c.wav").write_bytes(b"nothing")
    answer = Visitor(cache).ask(path=str(cache / "c.wav"))
    assert answer["refused"].startswith("the pitch cannot be decoded: ")


def test_what_a_pin_says_wrong_is_told(cache):
    visitor = Visitor(cache)
    assert "a pin needs a start and an end" in visitor.ask(add=[{"kind": "near"}])["refused"]
    assert "lies outside of the recording" in visitor.ask(touch={"time_s": 99, "hz": 200})["refused"]
    assert "there is no pitch here" in visitor.ask(octave={"start_s": 0, "end_s": 0, "octaves": 1})["refused"]
    with pytest.warns(PianoRollWarning, match="without effect"):
        answer = visitor.ask(add=[Pin.unvoiced(50, 60).to_json()])
    assert "outside of the recording" in answer["warnings"][0]


def test_without_the_extra_the_sentence_says_how_to_install(cache, monkeypatch):
    from gradio_pianoroll.analysis.extras import MissingPackageError

    def missing(*args, **options):
        raise MissingPackageError("pitch needs numba; pip install 'gradio_pianoroll[analysis]'")

    monkeypatch.setattr(PitchLattice, "of", missing)
    assert "pip install 'gradio_pianoroll[analysis]'" in Visitor(cache, server=PianoRoll()).ask(page="x")["refused"]


def test_f0_of_other_engines(cache):
    visitor = Visitor(cache)
    engines = visitor.ask(engine="?")["engines"]
    assert "yin" in engines
    assert "pyin" not in engines
    answer = visitor.ask(engine="yin")
    expected = extract_f0(sub_octave(), SR, "yin")
    assert answer["frames"] == {"start_s": 0.0, "hop_s": pytest.approx(HOP_S), "n": len(expected.f0_hz)}
    np.testing.assert_allclose(unpacked(answer["values"]), expected.f0_hz.astype(np.float32), rtol=1e-3)
    assert "there is no F0 engine 'praat' here" in visitor.ask(engine="praat")["refused"]
