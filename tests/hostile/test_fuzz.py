"""Every reader against damaged, spliced and invented bytes: it takes them or refuses them in its own words, nothing else."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.seeds import seeds
from fuzz.targets import TARGETS, quiet

EXAMPLES = 150
# What breaks readers: edges of numbers, what is no number, what closes or opens something, what is no text.
TOKENS = [
    b"",
    b"0",
    b"-1",
    b"1e999",
    b"NaN",
    b"-Infinity",
    b"127",
    b"128",
    b"2147483647",
    b"2147483648",
    b"9223372036854775808",
    b"null",
    b"true",
    b"[]",
    b"{}",
    b'""',
    b'"',
    b"<",
    b"</note>",
    b"&x;",
    b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
    b"\n",
    b",",
    b"\\ud800",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    "\u202e".encode(),
    b"\0",
    b"\x00\x00\x00\x80",
    b"\xff\xff\xff\xff",
    b"\xff\xff\xff\x7f",
    b"\x00" * 8,
    b"../../../../etc/passwd",
]


@st.composite
def damaged(draw, name):
    """A seed with a few cuts, doublings and replacements."""
    data = draw(st.sampled_from(seeds()[name]))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(data))))
        to = min(len(data), at + draw(st.sampled_from([0, 1, 2, 4, 8, 30])))
        how = draw(st.sampled_from(["token", "token", "bytes", "cut", "double", "digits"]))
        if how == "token":
            data = data[:at] + draw(st.sampled_from(TOKENS)) + data[to:]
        elif how == "bytes":
            data = data[:at] + draw(st.binary(min_size=to - at, max_size=to - at + 2)) + data[to:]
        elif how == "cut":
            data = data[:at]
        elif how == "double":
            data = data[:to] + data[at:to] * 3 + data[to:]
        else:
            data = _with_another_number(data, at, draw(st.sampled_from(TOKENS)))
    return data


def _with_another_number(data, at, token):
    """The first number after `at` replaced: damage that text formats do not notice at once."""
    start = next((i for i in range(at, len(data)) if data[i : i + 1].isdigit()), len(data))
    end = next((i for i in range(start, len(data)) if not data[i : i + 1].isdigit()), len(data))
    return data[:start] + token + data[end:]


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_are_taken(name):
    assert all(quiet(TARGETS[name])(data) for data in seeds()[name])


@pytest.mark.parametrize("name", TARGETS)
def test_damaged_bytes_are_taken_or_refused(name):
    target, taken = quiet(TARGETS[name]), []

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(damaged(name))
    def run(data):
        taken.append(target(data))

    run()
    assert len(taken) >= EXAMPLES // 2


@settings(max_examples=100, deadline=None, database=None)
@given(data=st.binary(max_size=200))
def test_invented_bytes_are_taken_or_refused(data):
    for name, target in TARGETS.items():
        if name != "audio":  # decoders look for a beginning in noise for long; damaged files are its test
            quiet(target)(data)


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(
        [2**31, 2**63, -(2**63), 10**400, "NaN", "data:audio/wav;base64,AAAA", "file:///etc/passwd", "\ud800"]
    )
    | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["x", "y", "data", "time", "value", "id", "start", "meta", "path"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)
NOTE_KEYS = [
    "id",
    "start",
    "duration",
    "pitch",
    "velocity",
    "lyric",
    "phoneme",
    "startSeconds",
    "startTicks",
    "track",
    "x",
]
SCORE_KEYS = [
    "tempo", "timeSignature", "tempos", "timeSignatures", "editMode", "snapSetting", "pixelsPerBeat", "sampleRate", "ppqn",
    "audio_data", "curve_data", "segment_data", "line_data", "viewport_config", "tracks", "name", "audio_start_s", "x",
]  # fmt: skip
NOTES = st.lists(st.dictionaries(st.sampled_from(NOTE_KEYS), JSON_VALUES, max_size=6) | JSON_VALUES, max_size=4)
GOOD_NOTE = {"id": "good", "start": 0, "duration": 80, "pitch": 60}


@settings(max_examples=120, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(notes=NOTES, data=st.dictionaries(st.sampled_from(SCORE_KEYS), JSON_VALUES, max_size=6))
def test_any_value_of_any_key_costs_that_key_and_never_the_score(notes, data):
    """Values as Python programs pass them: NaN, infinities, integers without a limit, lone surrogates, nested anything."""
    import warnings

    from fuzz.targets import carry
    from gradio_pianoroll.data_models import clean_piano_roll_data, validate_piano_roll_data
    from gradio_pianoroll.score import Score

    value = {**data, "notes": [GOOD_NOTE, *notes]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        score = Score.from_dict(value)
        assert "good" in [note["id"] for note in score.to_dict()["notes"]]
        carry(score)
        assert all(isinstance(message, str) for message in validate_piano_roll_data(value))
        clean_piano_roll_data(value)
