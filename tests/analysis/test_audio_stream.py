"""Sound of any format, rate and length, block by block."""

import io
import tracemalloc

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from gradio_pianoroll.errors import FormatError
from gradio_pianoroll.formats.audio import audio_info, load_audio
from gradio_pianoroll.formats.audio_stream import AudioStream
from tests.analysis.signals import constant, harmonic_tone
from tests.analysis.sound_files import encode
from tests.recordings import spoken_words


def pitch_hz(audio, sr):
    part = audio[sr // 2 : sr // 2 + sr]
    return np.argmax(np.abs(np.fft.rfft(part * np.hanning(len(part))))) * sr / len(part)


@pytest.mark.parametrize(
    ("name", "codec"), [("a.m4a", "aac"), ("a.mp4", "aac"), ("a.webm", "libopus"), ("a.opus", "libopus")]
)
def test_what_browsers_and_telephones_record_is_read(tmp_path, name, codec):
    path = encode(tmp_path / name, harmonic_tone(constant(440, 3, 48_000), 48_000), 48_000, codec)
    audio, sr = load_audio(path)
    assert sr == 48_000
    assert len(audio) / sr == pytest.approx(3, abs=0.1)
    assert pitch_hz(audio, sr) == pytest.approx(440, abs=1.5)
    info = audio_info(path)
    assert (info.sr, info.channels) == (48_000, 1)
    assert info.duration_s == pytest.approx(3, abs=0.1)
    low = np.concatenate([*AudioStream(path, sr=16_000, block_samples=5000)])
    assert pitch_hz(low, 16_000) == pytest.approx(440, abs=1.5)


@pytest.mark.parametrize("sr", [8_000, 44_100, 192_000])
@pytest.mark.parametrize(("subtype", "step"), [("PCM_U8", 2**-7), ("PCM_24", 2**-23), ("FLOAT", 0), ("DOUBLE", 0)])
def test_every_depth_and_rate(tmp_path, sr, subtype, step):
    audio = np.random.default_rng(0).uniform(-0.9, 0.9, (5000, 2)).astype(np.float32)
    soundfile.write(tmp_path / "a.wav", audio, sr, subtype=subtype)
    stream = AudioStream(tmp_path / "a.wav", mono=False, block_samples=777)
    assert (stream.source_sr, stream.channels, stream.n_samples, stream.duration_s) == (sr, 2, 5000, 5000 / sr)
    np.testing.assert_allclose(np.concatenate([*stream]), audio, atol=step * 1.01)


@given(
    st.integers(1, 30_000),
    st.lists(st.integers(1, 20_000), min_size=1, max_size=4),
    st.sampled_from([8000, 22_050, 48_000]),
)
@settings(max_examples=30, deadline=None)
def test_resampling_does_not_depend_on_the_blocks(n, sizes, target):
    audio = np.random.default_rng(n).normal(0, 0.1, (n, 2)).astype(np.float32)
    whole = np.concatenate([np.zeros(0), *AudioStream(audio, source_sr=44_100, sr=target, block_samples=n)])
    assert abs(len(whole) - n * target / 44_100) <= 1
    for size in sizes:
        stream = AudioStream(audio, source_sr=44_100, sr=target, block_samples=size)
        np.testing.assert_array_equal(np.concatenate([np.zeros(0), *stream]), whole)


def test_a_stream_may_be_read_again_and_left_early():
    stream = AudioStream(spoken_words(), block_samples=10_000)
    first = next(iter(stream))
    assert 0 < stream.share_read < 0.5
    whole = np.concatenate([*stream])
    np.testing.assert_array_equal(whole[:10_000], first)
    np.testing.assert_array_equal(whole, np.concatenate([*stream]))
    assert stream.share_read == 1


def test_a_file_object_is_a_source_too(tmp_path):
    tone = harmonic_tone(constant(300, 1, 48_000), 48_000)
    encode(tmp_path / "a.m4a", tone, 48_000, "aac")
    for data in (spoken_words().read_bytes(), (tmp_path / "a.m4a").read_bytes()):
        stream = AudioStream(io.BytesIO(data))
        assert len(np.concatenate([*stream])) == len(np.concatenate([*stream])) > 40_000


def test_memory_does_not_grow_with_the_length(tmp_path):
    with soundfile.SoundFile(tmp_path / "long.wav", "w", 44_100, 2, "PCM_16") as sound:
        for _ in range(60):
            sound.write(np.zeros((44_100, 2), np.float32))
    next(iter(AudioStream(tmp_path / "long.wav", sr=22_050)))
    tracemalloc.start()
    try:
        n = sum(len(block) for block in AudioStream(tmp_path / "long.wav", sr=22_050))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert n == 60 * 22_050
    # The whole sound is 5 MB in mono at the lower rate, 21 MB as it is.
    assert peak < 3_000_000


def test_a_file_whose_head_lies_behind_its_missing_end_is_refused(tmp_path):
    noise = np.random.default_rng(0).normal(0, 0.1, 48_000 * 4).astype(np.float32)
    path = encode(tmp_path / "cut.m4a", noise, 48_000, "aac")
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    with pytest.raises(FormatError, match=r"^cut\.m4a: ") as caught:
        load_audio(path)
    assert str(tmp_path) not in str(caught.value)


def test_a_wav_written_to_a_pipe_whose_length_nobody_knew_is_read(tmp_path):
    soundfile.write(tmp_path / "a.wav", np.zeros(1000, np.float32), 8000)
    raw = bytearray((tmp_path / "a.wav").read_bytes())
    raw[4:8] = raw[40:44] = b"\xff\xff\xff\xff"
    (tmp_path / "piped.wav").write_bytes(raw)
    audio, _ = load_audio(tmp_path / "piped.wav")
    assert len(audio) == 1000


def test_a_play_list_never_opens_another_file(tmp_path):
    encode(tmp_path / "secret.aac", np.zeros(48_000), 48_000, "aac")
    (tmp_path / "list.m3u8").write_text(
        f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{tmp_path}/secret.aac\n#EXT-X-ENDLIST\n"
    )
    (tmp_path / "list.wav").write_text(f"ffconcat version 1.0\nfile '{tmp_path}/secret.aac'\n")
    for name in ("list.m3u8", "list.wav"):
        with pytest.raises(FormatError, match="not a sound file"):
            load_audio(tmp_path / name)


def test_a_picture_and_an_address_are_no_sound(tmp_path):
    from PIL import Image

    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    with pytest.raises(FormatError, match=r"a\.png"):
        load_audio(tmp_path / "a.png")
    with pytest.raises(FormatError, match="no such file"):
        load_audio("http://localhost/a.wav")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"source": np.zeros(9, np.float32)}, "source_sr"),
        ({"source": np.zeros(9, np.int16), "source_sr": 8000}, "floating point"),
        ({"source": np.zeros((2, 2, 2)), "source_sr": 8000}, "floating point"),
        ({"source": np.zeros(9), "source_sr": 8000, "sr": 0}, "sr must be"),
        ({"source": np.zeros(9), "source_sr": 8000, "block_samples": 0}, "block_samples"),
    ],
)
def test_arguments_that_make_no_sense(arguments, words):
    with pytest.raises(ValueError, match=words):
        AudioStream(arguments.pop("source"), **arguments)
