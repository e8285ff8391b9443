"""A score as a video: decoded again, the frames show the notes where and when they sound, and the sound is there."""

import tracemalloc

import av
import numpy as np
import pytest

from gradio_pianoroll import NoteTable, Score, TempoMap, Track, video
from gradio_pianoroll.errors import ScoreError
from gradio_pianoroll.formats.audio import save_audio
from gradio_pianoroll.synth import render
from gradio_pianoroll.video import render_video

WIDTH_PX, HEIGHT_PX, FPS = 480, 270, 20


@pytest.fixture
def song():
    """Half a second each, with a pause from 1 to 1.5 s."""
    notes = NoteTable.from_columns([0, 1, 3], 1, [60, 72, 66], velocity=127)
    return Score(notes, TempoMap(120), (Track("a", color="#00a000"),))


def decoded(path):
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray(format="rgb24").astype(int) for frame in container.decode(video=0)]
    with av.open(str(path)) as container:
        rate = container.streams.audio[0].rate if container.streams.audio else 0
        sound = [f.to_ndarray().mean(axis=0) for f in container.decode(audio=0)] if rate else []
    return frames, np.concatenate(sound) if sound else np.zeros(0), rate


def make(score, path, **options):
    return render_video(
        score, path, **{"size_px": (WIDTH_PX, HEIGHT_PX), "fps": FPS, "shown_s": 4, "lyrics": False, **options}
    )


def greens(frame):
    """Where notes are: more green than anything else."""
    return (frame[..., 1] > frame[..., 0] + 40) & (frame[..., 1] > frame[..., 2] + 40)


@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_it_can_be_decoded_and_is_as_long_as_the_song(song, tmp_path, suffix):
    told = []
    length_s = make(song, tmp_path / f"a{suffix}", on_progress=lambda *share: told.append(share))
    frames, sound, rate = decoded(tmp_path / f"a{suffix}")
    assert length_s == 2.0
    assert len(frames) == 2 * FPS
    assert frames[0].shape == (HEIGHT_PX, WIDTH_PX, 3)
    # While the score is played to find its peak there are no frames yet.
    assert told[0] == (0, 2 * FPS)
    assert [share for share in told if share[0]] == [(i, 2 * FPS) for i in range(1, 2 * FPS + 1)]
    # Coders add some milliseconds at both ends.
    assert len(sound) / rate == pytest.approx(2.0, abs=0.08)
    loud = [np.sqrt((sound[round(at * rate) : round((at + 0.2) * rate)] ** 2).mean()) for at in (0.1, 0.6, 1.6)]
    assert min(loud) > 0.01


def test_a_note_stands_at_the_playhead_when_it_begins(song, tmp_path):
    make(song, tmp_path / "a.mp4", audio=(np.zeros(8_000, np.float32), 4_000))
    frames, _, _ = decoded(tmp_path / "a.mp4")
    head_px = round(WIDTH_PX * 0.05) + round((WIDTH_PX - round(WIDTH_PX * 0.05)) * 0.25)
    rows = {}
    for name, number in (("60", 5), ("72", 15), ("none", 25), ("66", 35)):
        beside = greens(frames[number])[:, head_px + 4 : head_px + 7].all(axis=1)
        rows[name] = float(np.flatnonzero(beside).mean()) if beside.any() else None
    assert rows["none"] is None
    # Higher notes lie higher, at equal distances.
    assert rows["72"] < rows["66"] < rows["60"]
    assert rows["60"] - rows["66"] == pytest.approx(rows["66"] - rows["72"], abs=2)
    # The last note begins at 1.5 s: at its frame, nothing green lies left of the playhead.
    last = greens(frames[30])[round(rows["66"])]
    assert abs(np.flatnonzero(last)[0] - head_px) <= 3


def test_what_sounds_is_lit_with_its_key_and_no_other(song, tmp_path):
    make(song, tmp_path / "a.mp4")
    frames, _, _ = decoded(tmp_path / "a.mp4")
    keys = np.stack([frame[:, 4:10].mean(axis=(1, 2)) for frame in frames])
    changed = np.abs(keys - keys[25]).max(axis=1) > 25  # at frame 25 nothing sounds
    assert changed[:20].all()
    assert not changed[21:30].any()
    assert changed[30:].all()


