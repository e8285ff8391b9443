"""Sound files of all kinds, made here, and what other decoders read in them."""

import struct
from pathlib import Path

import av
import numpy as np
import soundfile

from tests.analysis.signals import constant, harmonic_tone

SR = 44_100


def sound(duration_s=1.0, sr=SR, channels=1, hz=220.0):
    """A tone in noise, shape (n,) or (n, channels): nothing that a decoder could guess."""
    n = int(duration_s * sr)
    tone = harmonic_tone(constant(hz, duration_s, sr), sr)[:n]
    noise = np.random.default_rng(int(hz)).normal(0, 0.03, (n, channels))
    made = (0.6 * tone[:, None] + noise).astype(np.float32)
    return made[:, 0] if channels == 1 else made


def encode(path, audio, sr, codec, **options):
    """Write sound of shape (n,) or (n, 2) with FFmpeg; the path's suffix is the container."""
    rows = audio[:, None] if audio.ndim == 1 else audio
    layout = "mono" if rows.shape[1] == 1 else "stereo"
    with av.open(str(path), "w", options=options) as container:
        stream = container.add_stream(codec, rate=sr, layout=layout)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(rows.T, np.float32), format="fltp", layout=layout)
        frame.sample_rate = sr
        for plain in av.AudioResampler(stream.format.name, layout, sr).resample(frame):
            container.mux(stream.encode(plain))
        container.mux(stream.encode(None))
    return path


def write(path, audio, sr=SR, **options):
    """Write sound with libsndfile, piece by piece, because its Vorbis encoder dies of a whole minute."""
    rows = audio[:, None] if audio.ndim == 1 else audio
    with soundfile.SoundFile(path, "w", sr, rows.shape[1], **options) as file:
        for first in range(0, len(rows), 10_000):
            file.write(rows[first : first + 10_000])
    return path


def by_ffmpeg(path):
    """What FFmpeg decodes, shape (n, channels); pieces that it cannot decode are left out, as its program does."""
    to_float = av.AudioResampler(format="fltp")
    found = []
    with av.open(str(path)) as container:
        for packet in container.demux(audio=0):
            try:
                frames = packet.decode()
            except av.error.InvalidDataError:
                continue
            found += [plain.to_ndarray().T for frame in frames for plain in to_float.resample(frame)]
    return np.concatenate(found)


def by_libsndfile(path):
    """What one single read of libsndfile gives, shape (n, channels)."""
    return soundfile.read(path, dtype="float32", always_2d=True)[0]


def without_xing(mp3: bytes) -> bytes:
    """An MP3 file without its first frame, which only tells how long the rest is."""
    at = mp3.index(b"\xff\xfb")
    return mp3[mp3.index(b"\xff\xfb", at + 4) :]


def without_length(wav: bytes) -> bytes:
    """A WAV file as it goes through a pipe: nobody came back to write the lengths."""
    raw, at = bytearray(wav), wav.index(b"data")
    raw[4:8] = raw[at + 4 : at + 8] = bytes(4)
    return bytes(raw)


def rf64_without_length(audio, sr=SR) -> bytes:
    """An RF64 file of 16 bit (EBU Tech 3306) whose long lengths are 0."""
    pcm = np.rint(audio * 32768).astype("<i2").tobytes()
    form = struct.pack("<HHIIHH", 1, 1, sr, 2 * sr, 2, 16)
    return (
        b"RF64\xff\xff\xff\xffWAVEds64" + struct.pack("<I", 28) + bytes(28) + b"fmt " + struct.pack("<I", 16) + form
    ) + (b"data\xff\xff\xff\xff" + pcm)


def flac_without_length(flac: bytes) -> bytes:
    """A FLAC stream whose STREAMINFO says 0 samples, which is: unknown (RFC 9639, 8.2)."""
    raw = bytearray(flac)
    raw[21] &= 0xF0
    raw[22:26] = bytes(4)
    return bytes(raw)


def joined(path: Path, *parts: Path) -> Path:
    """Files one behind the other in one file."""
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    return path
