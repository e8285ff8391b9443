"""Takes on the server: frames, notes and recording from numbered blocks, each user for himself, all within bounds."""

import base64
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.live import LiveTakes, Recording
from gradio_pianoroll.live import takes as takes_module
from gradio_pianoroll.live.leftovers import remove_leftovers

SR, BLOCK = 48_000, 1_536


def melody(pitches=(60, 64, 67, 65), rest_s: float = 0.2) -> np.ndarray:
    """Notes of 0.6 s with `rest_s` of silence between them, sung by a plain voice of eight harmonics."""
    parts = []
    for pitch in pitches:
        time_s = np.arange(int(0.6 * SR)) / SR
        f0_hz = 440 * 2 ** ((pitch - 69) / 12)
        tone = sum(np.sin(2 * np.pi * f0_hz * k * time_s) / k for k in range(1, 9))
        fade = np.minimum(1, np.minimum(time_s, time_s[::-1]) / 0.02)
        parts += [0.2 * tone * fade, np.zeros(int(rest_s * SR))]
    return (np.concatenate(parts) * 32767).astype("<i2")


def opened(takes: LiveTakes, page: str = "") -> str:
    answer = takes.answer({"action": "open", "sr": SR, "block_samples": BLOCK, "page": page})
    assert "error" not in answer, answer
    return answer["id"]


def send(takes: LiveTakes, take_id: str, seq: int, pcm: np.ndarray, **have) -> dict:
    text = base64.b64encode(pcm.tobytes()).decode()
    return takes.answer({"action": "block", "id": take_id, "seq": seq, "pcm": text, **have})


def blocks_of(pcm: np.ndarray) -> list[tuple[int, np.ndarray]]:
    return [(number, pcm[at : at + BLOCK]) for number, at in enumerate(range(0, len(pcm), BLOCK))]


@pytest.fixture
def takes(tmp_path: Path) -> LiveTakes:
    return LiveTakes(lambda: tmp_path)


def test_a_melody_becomes_its_notes_its_curve_and_its_recording(takes):
    pcm, take_id = melody(), opened(takes)
    heard = [send(takes, take_id, seq, block) for seq, block in blocks_of(pcm)]
    assert [note[2] for note in heard[-1]["notes"]][:3] == [60, 64, 67]
    end = takes.answer({"action": "finish", "id": take_id})
    assert [note[2] for note in end["notes"]] == [60, 64, 67, 65]
    assert [note[0] for note in end["notes"]] == pytest.approx([0, 0.8, 1.6, 2.4], abs=0.06)
    assert end["n_final"] == len(end["f0_hz"])
    assert end["lost"] == 0
    at = round(1.1 / end["hop_s"])
    assert 1200 * np.log2(end["f0_hz"][at] / (440 * 2 ** ((64 - 69) / 12))) == pytest.approx(0, abs=10)
    recorded, sr = soundfile.read(end["path"], dtype="int16")
    assert sr == SR
    np.testing.assert_array_equal(recorded, pcm)


@pytest.mark.parametrize("tuning", [0.0, 0.35, 0.48, 0.5, -0.45])
def test_a_detuned_singer_gets_the_song_and_the_cents(takes, tuning):
    song = np.array([60, 62, 64, 62, 60, 60, 62, 64, 62, 60])
    off = np.array([-6, 5, -4, 6, -5, 4, -6, 5, -4, 6]) / 100
    take_id = opened(takes)
    pcm, final, was = melody(song + tuning + off, rest_s=0.6), [], []
    for seq in range(0, len(blocks_of(pcm)), 4):
        answer = send(takes, take_id, seq, pcm[seq * BLOCK : (seq + 4) * BLOCK], have_notes=len(final))
        final += answer["notes"][: answer["n_final_notes"]]
        was.append(len(final))
    end = takes.answer({"action": "finish", "id": take_id})
    # Some were final, and shown, long before the end.
    assert was[-1] > 5
    assert end["notes"][: len(final)] == final
    higher = {note[2] - pitch for note, pitch in zip(end["notes"], song.tolist(), strict=True)}
    assert len(higher) == 1
    heard = np.array([note[2] + note[4] / 100 for note in end["notes"]])
    # pYIN knows tenths of a semitone.
    np.testing.assert_allclose(heard, song + tuning + off, atol=0.06)
    assert abs(end["notes"][0][4]) == pytest.approx(100 * abs(tuning), abs=15)


