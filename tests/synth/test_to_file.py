"""Sound files of scores: what `render` gives, in blocks; as loud as wanted; each track by itself."""

import tracemalloc

import numpy as np
import pytest
import soundfile

from gradio_pianoroll import Curve, NoteTable, Score, Track
from gradio_pianoroll.analysis.bs1770 import programme_loudness
from gradio_pianoroll.errors import FormatError
from gradio_pianoroll.synth import add_reverb, render, render_file, stream_voices
from gradio_pianoroll.synth.limiter import Limiter
from gradio_pianoroll.synth.reverb import Room
from tests.synth.fonts import one_instrument

SR = 22_050


def song(length_beats=12, n=50, tracks=None, **more):
    random = np.random.default_rng(3)
    tracks = tracks or (Track("Piano"), Track("Drums", is_drum=True), Track("Strings", 48, volume=0.6))
    notes = NoteTable.from_columns(
        np.sort(random.uniform(0, length_beats, n)), random.uniform(0.1, 2, n), random.integers(40, 80, n),
        velocity=random.integers(20, 128, n), track=random.integers(0, len(tracks), n),
    )  # fmt: skip
    return Score(notes, tracks=tracks, **more)


@pytest.mark.parametrize("stereo", [True, False])
def test_our_voices_stream_what_render_gives(stereo):
    level = Curve("level", [-20.0, 0.0, -10.0], times=[0.0, 5.0, 15.0], target="loudness", unit="dB")
    score = song(20, 80, (Track("Piano"), Track("Choir", 52), Track("Drums", is_drum=True)), curves=[level])
    whole = render(score, SR, stereo=stereo, reverb=0, loudness_curve="level")
    blocks = list(stream_voices(score, SR, stereo=stereo, loudness_curve="level"))
    streamed = np.concatenate(blocks)
    assert len(blocks) > 3
    np.testing.assert_allclose(whole, streamed * min(1, 0.9 / np.abs(streamed).max()), atol=1e-7)


def test_a_long_song_is_sung_from_breath_to_breath():
    """Two stretches, each as it is sung alone; what lies between is silent."""
    onset = np.concatenate([np.arange(140), 145 + np.arange(10)]).astype(float)
    score = Score(NoteTable.from_columns(onset, 0.9, 60, track=0), tempo_map=60, tracks=(Track(program=52),))
    sound = np.concatenate(list(stream_voices(score, 8_000, stereo=False)))
    assert np.abs(sound[(142 * 8_000) : round(144.5 * 8_000)]).max() < 1e-3
    later = Score(NoteTable.from_columns(onset[140:], 0.9, 60), tempo_map=60, tracks=(Track(program=52),))
    level = [
        np.sqrt((part**2).mean())
        for part in (sound[145 * 8_000 : 155 * 8_000], render(later, 8_000, reverb=0)[145 * 8_000 :])
    ]
    assert level[0] == pytest.approx(level[1], rel=0.05)


def test_a_room_in_blocks_is_the_same_room():
    sound = np.random.default_rng(0).standard_normal((90_000, 2)).astype(np.float32) * 0.1
    room = Room(SR, 0.3)
    pieces = [room.push(sound[:40_000]), room.push(sound[40_000:40_100]), room.push(sound[40_100:]), room.finish()]
    np.testing.assert_allclose(np.concatenate(pieces), add_reverb(sound, SR, 0.3), atol=1e-6)
    dry = Room(SR, 0.0)
    np.testing.assert_array_equal(np.concatenate([dry.push(sound), dry.finish()]), sound)


@pytest.mark.parametrize("size", [100, 5_000, 200_000])
def test_a_limiter_keeps_its_ceiling_and_what_is_below(size):
    random = np.random.default_rng(1)
    quiet = (0.3 * np.sin(np.arange(100_000) * 0.05)).astype(np.float32)
    sound = np.stack([quiet, quiet], axis=1)
    sound[30_000:30_050] *= 10
    sound[60_000] = random.choice([-4.0, 4.0], 2)
    limiter = Limiter(SR, 0.8)
    out = np.concatenate([*(limiter.push(sound[i : i + size]) for i in range(0, len(sound), size)), limiter.finish()])
    assert out.shape == sound.shape
    assert np.abs(out).max() == pytest.approx(0.8, abs=1e-6)
    # Before it sees a peak it does nothing, and half a second later nothing any more.
    np.testing.assert_array_equal(out[:29_000], sound[:29_000])
    np.testing.assert_allclose(out[80_000:], sound[80_000:], atol=1e-4)
    once = Limiter(SR, 0.8)
    np.testing.assert_allclose(out, np.concatenate([once.push(sound), once.finish()]), atol=1e-7)


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".ogg", ".opus", ".mp3"])
def test_a_file_of_each_format_has_what_render_gives(tmp_path, suffix):
    score, sr = song(10, 30), 48_000
    done = render_file(score, tmp_path / f"song{suffix}", sr)
    read, rate = soundfile.read(done.path)
    whole = render(score, sr, stereo=True)
    assert rate == sr
    assert done.length_s == pytest.approx(len(whole) / sr)
    assert len(read) == pytest.approx(len(whole), abs=2_500)
    # Loudness is the same to what a lossy codec changes.
    assert programme_loudness(read, sr).integrated_lufs == pytest.approx(done.loudness_lufs, abs=0.3)
    if suffix in (".wav", ".flac"):
        np.testing.assert_allclose(read, whole, atol=1e-4)
    assert [path.name for path in tmp_path.iterdir()] == [f"song{suffix}"]


