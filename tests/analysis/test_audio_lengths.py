"""Samples are those of other decoders, however they are asked for; a length is believed only when the file states it."""

import itertools
import warnings

import av
import numpy as np
import pytest

from gradio_pianoroll.errors import FormatError
from gradio_pianoroll.formats.audio import audio_info, load_audio
from gradio_pianoroll.formats.audio_heads import missing_caf_bytes, mp3_head, wav_head
from gradio_pianoroll.formats.audio_stream import AudioStream
from gradio_pianoroll.formats.audio_views import size_of
from gradio_pianoroll.score import PianoRollWarning
from tests.analysis.sound_files import (
    SR,
    by_ffmpeg,
    by_libsndfile,
    encode,
    flac_without_length,
    joined,
    rf64_without_length,
    sound,
    without_length,
    without_xing,
    write,
)

pytestmark = pytest.mark.filterwarnings("error::gradio_pianoroll.score.PianoRollWarning")


def read(path, block_samples=1 << 16):
    return np.concatenate([*AudioStream(path, mono=False, block_samples=block_samples)])


def wav(path, audio):
    return write(path, audio)


def mp3(path, audio):
    return write(path, audio, bitrate_mode="VARIABLE", compression_level=0.5)


def mp3_without_xing(path, audio):
    path.write_bytes(without_xing(mp3(path, audio).read_bytes()))
    return path


def mp3_of_constant_rate_without_xing(path, audio):
    return encode(path, audio, SR, "libmp3lame", write_xing="0")


def piped_wav(path, audio):
    path.write_bytes(without_length(write(path, audio).read_bytes()))
    return path


def piped_rf64(path, audio):
    path.write_bytes(rf64_without_length(audio))
    return path


def piped_flac(path, audio):
    path.write_bytes(flac_without_length(write(path, audio).read_bytes()))
    return path


def mp3_in_wav(path, audio):
    return encode(path, audio, SR, "libmp3lame")


def aac(path, audio):
    return encode(path, audio, SR, "aac")


