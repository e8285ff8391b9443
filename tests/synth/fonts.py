"""Small SoundFonts, written record by record after the specification (2.04, section 7)."""

import io
import struct
from dataclasses import dataclass, field

import numpy as np
import soundfile

RATE = 44_100


@dataclass
class Zone:
    target: int | None = None
    generators: dict = field(default_factory=dict)
    modulators: list = field(default_factory=list)
    keys: tuple | None = None
    velocities: tuple | None = None


@dataclass
class Sample:
    """Sound in int16; the loop is counted from its start."""

    pcm: np.ndarray
    loop: tuple = (0, 0)
    root: int = 69
    correction: int = 0
    rate: int = RATE
    kind: int = 1


def chunk(name, data):
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def named(name):
    return name.encode()[:20].ljust(20, b"\0")


def bags(zones_of_each, target):
    """Records of bags, generators and modulators, and the first bag of each."""
    firsts, bag, generators, modulators = [], b"", [], []
    count = 0
    for zones in zones_of_each:
        firsts.append(count)
        for zone in zones:
            bag += struct.pack("<HH", len(generators), len(modulators))
            count += 1
            if zone.keys:
                generators.append(struct.pack("<HBB", 43, *zone.keys))
            if zone.velocities:
                generators.append(struct.pack("<HBB", 44, *zone.velocities))
            generators += [struct.pack("<Hh", number, amount) for number, amount in zone.generators.items()]
            if zone.target is not None:
                generators.append(struct.pack("<Hh", target, zone.target))
            modulators += [struct.pack("<HHhHH", *modulator) for modulator in zone.modulators]
    firsts.append(count)
    bag += struct.pack("<HH", len(generators), len(modulators))
    return firsts, bag, b"".join(generators) + bytes(4), b"".join(modulators) + bytes(10)


def font(presets, instruments, samples, ogg=False, pad=True):
    """Bytes of a font. `presets`: (bank, program, zones); `instruments`: zones; `ogg`: as SF3, its samples in Vorbis."""
    sound, heads = b"", b""
    for i, sample in enumerate(samples):
        pcm = np.asarray(sample.pcm, "<i2")
        start = len(sound) if ogg else len(sound) // 2
        if ogg:
            file = io.BytesIO()
            soundfile.write(file, pcm, sample.rate, format="OGG", subtype="VORBIS")
            sound += file.getvalue()
            end, loop, kind = len(sound), sample.loop, sample.kind | 0x10
        else:
            sound += pcm.tobytes()
            end, loop, kind = len(sound) // 2, tuple(start + at for at in sample.loop), sample.kind
            sound += bytes(92)
        heads += named(f"sample {i}") + struct.pack(
            "<IIIIIBbHH", start, end, *loop, sample.rate, sample.root, sample.correction, 0, kind
        )
    heads += named("EOS") + bytes(26)
    inst_first, ibag, igen, imod = bags(instruments, 53)
    preset_first, pbag, pgen, pmod = bags([zones for _, _, zones in presets], 41)
    phdr = b"".join(
        named(f"preset {i}") + struct.pack("<HHHIII", program, bank, preset_first[i], 0, 0, 0)
        for i, (bank, program, _) in enumerate(presets)
    ) + named("EOP") + struct.pack("<HHHIII", 0, 0, preset_first[-1], 0, 0, 0)  # fmt: skip
    inst = b"".join(named(f"instrument {i}") + struct.pack("<H", at) for i, at in enumerate(inst_first[:-1]))
    inst += named("EOI") + struct.pack("<H", inst_first[-1])
    info = chunk(b"ifil", struct.pack("<HH", 3 if ogg else 2, 1)) + chunk(b"INAM", b"A test\0")
    sdta = chunk(b"smpl", sound)
    if not pad:
        sdta = b"smpl" + struct.pack("<I", len(sound)) + sound
    records = {
        b"phdr": phdr, b"pbag": pbag, b"pmod": pmod, b"pgen": pgen, b"inst": inst, b"ibag": ibag, b"imod": imod,
        b"igen": igen, b"shdr": heads,
    }  # fmt: skip
    pdta = b"".join(chunk(name, data) for name, data in records.items())
    lists = [b"INFO" + info, b"sdta" + sdta, b"pdta" + pdta]
    body = b"sfbk"
    for data in lists:
        body += b"LIST" + struct.pack("<I", len(data)) + data + (b"\0" if pad and len(data) % 2 else b"")
    return b"RIFF" + struct.pack("<I", len(body)) + body


def sine(hz=440.0, n=44_100, size=16_000, rate=RATE):
    return np.rint(size * np.sin(2 * np.pi * hz * np.arange(n) / rate)).astype(np.int16)


def looped_sine(**more):
    """440 Hz at 44.1 kHz, root key 69: 441 periods in a second, the loop is the last 0.9 s."""
    return Sample(sine(441.0), (4_400, 44_000), 69, -4, **more)


#: Sounds at once, does not fade, and ends at once: what generators do is added.
PLAIN = {54: 1}


def one_instrument(generators=(), modulators=(), sample=None, preset=(), preset_modulators=(), **more):
    """Font whose program 0 is one sample with generators and modulators; those of the preset beside them."""
    return font(
        [(0, 0, [Zone(0, dict(preset), list(preset_modulators))])],
        [[Zone(0, {**PLAIN, **dict(generators)}, list(modulators))]],
        [sample or looped_sine()],
        **more,
    )
