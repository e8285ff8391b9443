"""From file to file: the same samples, in the memory of a few blocks."""

import subprocess
import sys

import numpy as np
import pytest
import soundfile

from gradio_pianoroll import FormatError
from gradio_pianoroll.synth import Resynthesiser, ResynthesisError, resynthesise, resynthesise_file
from tests.synth.resynthesis.voices import spoken

pytest.importorskip("numba")


@pytest.mark.parametrize(
    ("suffix", "subtype", "dtype"),
    [("wav", "PCM_16", "int16"), ("wav", "PCM_24", "int32"), ("wav", "FLOAT", "float32"), ("flac", "PCM_16", "int16"),
     ("wav", "DOUBLE", "float64"), ("aiff", "PCM_24", "int32")],
)  # fmt: skip
def test_a_file_is_sung_as_its_samples_are(tmp_path, suffix, subtype, dtype):
    audio, sr, f0 = spoken()
    source, target = tmp_path / f"in.{suffix}", tmp_path / f"out.{suffix}"
    soundfile.write(source, np.stack([audio, 0.3 * audio], axis=1), sr, subtype=subtype)
    edited = np.where(f0.times_s > 0.7, 1.2, 1) * f0.f0_hz
    shares = []
    assert resynthesise_file(source, target, f0, edited, on_progress=shares.append) == target
    assert shares[-1] == 1.0
    assert soundfile.info(target).subtype == subtype
    before, _ = soundfile.read(source, dtype=dtype)
    after, _ = soundfile.read(target, dtype=dtype)
    if subtype == "PCM_24":
        # A 24-bit file keeps the upper bits of what is computed.
        expected = resynthesise(before, sr, f0, edited) & ~0xFF
        assert np.abs(after.astype(np.int64) - expected).max() <= 256
    else:
        assert np.array_equal(after, resynthesise(before, sr, f0, edited))
    spans = Resynthesiser(source, None, f0).changed_spans(edited)
    first = round(spans[0][0] * sr)
    assert first > 0.5 * sr
    assert np.array_equal(after[:first], before[:first])
    assert not np.array_equal(after, before)


def test_another_suffix_is_another_format(tmp_path):
    audio, sr, f0 = spoken()
    soundfile.write(tmp_path / "in.wav", audio, sr)
    resynthesise_file(tmp_path / "in.wav", tmp_path / "out.ogg", f0, 1.1 * f0.f0_hz)
    got, got_sr = soundfile.read(tmp_path / "out.ogg")
    expected = resynthesise(audio, sr, f0, 1.1 * f0.f0_hz)
    assert (got_sr, len(got)) == (sr, len(audio))
    assert np.corrcoef(got, expected)[0, 1] > 0.99


def test_files_that_cannot_be_read_or_written(tmp_path):
    audio, sr, f0 = spoken()
    with pytest.raises(FormatError, match=r"none\.wav: there is no such file"):
        resynthesise_file(tmp_path / "none.wav", tmp_path / "out.wav", f0)
    (tmp_path / "text.wav").write_text("no sound")
    with pytest.raises(FormatError, match=r"text\.wav: cannot be read from any place on"):
        Resynthesiser(tmp_path / "text.wav", None, f0)
    soundfile.write(tmp_path / "in.wav", audio, sr)
    with pytest.raises(FormatError, match=r"out\.wav: cannot be written"):
        resynthesise_file(tmp_path / "in.wav", tmp_path / "no" / "out.wav", f0)
    with pytest.raises(ResynthesisError, match=r"in\.wav has 48000 Hz, not 44100"):
        Resynthesiser(tmp_path / "in.wav", 44_100, f0)
    damaged = audio.copy()
    damaged[5000] = np.nan
    soundfile.write(tmp_path / "damaged.wav", damaged, sr, subtype="FLOAT")
    with pytest.raises(ResynthesisError, match="sample 5000"):
        resynthesise_file(tmp_path / "damaged.wav", tmp_path / "out.wav", f0, 1.1 * f0.f0_hz)


def test_what_fails_leaves_what_was_there(tmp_path):
    audio, sr, f0 = spoken()
    damaged = audio.copy()
    damaged[-5000] = np.nan
    soundfile.write(tmp_path / "damaged.wav", damaged, sr, subtype="FLOAT")
    for name in ("out.wav", "out.flac"):
        (tmp_path / name).write_text("former")
        for asked in ({"f0_to": f0.f0_hz[1:]}, {"f0_to": 1.1 * f0.f0_hz}, {"timing": iter([(0, 0), (9, 9)])}):
            with pytest.raises(ResynthesisError):
                resynthesise_file(tmp_path / "damaged.wav", tmp_path / name, f0, **asked)
            assert (tmp_path / name).read_text() == "former"
    with pytest.raises(FormatError, match=r"out\.xyz: "):
        resynthesise_file(tmp_path / "damaged.wav", tmp_path / "out.xyz", f0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["damaged.wav", "out.flac", "out.wav"]


def test_timing_may_come_once(tmp_path):
    audio, sr, f0 = spoken()
    soundfile.write(tmp_path / "in.wav", audio, sr)
    resynthesise_file(tmp_path / "in.wav", tmp_path / "out.wav", f0, timing=iter([(0, 0), (0.5, 0.7)]))
    assert soundfile.info(tmp_path / "out.wav").frames == len(audio) + round(0.2 * sr)


MEMORY = """
import resource, sys
import numpy as np
from gradio_pianoroll.synth import resynthesise_file
minutes = float(sys.argv[3])
times_s = np.arange(0, 60 * minutes, 0.01)
f0_hz = np.where(times_s % 3 < 2.5, 200.0, np.nan)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
resynthesise_file(sys.argv[1], sys.argv[2], (times_s, f0_hz), 1.1 * f0_hz)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


def test_memory_does_not_grow_with_the_length(tmp_path):
    """Five minutes take what one takes and their F0, not four minutes of sound (15 MB as float32)."""
    sr = 16_000
    time_s = np.arange(60 * sr) / sr
    minute = (0.2 * sum(np.sin(2 * np.pi * 200 * k * time_s) / k for k in range(1, 4)) * 32_767).astype(np.int16)
    used = {}
    for minutes in (1, 5):
        with soundfile.SoundFile(tmp_path / "in.wav", "w", sr, 1, "PCM_16") as file:
            for _ in range(minutes):
                file.write(minute)
        command = [sys.executable, "-c", MEMORY, str(tmp_path / "in.wav"), str(tmp_path / "out.wav"), str(minutes)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        used[minutes] = float(done.stdout)
    assert soundfile.info(tmp_path / "out.wav").frames == 5 * len(minute)
    assert used[5] - used[1] < 8
