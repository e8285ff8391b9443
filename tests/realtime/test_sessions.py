"""Live sessions: numbered blocks in any order, several users, bounds."""

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradio_pianoroll.realtime import (
    LiveBusyError,
    LiveError,
    LiveOptions,
    LiveSession,
    LiveSessions,
    UnknownSessionError,
)
from gradio_pianoroll.realtime.reorder import Reorder

SR, SIZE = 48_000, 2_048


class Clock:
    def __init__(self):
        self.now_s = 100.0

    def __call__(self):
        return self.now_s


def _tone(seconds, f0_hz=220.0, sr=SR):
    t_s = np.arange(int(seconds * sr)) / sr
    return (0.4 * np.sin(2 * np.pi * f0_hz * t_s) + 0.2 * np.sin(4 * np.pi * f0_hz * t_s)).astype(np.float32)


def _blocks(sound, size=SIZE):
    return [sound[at : at + size] for at in range(0, len(sound), size)]


class Screen:
    """What a browser keeps: points by frame, final ones for good; answers may come late or not at all."""

    def __init__(self):
        self.f0_hz, self.final, self.n_final = {}, set(), 0

    def take(self, answer):
        for place, value in enumerate(answer["f0_hz"]):
            frame = answer["first_frame"] + place
            if place < answer["n_final"]:
                assert frame not in self.final or self.f0_hz[frame] == value
                self.f0_hz[frame] = value
                self.final.add(frame)
            elif frame not in self.final:
                self.f0_hz[frame] = value
        while self.n_final in self.final:
            self.n_final += 1


def _run(session, blocks, order=None):
    screen = Screen()
    for seq in order if order is not None else range(len(blocks)):
        screen.take(session.push(seq, blocks[seq]))
    last = session.finish()
    screen.take(last)
    return screen, last


@given(
    seed=st.integers(0, 2**32),
    count=st.integers(1, 40),
    reach=st.integers(0, 6),
    losses=st.sets(st.integers(0, 39), max_size=4),
)
def test_reorder_gives_every_block_that_came_once_and_in_order(seed, count, reach, losses):
    rng = np.random.default_rng(seed)
    order = sorted(range(count), key=lambda n: n + rng.uniform(0, reach + 0.5))
    came = [n for n in order if n not in losses]
    reorder, out = Reorder(capacity_blocks=8, patience_s=1e9), []
    for n in came:
        out += reorder.push(n, n, 0.0)
        assert reorder.waiting <= 8
    out += reorder.rest()
    assert [seq for seq, _ in out] == sorted(came)
    assert all(seq == block for seq, block in out)
    assert reorder.lost == len([n for n in losses if came and n < max(came)])


def test_reorder_waits_for_so_long_and_so_many_and_ignores_what_comes_twice_or_late():
    reorder = Reorder(capacity_blocks=2, patience_s=1.0)
    assert reorder.push(1, "b", 0.0) == []
    assert reorder.push(1, "b", 0.5) == []
    assert reorder.push(2, "c", 0.9) == []
    assert reorder.push(4, "e", 1.0) == [(1, "b"), (2, "c")]
    assert reorder.push(0, "a", 1.1) == []
    assert (reorder.lost, reorder.ignored) == (1, 2)
    assert reorder.push(6, "g", 1.2) == []
    assert reorder.push(7, "h", 1.3) == [(4, "e")]
    assert reorder.overdue(9.0) == [(6, "g"), (7, "h")]
    assert reorder.lost == 3


def test_a_sung_tone_becomes_points_at_once_and_final_ones_soon():
    session, blocks = LiveSession(LiveOptions(SR, SIZE)), _blocks(_tone(2.0))
    heard_s = 0.0
    for seq, block in enumerate(blocks):
        answer = session.push(seq, block)
        heard_s += len(block) / SR
        end_s = (answer["first_frame"] + len(answer["f0_hz"])) * answer["hop_s"]
        final_s = (answer["first_frame"] + answer["n_final"]) * answer["hop_s"]
        # A frame needs half its length more; a final one 186 ms on top; the resampler keeps a little.
        assert end_s >= heard_s - 0.12
        assert final_s >= heard_s - 0.31
    assert answer["lost"] == answer["waiting"] == 0
    assert answer["peak"] == pytest.approx(0.53, abs=0.1)
    assert answer["f0_hz"][2] == pytest.approx(220, rel=0.01)