@pytest.mark.parametrize("wanted", [-30.0, -14.0, -9.0])
def test_a_file_is_as_loud_as_wanted_and_no_peak_is_cut(tmp_path, wanted):
    """BS.1770 over what is in the file, by a meter that is tested against libebur128."""
    done = render_file(song(), tmp_path / "song.wav", SR, loudness_lufs=wanted)
    read, _ = soundfile.read(done.path)
    assert programme_loudness(read, SR).integrated_lufs == pytest.approx(wanted, abs=0.1)
    assert done.loudness_lufs == pytest.approx(wanted, abs=0.1)
    assert np.abs(read).max() <= 10 ** (-1 / 20) + 1e-3
    assert done.peak_db == pytest.approx(20 * np.log10(np.abs(read).max()), abs=0.01)


def test_stems_add_up_and_have_the_names_of_their_tracks(tmp_path):
    tracks = (Track("Piano"), Track("a/b:c", 40), Track("Silent", muted=True), Track("", 33))
    done = render_file(song(tracks=tracks), tmp_path / "song.wav", SR, stems=True, reverb=0.1)
    assert [path.name for path in done.stems] == ["song.1 Piano.wav", "song.2 a b c.wav", "song.4.wav"]
    whole, *stems = (soundfile.read(path)[0] for path in (done.path, *done.stems))
    np.testing.assert_allclose(sum(stems), whole, atol=3e-4)


def test_a_soundfont_plays_into_a_file_with_its_stems(tmp_path):
    font = tmp_path / "font.sf2"
    font.write_bytes(one_instrument())
    tracks = (Track("a"), Track("b"))
    done = render_file(song(10, 40, tracks), tmp_path / "song.flac", SR, soundfont=font, stems=True, reverb=0)
    read = soundfile.read(done.path)[0]
    np.testing.assert_allclose(read, render(song(10, 40, tracks), SR, soundfont=font, stereo=True, reverb=0), atol=1e-4)
    np.testing.assert_allclose(sum(soundfile.read(path)[0] for path in done.stems), read, atol=1e-4)
    mono = render_file(song(10, 40, tracks), tmp_path / "mono.wav", SR, soundfont=font, stereo=False, reverb=0)
    assert soundfile.info(mono.path).channels == 1


def test_progress_ascends_and_what_it_raises_leaves_nothing(tmp_path):
    shares = []
    (tmp_path / "song.wav").write_bytes(b"before")
    render_file(song(10, 20), tmp_path / "song.wav", SR, loudness_lufs=-14, on_progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1
    before = (tmp_path / "song.wav").read_bytes()

    class Enough(Exception):
        """Somebody has seen enough."""

    def stop(share):
        if share > 0.6:
            raise Enough

    with pytest.raises(Enough):
        render_file(song(10, 20), tmp_path / "song.wav", SR, on_progress=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["song.wav"]
    assert (tmp_path / "song.wav").read_bytes() == before


def test_what_cannot_be_is_refused(tmp_path):
    with pytest.raises(ValueError, match="between -60 and -1 LUFS, not 3"):
        render_file(song(), tmp_path / "song.wav", loudness_lufs=3)
    with pytest.raises(ValueError, match="nothing sounds"):
        render_file(song(tracks=(Track(muted=True),)), tmp_path / "song.wav", loudness_lufs=-14)
    with pytest.raises(FormatError, match=r"^song\.xyz: "):
        render_file(song(4, 4), tmp_path / "song.xyz", SR)
    with pytest.raises(FormatError):
        render_file(song(4, 4), tmp_path / "none/song.wav", SR)
    empty = render_file(Score(), tmp_path / "empty.wav", SR)
    assert (empty.length_s, empty.loudness_lufs) == (0, -np.inf)


def test_an_hour_of_our_voices_needs_no_more_memory(tmp_path):
    count = 3_600
    notes = NoteTable.from_columns(np.arange(count) * 2.0, 1.5, np.tile([60, 64, 67], count)[:count])
    tracemalloc.start()
    done = render_file(Score(notes), tmp_path / "long.wav", 4_000, reverb=0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert done.length_s == pytest.approx(3_600, abs=2)
    assert peak < 20e6


def test_a_note_of_an_hour_needs_no_more_memory_either(tmp_path):
    drone = Score(NoteTable.from_columns([0], 3_600, 45), tempo_map=60, tracks=(Track(program=48),))
    tracemalloc.start()
    done = render_file(drone, tmp_path / "drone.wav", 4_000, reverb=0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert done.length_s == pytest.approx(3_600, abs=2)
    assert peak < 20e6