def test_blocks_in_any_order_twice_and_several_in_one_call_give_the_same(takes, tmp_path):
    pcm = melody()
    straight, mixed = opened(takes), opened(takes)
    for seq, block in blocks_of(pcm):
        send(takes, straight, seq, block)
    calls = [(seq, pcm[seq * BLOCK : (seq + 3) * BLOCK]) for seq in range(0, len(blocks_of(pcm)), 3)]
    random.Random(3).shuffle(calls)
    for seq, part in calls + calls[:4]:
        assert "error" not in send(takes, mixed, seq, part)
    a, b = (takes.answer({"action": "finish", "id": name}) for name in (straight, mixed))
    assert a["f0_hz"] == b["f0_hz"]
    assert a["notes"] == b["notes"]
    assert Path(a["path"]).read_bytes() == Path(b["path"]).read_bytes()


def test_an_answer_that_got_lost_is_made_up_for(takes):
    take_id = opened(takes)
    frames, notes, hop = [], [], 0
    for seq, block in blocks_of(melody()):
        answer = send(takes, take_id, seq, block, have_frames=len(frames), have_notes=len(notes))
        if seq % 5 == 2:
            continue
        assert answer["first_frame"] == len(frames)
        assert answer["first_note"] == len(notes)
        frames += answer["f0_hz"][: answer["n_final"]]
        notes += answer["notes"][: answer["n_final_notes"]]
        hop = answer["hop_s"]
    end = takes.answer({"action": "finish", "id": take_id, "have_frames": 0, "have_notes": 0})
    assert frames == end["f0_hz"][: len(frames)]
    assert len(frames) * hop > 2.5
    assert notes == end["notes"][: len(notes)]


def test_a_block_that_never_comes_is_silence_and_counted(takes):
    pcm, take_id = melody(), opened(takes)
    for seq, block in blocks_of(pcm):
        if seq not in (40, 41):
            send(takes, take_id, seq, block)
    end = takes.answer({"action": "finish", "id": take_id})
    recorded, _ = soundfile.read(end["path"], dtype="int16")
    assert end["lost"] == 2
    assert len(recorded) == len(pcm)
    assert not recorded[40 * BLOCK : 42 * BLOCK].any()
    np.testing.assert_array_equal(recorded[42 * BLOCK :], pcm[42 * BLOCK :])


def test_users_do_not_meet(takes):
    low, high = opened(takes, "a"), opened(takes, "b")
    for (seq, one), (_, other) in zip(blocks_of(melody((60,) * 3)), blocks_of(melody((72,) * 3)), strict=True):
        send(takes, low, seq, one)
        send(takes, high, seq, other)
    assert {note[2] for note in takes.answer({"action": "finish", "id": low})["notes"]} == {60}
    assert {note[2] for note in takes.answer({"action": "finish", "id": high})["notes"]} == {72}
    assert takes.answer({"action": "finish", "id": low + "x"})["error"] == "unknown"


def test_finishing_twice_says_the_same_and_the_recording_outlives_the_take(takes):
    take_id = opened(takes)
    for seq, block in blocks_of(melody()):
        send(takes, take_id, seq, block)
    first = takes.answer({"action": "finish", "id": take_id})
    assert takes.answer({"action": "finish", "id": take_id}) == first
    assert send(takes, take_id, 0, melody()[:BLOCK])["error"] == "refused"
    takes.answer({"action": "close", "id": take_id})
    assert Path(first["path"]).exists()
    assert len(takes) == 0


def test_an_abandoned_take_leaves_nothing_behind(tmp_path):
    takes = LiveTakes(lambda: tmp_path, max_takes=2, idle_s=0.0)
    take_id = opened(takes)
    assert list(tmp_path.rglob("take.wav"))
    assert send(takes, take_id, 0, melody()[:BLOCK])["error"] == "unknown"
    assert list(tmp_path.iterdir()) == []