def test_sound_of_ones_own_is_what_is_heard(song, tmp_path):
    sr = 22_050
    tone = 0.5 * np.sin(2 * np.pi * 1_000 * np.arange(2 * sr) / sr)
    make(song, tmp_path / "a.mp4", audio=(tone, sr))
    _, sound, rate = decoded(tmp_path / "a.mp4")
    middle = sound[rate // 2 : rate]
    assert np.argmax(np.abs(np.fft.rfft(middle))) * rate / len(middle) == pytest.approx(1_000, abs=3)
    assert np.abs(middle).max() == pytest.approx(0.5, abs=0.03)


def test_a_file_is_heard_from_the_second_of_the_part_with_both_channels(song, tmp_path):
    """Blocks of a file: the first second is 500 Hz, then 1 kHz left and 2 kHz right."""
    sr = 32_000
    t = np.arange(2 * sr) / sr
    left = np.where(t < 1, np.sin(2 * np.pi * 500 * t), np.sin(2 * np.pi * 1_000 * t))
    right = np.where(t < 1, np.sin(2 * np.pi * 500 * t), np.sin(2 * np.pi * 2_000 * t))
    save_audio(tmp_path / "a.wav", (0.5 * np.stack([left, right], axis=1)).astype(np.float32), sr)
    make(song, tmp_path / "a.mkv", audio=tmp_path / "a.wav", span_s=(1, 2))
    with av.open(str(tmp_path / "a.mkv")) as container:
        rate = container.streams.audio[0].rate
        sound = np.concatenate([f.to_ndarray() for f in container.decode(audio=0)], axis=1)
    for channel, hz in zip(sound, (1_000, 2_000), strict=True):
        part = channel[rate // 5 : rate * 4 // 5]
        assert np.argmax(np.abs(np.fft.rfft(part))) * rate / len(part) == pytest.approx(hz, abs=3)
    assert sound.shape[1] / rate == pytest.approx(1.0, abs=0.08)


def test_a_file_that_ends_before_the_part_is_silence(song, tmp_path):
    save_audio(tmp_path / "a.wav", np.zeros(8_000, np.float32), 8_000)
    make(song, tmp_path / "a.mp4", audio=tmp_path / "a.wav", span_s=(1.5, 2))
    assert decoded(tmp_path / "a.mp4")[2] == 0


def test_a_part_begins_where_it_is_said(song, tmp_path):
    assert make(song, tmp_path / "part.mp4", span_s=(1.5, 2), pitches=(55, 77)) == 0.5
    make(song, tmp_path / "whole.mp4", pitches=(55, 77))
    part, _, _ = decoded(tmp_path / "part.mp4")
    whole, _, _ = decoded(tmp_path / "whole.mp4")
    assert len(part) == FPS // 2
    assert (greens(part[3]) == greens(whole[33])).mean() > 0.99


def test_a_song_of_many_strips_scrolls_without_a_seam(tmp_path):
    """Notes at every beat: what moves by whole pixels is the same picture, moved."""
    score = Score(NoteTable.from_columns(np.arange(400) * 0.5, 0.25, 60 + np.arange(400) % 3), TempoMap(240))
    make(score, tmp_path / "a.mp4", audio=(np.zeros(10), 8_000), shown_s=1)
    frames, _, _ = decoded(tmp_path / "a.mp4")
    step_px = max(1, round((WIDTH_PX - 24) / 1 / FPS))
    height = slice(HEIGHT_PX // 2, HEIGHT_PX - 4)
    for i in range(1, len(frames) - 1, 7):
        moved = frames[i][height, 200 + step_px : 470]
        assert np.abs(frames[i + 1][height, 200 : 470 - step_px] - moved).mean() < 4, i


def test_a_note_that_began_long_ago_is_there_and_lit(tmp_path):
    """A pedal point under a minute of short notes: strips later its row is still that of a note that sounds."""
    onset = np.append(0.0, 1 + np.arange(58))
    notes = NoteTable.from_columns(onset, [59.0] + [0.5] * 58, [48] + [72] * 58, velocity=127)
    score = Score(notes, TempoMap(60), (Track(color="#00a000"),))
    make(score, tmp_path / "a.mp4", audio=(np.zeros(10), 8_000), span_s=(55, 56), pitches=(40, 80))
    frame = decoded(tmp_path / "a.mp4")[0][10]
    row_px = HEIGHT_PX - round((48 - 40 + 0.5) * HEIGHT_PX * 0.93 / 41)
    assert greens(frame)[row_px, 30:470].mean() > 0.9
    # Its key, too.
    assert np.abs(frame[row_px, 4:10] - frame[row_px + 3 * round(HEIGHT_PX * 0.93 / 41), 4:10]).max() > 25


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"size_px": (481, 270)}, "size_px"),
        ({"size_px": (48_000, 27_000)}, "size_px"),
        ({"fps": 0}, "fps"),
        ({"shown_s": float("nan")}, "shown_s"),
        ({"span_s": (2, 1)}, "span_s"),
        ({"theme": "blue"}, "theme"),
        ({"audio": (np.zeros((3, 5)), 8_000)}, "audio"),
        ({"audio": (np.full(9, np.nan), 8_000)}, "audio"),
        ({"audio": (np.zeros(9, np.int16), 8_000)}, "floating point"),
    ],
)
def test_what_cannot_be_rendered_is_said_and_leaves_nothing(song, tmp_path, wrong, says):
    with pytest.raises(ScoreError, match=says):
        render_video(song, tmp_path / "a.mp4", **wrong)
    assert list(tmp_path.iterdir()) == []


def test_no_file_of_another_kind_and_nothing_from_nothing(song, tmp_path):
    with pytest.raises(ScoreError, match=r"a\.gif: a video ends in"):
        render_video(song, tmp_path / "a.gif")
    with pytest.raises(ScoreError, match="no notes"):
        render_video(Score(), tmp_path / "a.mp4")


def test_one_that_is_stopped_leaves_what_was_there(song, tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(b"before")

    def stop(done, total):
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(song, path, on_progress=stop)
    assert path.read_bytes() == b"before"
    assert [p.name for p in tmp_path.iterdir()] == ["a.mp4"]


def test_the_sound_of_a_long_score_is_never_whole_in_memory():
    """Half an hour in stereo would be 690 MB; what is heard is what `render` gives."""
    notes = NoteTable.from_columns(np.arange(900) * 2.0, 1.5, 60, velocity=127)
    long = Score(notes, tempo_map=60, tracks=(Track(program=19),))
    calls = []
    tracemalloc.start()
    sound = video._sound_of(long, None, None, 0.0, 1_800.0, lambda: calls.append(1))
    heard = sum(len(sound.take(48_000)) for _ in range(1_800))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert heard == 1_800 * 48_000
    assert len(calls) > 500
    assert peak < 60e6
    short = long.replace(notes=notes.take(np.arange(3)))
    sound = video._sound_of(short, None, None, 0.0, 6.0, lambda: None)
    np.testing.assert_allclose(sound.take(6 * 48_000), render(short, 48_000, stereo=True)[: 6 * 48_000], atol=1e-5)