def opus(path, audio):
    return encode(path, audio[: len(audio) // 2 * 2], 48_000, "libopus")


def sndfile_opus(path, audio):
    return write(path, audio, 48_000, format="OGG", subtype="OPUS")


KINDS = {
    "a.wav": wav, "a.flac": wav, "a.ogg": wav, "a.aiff": wav, "a.au": wav, "a.caf": wav, "a.w64": wav, "a.mp3": mp3,
    "xingless.mp3": mp3_without_xing, "constant.mp3": mp3_of_constant_rate_without_xing, "piped.wav": piped_wav,
    "piped.rf64": piped_rf64, "piped.flac": piped_flac, "mp3.wav": mp3_in_wav, "a.aac": aac, "a.m4a": aac,
    "a.mp4": aac, "a.opus": opus, "sndfile.opus": sndfile_opus, "a.webm": opus,
}  # fmt: skip
# libsndfile guesses the length of MP3 without a Xing head from its first frames, takes a piped file for empty, and
# does not know the rest; FFmpeg does not read an RF64 file without lengths.
NOT_LIBSNDFILE = {"xingless.mp3", "piped.wav", "piped.rf64", "piped.flac", "a.aac", "a.m4a", "a.mp4", "a.webm"}


def assert_agrees(path, name, audio, block_sizes):
    whole = read(path)
    first = list(itertools.islice(AudioStream(path, mono=False, block_samples=1), 3_000))
    np.testing.assert_array_equal(np.concatenate(first)[:3_000], whole[: sum(map(len, first))][:3_000])
    for size in block_sizes:
        np.testing.assert_array_equal(read(path, size), whole)
    if name not in NOT_LIBSNDFILE:
        np.testing.assert_array_equal(whole, by_libsndfile(path))
    other = audio[:, None] if name == "piped.rf64" else by_ffmpeg(path)
    assert whole.shape == other.shape
    # Two decoders of one format differ by their rounding; 16 bit of our own writing by half a step.
    np.testing.assert_allclose(whole, other, atol=2**-15 if name == "piped.rf64" else 2e-6)
    assert audio_info(path).n_samples == pytest.approx(len(whole), abs=2_500)


@pytest.mark.parametrize("name", KINDS)
def test_blocks_of_any_size_are_the_whole_and_what_others_decode(tmp_path, name):
    audio = sound()
    assert_agrees(KINDS[name](tmp_path / name, audio), name, audio, (19, 1000, 10**6))


@pytest.mark.parametrize("name", ["a.mp3", "xingless.mp3", "a.ogg", "a.opus", "piped.flac", "a.m4a"])
def test_a_minute_as_well(tmp_path, name):
    audio = sound(60)
    assert_agrees(KINDS[name](tmp_path / name, audio), name, audio, (777, 10**6))


def test_ten_minutes_of_mp3(tmp_path):
    audio = np.random.default_rng(0).normal(0, 0.1, 600 * 8_000).astype(np.float32)
    path = write(tmp_path / "a.mp3", audio, 8_000)
    whole = by_libsndfile(path)
    first = 0
    for block in AudioStream(path, mono=False):
        np.testing.assert_array_equal(block, whole[first : first + len(block)])
        first += len(block)
    assert first == len(whole) == len(audio)


def test_channels_stay_apart(tmp_path):
    audio = sound(channels=2)
    for path in (write(tmp_path / "a.mp3", audio), encode(tmp_path / "a.m4a", audio, SR, "aac")):
        assert read(path).shape[1] == 2
        np.testing.assert_array_equal(read(path, 1000), read(path))
        np.testing.assert_allclose(read(path), by_ffmpeg(path), atol=2e-6)


def test_a_wav_file_that_is_truly_empty_is_not_filled_with_what_follows(tmp_path):
    raw = bytearray(write(tmp_path / "a.wav", np.zeros(0, np.float32)).read_bytes())
    raw += b"LIST\x04\x00\x00\x00INFO"
    raw[4:8] = (len(raw) - 8).to_bytes(4, "little")
    (tmp_path / "a.wav").write_bytes(raw)
    with pytest.raises(FormatError, match="no sound"):
        load_audio(tmp_path / "a.wav")


@pytest.mark.parametrize(
    ("name", "options"), [("a.ogg", {}), ("a.opus", {"format": "OGG", "subtype": "OPUS"}), ("a.oga", {"format": "OGG"})]
)
def test_links_of_a_chained_ogg_file_are_read_one_after_the_other(tmp_path, name, options):
    # RFC 3533: a chained stream is the links' sound, one behind the other; both decoders read alone gives it.
    one = write(tmp_path / f"1{name}", sound(2, 48_000), 48_000, **options)
    two = write(tmp_path / f"2{name}", sound(1, 48_000, hz=330), 48_000, **options)
    both = joined(tmp_path / name, one, two, one)
    parts = np.concatenate([by_libsndfile(one), by_libsndfile(two), by_libsndfile(one)])
    np.testing.assert_array_equal(read(both), parts)
    np.testing.assert_array_equal(read(both, 1000), parts)
    assert audio_info(both).n_samples == len(parts) == 5 * 48_000


def test_a_chain_of_two_rates_says_what_it_leaves_out(tmp_path):
    one, two = write(tmp_path / "1.ogg", sound(1), SR), write(tmp_path / "2.ogg", sound(1, 22_050), 22_050)
    with pytest.warns(PianoRollWarning, match=r"^a\.ogg: of the 2 sounds .* 1 with another sample rate"):
        found = read(joined(tmp_path / "a.ogg", one, two))
    np.testing.assert_array_equal(found, by_libsndfile(one))


@pytest.mark.parametrize("make", [mp3, mp3_without_xing, mp3_of_constant_rate_without_xing])
def test_mp3_files_that_were_joined_are_read_whole(tmp_path, make):
    one = make(tmp_path / "1.mp3", sound(3))
    both = joined(tmp_path / "a.mp3", one, one)
    with warnings.catch_warnings():
        # What tells of the second file, between both, is no sound; FFmpeg may stumble over it.
        warnings.simplefilter("ignore", PianoRollWarning)
        found = read(both)
    assert len(found) / SR == pytest.approx(6, abs=0.15)
    later = found[len(found) // 2 : len(found) // 2 + 2 * SR, 0]
    spectrum = np.abs(np.fft.rfft(later * np.hanning(len(later))))
    assert np.argmax(spectrum) * SR / len(later) == pytest.approx(220, abs=1)


def test_flac_files_that_were_joined_say_so(tmp_path):
    one = write(tmp_path / "1.flac", sound(1))
    with pytest.warns(PianoRollWarning, match=r"^a\.flac: behind the 1\.0 s of sound is more data"):
        found = read(joined(tmp_path / "a.flac", one, one))
    np.testing.assert_array_equal(found, by_libsndfile(one))


@pytest.mark.parametrize("channels", [(1, 2), (2, 1)])
def test_aac_that_changes_its_channels_is_read_with_those_of_its_beginning(tmp_path, channels):
    parts = [encode(tmp_path / f"{n}.aac", sound(2, channels=n), SR, "aac") for n in channels]
    path = joined(tmp_path / "a.aac", *parts)
    words = f"from {channels[0]} to {channels[1]} channels? after 2\\.0 s"
    with pytest.warns(PianoRollWarning, match=words):
        found = read(path)
    assert found.shape[1] == channels[0]
    assert len(found) / SR == pytest.approx(4, abs=0.2)
    with pytest.warns(PianoRollWarning, match=words):
        mono, _ = load_audio(path)
    np.testing.assert_allclose(mono, found.mean(axis=1), atol=1e-6)


@pytest.mark.parametrize("missing", [3, 4_001])
@pytest.mark.parametrize("suffix", [".wav", ".aiff", ".au", ".w64", ".caf"])
def test_what_is_short_is_read_and_said(tmp_path, suffix, missing):
    path = write(tmp_path / f"a{suffix}", sound())
    whole, raw = by_libsndfile(path), path.read_bytes()
    path.write_bytes(raw[:-missing])
    with pytest.warns(PianoRollWarning, match=f"^a{suffix}: the file is cut off.*copy the file again"):
        found = read(path)
    # Some libsndfile counts its own padding of CAF among what is missing.
    assert 0 <= len(whole) - len(found) - missing // 2 <= 8
    np.testing.assert_array_equal(found, whole[: len(found)])


@pytest.mark.parametrize(
    ("name", "make", "share"),
    [("a.flac", wav, 0.9), ("a.ogg", wav, 0.85), ("a.mp3", mp3, 0.95), ("a.aac", aac, 0.95), ("a.webm", opus, 0.9)],
)
def test_what_is_encoded_and_cut_is_read_as_far_as_it_goes(tmp_path, name, make, share):
    path = make(tmp_path / name, sound(6))
    whole, raw = read(path), path.read_bytes()
    path.write_bytes(raw[: len(raw) * 2 // 3])
    with pytest.warns(PianoRollWarning, match=f"^{name}: .*(cut off|breaks off)"):
        found = read(path)
    assert share * 2 / 3 * len(whole) < len(found) < len(whole) * 0.75
    np.testing.assert_allclose(found[:-2000], whole[: len(found)][:-2000], atol=2e-6)
    with pytest.warns(PianoRollWarning, match=f"^{name}: .*(cut off|breaks off)"):
        np.testing.assert_array_equal(read(path, 1000), found)


def test_a_flac_file_that_is_damaged_amid_its_sound_is_refused(tmp_path):
    path = write(tmp_path / "a.flac", np.random.default_rng(0).normal(0, 0.2, 20 * SR).astype(np.float32))
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 3000] = bytes(3000)
    path.write_bytes(raw)
    with pytest.raises(
        FormatError, match=r"^a\.flac: the sound breaks off after (9\.\d|10\.\d) s and cannot be decoded"
    ):
        read(path)


def test_a_flac_file_that_ends_in_its_first_frame_is_refused(tmp_path):
    path = write(tmp_path / "a.flac", sound(0.2))
    path.write_bytes(path.read_bytes()[:2_000])
    with pytest.raises(FormatError, match=r"^a\.flac: the sound breaks off after 0\.0 s and cannot be decoded"):
        read(path)


def test_a_hole_in_aac_is_said_and_the_rest_read(tmp_path):
    path = aac(tmp_path / "a.aac", sound(6))
    whole, raw = len(read(path)), bytearray(path.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 500] = bytes(500)
    path.write_bytes(raw)
    with pytest.warns(PianoRollWarning, match=r"could not be decoded .* after (2\.\d|3\.\d) s"):
        found = read(path)
    assert 0 < whole - len(found) < 6 * 1024


@pytest.mark.parametrize(
    ("name", "begin", "piece"),
    [
        ("a.mp3", b"", b"ID3\4\0\0\0\0\0\0"),
        ("a.wav", b"RIFF\0\0\0\0WAVE", b"junk\0\0\0\0"),
        ("a.caf", b"caff\0\1\0\0", b"free" + bytes(8)),
    ],
)
def test_a_head_that_was_made_to_last_is_given_up(tmp_path, name, begin, piece):
    (tmp_path / name).write_bytes(begin + piece * 2_000_000)
    with (tmp_path / name).open("rb") as file:
        calls = CountingFile(file)
        size = size_of(calls)
        assert (mp3_head(calls, size), wav_head(calls, size), missing_caf_bytes(calls, size)) == (None, None, 0)
        assert calls.reads < 10_000


def test_a_chain_of_thousands_of_links_is_refused(tmp_path):
    one = write(tmp_path / "1.ogg", sound(0.05))
    (tmp_path / "a.ogg").write_bytes(one.read_bytes() * 4_097)
    with pytest.raises(FormatError, match="4,096 sounds are chained"):
        load_audio(tmp_path / "a.ogg")


def test_a_block_larger_than_the_sound_takes_no_more_room(tmp_path):
    path = write(tmp_path / "a.wav", sound(0.1))
    (block,) = AudioStream(path, block_samples=10**12)
    assert block.base is None or block.base.size <= len(block) + 1


class CountingFile:
    def __init__(self, file):
        self.file, self.reads = file, 0

    def read(self, n):
        self.reads += 1
        return self.file.read(n)

    def seek(self, *place):
        return self.file.seek(*place)


def test_a_file_object_is_read_like_the_file(tmp_path):
    for name in ("a.mp3", "xingless.mp3", "piped.wav", "a.opus", "a.m4a"):
        path = KINDS[name](tmp_path / name, sound())
        with path.open("rb") as file:
            stream = AudioStream(file, mono=False)
            np.testing.assert_array_equal(np.concatenate([*stream]), read(path))
            np.testing.assert_array_equal(np.concatenate([*stream]), read(path))
            assert not file.closed


def test_more_channels_than_a_frame_has_planes_for(tmp_path):
    # FFmpeg's frames have room for eight planes; what follows lies elsewhere.
    audio = np.random.default_rng(0).uniform(-0.5, 0.5, (5_000, 12)).astype(np.float32)
    path = write(tmp_path / "a.wav", audio, subtype="FLOAT")
    with av.open(str(tmp_path / "a.mka"), "w") as out, av.open(str(path)) as container:
        stream = out.add_stream_from_template(container.streams.audio[0])
        for packet in container.demux(audio=0):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    np.testing.assert_array_equal(read(tmp_path / "a.mka"), audio)


def test_sound_of_a_codec_that_nobody_knows_is_refused(tmp_path):
    raw = bytearray(write(tmp_path / "a.wav", sound(0.1)).read_bytes())
    raw[20:22] = b"\x12\x34"
    (tmp_path / "a.wav").write_bytes(raw)
    with pytest.raises(FormatError, match=r"^a\.wav: not a sound file that can be read"):
        load_audio(tmp_path / "a.wav")