def test_a_flood_of_takes_that_nobody_ends_is_cleared_by_a_timer(tmp_path):
    takes = LiveTakes(lambda: tmp_path, max_takes=40, idle_s=0.2)
    for _ in range(34):
        opened(takes)
    # No call comes any more.
    end_s = time.monotonic() + 60
    while list(tmp_path.iterdir()) and time.monotonic() < end_s:
        time.sleep(0.05)
    assert list(tmp_path.iterdir()) == []
    assert len(takes) == 0


def test_a_take_that_is_fed_outlives_the_timer(tmp_path, monkeypatch):
    monkeypatch.setattr(takes_module, "TIMER_SLACK_S", 0.01)
    takes = LiveTakes(lambda: tmp_path, idle_s=2.0)
    take_id, begin_s, seq = opened(takes), time.monotonic(), 0
    while time.monotonic() - begin_s < 4.5:
        time.sleep(0.1)
        assert "error" not in send(takes, take_id, seq, melody()[:BLOCK])
        seq += 1
    assert takes.answer({"action": "finish", "id": take_id})["duration_s"] == pytest.approx(seq * BLOCK / SR)


TAKES_AT_EXIT = """
import sys
from pathlib import Path
from gradio_pianoroll.live import LiveTakes
takes = LiveTakes(lambda: Path(sys.argv[1]))
ids = [takes.answer({"action": "open", "sr": 48_000, "block_samples": 1_536})["id"] for _ in range(3)]
print(takes.answer({"action": "finish", "id": ids[1]})["path"])
"""