@pytest.mark.parametrize("sr", [16_000, 22_050, 44_100, 48_000])
def test_any_order_of_blocks_gives_the_same_points(sr):
    sound = np.concatenate([_tone(0.7, 220, sr), np.zeros(sr // 5, np.float32), _tone(0.7, 331, sr)])
    blocks = _blocks(sound)
    rng = np.random.default_rng(sr)
    order = sorted(range(len(blocks)), key=lambda n: n + rng.uniform(0, 5))
    options = LiveOptions(sr, SIZE)
    straight, _ = _run(LiveSession(options), blocks)
    shuffled, last = _run(LiveSession(options), blocks, order)
    assert order != sorted(order)
    assert last["lost"] == last["ignored"] == 0
    assert shuffled.f0_hz == straight.f0_hz
    assert straight.final == set(range(len(straight.f0_hz)))
    voiced = [frame for frame, value in straight.f0_hz.items() if value is not None]
    assert straight.f0_hz[voiced[len(voiced) // 4]] == pytest.approx(220, rel=0.01)
    assert straight.f0_hz[voiced[-len(voiced) // 4]] == pytest.approx(331, rel=0.01)


def test_lost_blocks_leave_a_gap_and_the_rest_keeps_its_place():
    sound = np.concatenate([_tone(1.0, 220), _tone(1.0, 330)])
    blocks, lost = _blocks(sound), {0, 10, 11, 12, 13}
    order = [n for n in range(len(blocks)) if n not in lost]
    screen, last = _run(LiveSession(LiveOptions(SR, SIZE, reorder_blocks=4)), blocks, order)
    assert last["lost"] == len(lost)
    hop_s = last["hop_s"]
    assert screen.n_final == len(screen.f0_hz) == pytest.approx(len(sound) / SR / hop_s, abs=2)
    assert screen.f0_hz[round(0.5 * (10 + 14) * SIZE / SR / hop_s)] is None
    assert screen.f0_hz[round(0.3 / hop_s)] == pytest.approx(220, rel=0.01)
    assert screen.f0_hz[round(1.4 / hop_s)] == pytest.approx(330, rel=0.01)
    assert screen.f0_hz[round(0.75 / hop_s)] == pytest.approx(220, rel=0.01)


def test_lost_answers_are_made_up_for():
    session, blocks, rng = LiveSession(LiveOptions(SR, SIZE)), _blocks(_tone(2.0)), np.random.default_rng(3)
    screen = Screen()
    for seq, block in enumerate(blocks):
        answer = session.push(seq, block, have_frames=screen.n_final)
        if rng.uniform() < 0.5:
            screen.take(answer)
    screen.take(session.finish(have_frames=screen.n_final))
    whole, _ = _run(LiveSession(LiveOptions(SR, SIZE)), blocks)
    assert screen.f0_hz == whole.f0_hz
    assert screen.final == whole.final


def test_what_is_kept_is_bounded():
    session = LiveSession(LiveOptions(22_050, 1_024, history_s=1.0))
    for seq, block in enumerate(_blocks(_tone(4.0, sr=22_050), 1_024)):
        session.push(seq, block)
    answer = session.finish(have_frames=0)
    assert answer["n_final"] == round(1.0 / answer["hop_s"])
    assert answer["first_frame"] > 0


@pytest.mark.parametrize(
    ("seq", "block", "told"),
    [
        (-1, np.zeros(8), "numbered"),
        (True, np.zeros(8), "numbered"),
        ("0", np.zeros(8), "numbered"),
        (10**9, np.zeros(8), "at most 3600 s"),
        (0, np.zeros(0), "0 samples"),
        (0, np.zeros(SIZE + 1), "samples"),
        (0, np.array([0, np.nan]), "NaN"),
        (0, np.zeros((2, 2, 2)), "block of sound"),
        (0, np.array(["a"]), "block of sound"),
    ],
)
def test_hostile_blocks_are_refused_and_change_nothing(seq, block, told):
    session = LiveSession(LiveOptions(SR, SIZE))
    with pytest.raises(LiveError, match=told):
        session.push(seq, block)
    assert session.push(0, _tone(0.01))["next_seq"] == 1


@pytest.mark.parametrize("bad", [{"sr": 100}, {"sr": 10**9}, {"block_samples": 0}, {"fmin": 500, "fmax": 100}])
def test_impossible_options_are_refused(bad):
    with pytest.raises(LiveError, match=r"must|has|below"):
        LiveOptions(**bad)


def test_finished_streams_take_no_more_and_may_be_finished_again():
    session = LiveSession(LiveOptions(SR, SIZE))
    session.push(0, _tone(0.01))
    first = session.finish(have_frames=0)
    assert session.finish(have_frames=0)["f0_hz"] == first["f0_hz"]
    with pytest.raises(LiveError, match="finished"):
        session.push(1, _tone(0.01))


def test_sessions_are_bounded_expire_and_cannot_be_guessed():
    clock = Clock()
    sessions = LiveSessions(2, idle_s=10, clock=clock)
    one, other = sessions.open(), sessions.open()
    assert one.id != other.id
    assert len(one.id) >= 32
    with pytest.raises(LiveBusyError, match="2 live sessions"):
        sessions.open()
    clock.now_s += 8
    one.push(0, _tone(0.01))
    clock.now_s += 8
    third = sessions.open()  # the other one was idle for too long
    assert len(sessions) == 2
    with pytest.raises(UnknownSessionError, match="start a new one"):
        sessions.get(other.id)
    for nonsense in ("", "0" * 32, None, ["x"]):
        with pytest.raises(UnknownSessionError):
            sessions.get(nonsense)
    assert sessions.get(one.id) is one
    sessions.close(third.id)
    clock.now_s += 11
    assert sessions.expire() == 1
    assert len(sessions) == 0


def test_users_at_once_do_not_see_each_other():
    sessions, found = LiveSessions(8), {}

    def sing(f0_hz):
        session = sessions.open(LiveOptions(SR, SIZE))
        screen, _ = _run(session, _blocks(_tone(0.8, f0_hz)))
        found[f0_hz] = np.median([value for value in screen.f0_hz.values() if value is not None])
        sessions.close(session.id)

    threads = [threading.Thread(target=sing, args=(f0_hz,)) for f0_hz in (110.0, 180.0, 261.0, 392.0, 523.0, 700.0)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    for f0_hz, heard_hz in found.items():
        assert heard_hz == pytest.approx(f0_hz, rel=0.01)
    assert len(sessions) == 0