def test_a_server_that_ends_leaves_only_what_was_finished(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", TAKES_AT_EXIT, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert [str(path) for path in tmp_path.rglob("*.wav")] == [done.stdout.strip()]
    assert len(list(tmp_path.iterdir())) == 1


def test_a_server_that_starts_removes_what_a_killed_one_left(tmp_path):
    begun, finished, foreign = (tmp_path / name for name in ("live-a", "live-b", "live-c"))
    Recording(begun / "take.wav", SR).write(0, b"\1\0" * 1000)
    Recording(finished / "take.wav", SR).finish()
    foreign.mkdir()
    (foreign / "notes.txt").write_text("somebody's")
    (tmp_path / "live-d").mkdir()
    (tmp_path / "live-e").symlink_to(begun)
    # What still grows may be another server's.
    assert remove_leftovers(tmp_path) == 3
    assert begun.exists()
    hour_ago = time.time() - 3600
    for place in (begun / "take.wav", finished / "take.wav", foreign, tmp_path / "live-d"):
        os.utime(place, (hour_ago, hour_ago))
    assert remove_leftovers(tmp_path) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["live-b", "live-c", "live-e"]
    assert (foreign / "notes.txt").exists()


def test_a_roll_that_is_made_looks_for_leftovers_once(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    Recording(tmp_path / "live-a" / "take.wav", SR).write(0, b"\1\0")
    os.utime(tmp_path / "live-a" / "take.wav", (1, 1))
    PianoRoll()
    end_s = time.monotonic() + 60
    while (tmp_path / "live-a").exists() and time.monotonic() < end_s:
        time.sleep(0.01)
    assert not (tmp_path / "live-a").exists()


def test_a_page_sings_one_take_and_a_server_so_many(tmp_path):
    takes = LiveTakes(lambda: tmp_path, max_takes=2)
    first = opened(takes, "page")
    second = opened(takes, "page")
    opened(takes, "other")
    assert takes.answer({"action": "finish", "id": first})["error"] == "unknown"
    busy = takes.answer({"action": "open", "sr": SR, "block_samples": BLOCK, "page": "third"})
    assert busy["error"] == "busy"
    assert "limit" in busy["message"]
    assert "error" not in send(takes, second, 0, melody()[:BLOCK])


def test_one_address_leaves_room_for_others(tmp_path):
    takes = LiveTakes(lambda: tmp_path, max_takes=4)
    question = {"action": "open", "sr": SR, "block_samples": BLOCK}
    mine = [takes.answer({**question, "page": f"page {n}"}, "192.0.2.1") for n in range(3)]
    assert [answer.get("error") for answer in mine] == [None, None, "busy"]
    assert "address" in mine[2]["message"]
    assert "error" not in takes.answer({**question, "page": "theirs"}, "192.0.2.2")
    # What is over counts no more, and neither did what was refused: the page that sings again replaces its own take.
    assert "error" not in takes.answer({**question, "page": "page 1"}, "192.0.2.1")
    takes.answer({"action": "close", "id": mine[0]["id"]})
    assert "error" not in takes.answer({**question, "page": "page 3"}, "192.0.2.1")
    assert takes.answer({**question, "page": "page 4"}, "192.0.2.1")["error"] == "busy"
    assert len(takes) == 3
    assert len(list(tmp_path.rglob("take.wav"))) == 3


@pytest.mark.parametrize(
    "payload",
    [
        None,
        [],
        {"action": "open"},
        {"action": "open", "sr": "x", "block_samples": 1},
        {"action": "open", "sr": 48_000, "block_samples": 10**9},
        {"action": "block", "id": "nobody"},
        {"action": "dance", "id": None},
    ],
)
def test_nonsense_is_refused_in_words(takes, payload):
    answer = takes.answer(payload)
    assert answer["error"] in ("refused", "unknown")
    assert answer["message"]


NO_COUNTS = [float("inf"), float("-inf"), float("nan"), 0.5, 10**400, -(10**5_000), 2**60, "7", True, None, [1], {}]


@pytest.mark.parametrize("value", NO_COUNTS, ids=range(len(NO_COUNTS)))
@pytest.mark.parametrize("name", ["sr", "block_samples", "seq", "have_frames", "have_notes"])
def test_what_is_no_count_is_named(takes, name, value):
    """JSON of other programs brings Infinity and numbers of any length; `int` says something else of each."""
    take_id = opened(takes)
    asked = [{"action": "open", "sr": SR, "block_samples": BLOCK}]
    if name not in asked[0]:
        asked = [{"action": action, "id": take_id, "seq": 0, "pcm": ""} for action in ("block", "finish")]
    for fields in asked[: 1 if name == "seq" else None]:
        answer = takes.answer({**fields, name: value})
        assert answer["error"] == "refused"
        assert f"`{name}` is a whole number" in answer["message"]
        assert len(answer["message"]) < 200
    assert send(takes, take_id, 0, melody()[:BLOCK])["next_seq"] == 1


@pytest.mark.parametrize("pcm", [None, 7, "", "AAE", "!%", "é", "YWJj", "A" * (3 * SR * 5)])
def test_odd_blocks_are_refused_and_the_take_goes_on(takes, pcm):
    take_id = opened(takes)
    answer = takes.answer({"action": "block", "id": take_id, "seq": 0, "pcm": pcm})
    assert answer["error"] == "refused"
    assert send(takes, take_id, 10**9, melody()[:BLOCK])["error"] == "refused"
    assert send(takes, take_id, 0, melody()[:BLOCK])["next_seq"] == 1


def test_a_long_song_without_rests_is_looked_at_in_windows(takes):
    take_id = opened(takes)
    scale = [60, 62, 64, 65, 67] * 12
    tone = []
    for pitch in scale:
        time_s = np.arange(int(0.6 * SR)) / SR
        tone.append(0.3 * np.sin(2 * np.pi * 440 * 2 ** ((pitch - 69) / 12) * time_s))
    pcm = (np.concatenate(tone) * 32767).astype("<i2")
    for seq in range(0, len(pcm) // BLOCK, 10):
        send(takes, take_id, seq, pcm[seq * BLOCK : (seq + 10) * BLOCK])
    end = takes.answer({"action": "finish", "id": take_id})
    assert [note[2] for note in end["notes"]] == scale


def test_a_recording_is_never_written_over(tmp_path):
    Recording(tmp_path / "a.wav", SR).finish()
    with pytest.raises(FileExistsError):
        Recording(tmp_path / "a.wav", SR)
