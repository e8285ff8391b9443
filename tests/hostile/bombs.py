"""Small or cheap bytes that would unfold into much: `make` makes them, `python -m tests.hostile.bombs` reads those it is told of."""

from __future__ import annotations

import io
import json
import os
import resource
import sys
import time
import warnings
import zipfile
import zlib
from pathlib import Path

MB = 1_000_000
ADDRESS_SPACE_MB = 4_000
CPU_S = 120


def _deflated(n_bytes: int, pattern: bytes) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = pattern * (MB // len(pattern))
    return b"".join(packer.compress(block) for _ in range(n_bytes // len(block))) + packer.flush()


def _zipped(xml_head: bytes, pattern: bytes, n_bytes: int) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("score.xml", "w", force_zip64=True) as file,
    ):
        file.write(xml_head)
        block = pattern * (MB // len(pattern))
        for _ in range(n_bytes // len(block)):
            file.write(block)
    return out.getvalue()


def _midi(event: bytes, n_bytes: int) -> bytes:
    body = event * (n_bytes // len(event)) + b"\0\xff\x2f\0"
    return b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk" + len(body).to_bytes(4, "big") + body


ENTITIES = (
    b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (c + 1, b"&%c;" % c * 10) for c in range(ord("a"), ord("k")))
    + b"]><score-partwise>&k;</score-partwise>"
)


def make(name: str, n_bytes: int) -> tuple[str, bytes]:
    """File name and content."""
    if name == "deflated delta":
        return "a.delta", _deflated(n_bytes * 20, b"0")
    if name == "zip of XML":
        return "a.mxl", _zipped(b"<score-partwise>", b"<a/>", n_bytes * 20)
    if name == "entities":
        return "a.musicxml", ENTITIES
    repeated = {
        "elements": ("a.musicxml", b"<score-partwise>", b"<a/>", b"</score-partwise>"),
        "nested elements": ("a.musicxml", b"<score-partwise>", b"<a>", b""),
        "empty notes": ("a.json", b'{"notes":[', b"{},", b"{}]}"),
        "lists": ("a.json", b'{"notes":[', b"[],", b"[]]}"),
        "lines of CSV": ("a.csv", b"pitch,onset_beats,duration_beats\n", b",\n", b""),
        "columns of CSV": ("a.csv", b"pitch,onset_beats,duration_beats", b",x", b"\n"),
        "labels": ("a.lab", b"", b"0 1 a\n", b""),
        "labels of Audacity": ("a.txt", b"", b"0\t1\ta\n", b""),
        "lines of LRC": ("a.lrc", b"", b"[00:01.00]a\n", b""),
        "cues": ("a.vtt", b"WEBVTT\n", b"\n00:01.000 --> 00:02.000\na\n", b""),
        "annotations": ("a.eaf", b"<ANNOTATION_DOCUMENT>", b"<TIER/>", b"</ANNOTATION_DOCUMENT>"),
        "rows of JAMS": ("a.jams", b'{"file_metadata":{},"annotations":[', b"{},", b"{}]}"),
        "lists of JAMS": ("a.jams", b'{"file_metadata":{},"annotations":[', b"[", b""),
        "notes of ABC": ("a.abc", b"X:1\nK:C\n", b"C", b"\n"),
        "brackets of ABC": ("a.abc", b"X:1\nK:C\n", b"[", b"\n"),
        "tunes of ABC": ("a.abc", b"", b"X:1\n", b""),
        "intervals": (
            "a.TextGrid",
            b'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n1\n<exists>\n1\n"IntervalTier"\n"a"\n0\n1\n9\n',
            b'0\n1\n"x"\n',
            b"",
        ),
        "numbers between blanks": ("a.ds", b'[{"ph_seq":"a","f0_timestep":1,"f0_seq":"', b"1 ", b'"}]'),
        "phrases": ("a.json", b"[", b'{"note_pitch":"","duration":"","text":""},', b'{"note_pitch":""}]'),
        "values of YAML": ("a.ustx", b"voice_parts:\n- notes:\n", b"  - a\n", b""),
        "blocks of UTAU": ("a.ust", b"", b"[#0]\n", b""),
    }
    if name in repeated:
        file, head, pattern, tail = repeated[name]
        return file, head + pattern * (n_bytes // len(pattern)) + tail
    if name == "MIDI texts":
        return "a.mid", _midi(b"\0\xff\1\1a", n_bytes)
    if name == "MIDI notes":
        return "a.mid", _midi(b"\0\x90\x3c\x40\1\x3c\0", n_bytes)
    if name == "MIDI notes without end":
        return "a.mid", _midi(b"\0\x90\x3c\x40", n_bytes)
    if name == "ten million notes":
        return "a.arrows", _snapshot(10_000_000)
    raise SystemExit(f"no bomb {name!r}")


def _snapshot(n: int) -> bytes:
    import numpy as np

    from gradio_pianoroll.score import NoteTable, Score
    from gradio_pianoroll.transport import encode

    onset = np.arange(n) / 100
    return encode(Score(NoteTable.from_columns(onset, 1, np.full(n, 60, np.uint8))))


def read(file: Path) -> str:
    """What comes of it: a number of notes or the error's sentence."""
    from gradio_pianoroll.formats import FormatError, load
    from gradio_pianoroll.transport import TransportError, decode, decode_delta, inflate

    try:
        if file.suffix == ".delta":
            return str(len(decode_delta(inflate(file.read_bytes()))[1]))
        if file.suffix == ".arrows":
            return str(len(decode(file.read_bytes()).notes))
        return str(len(load(file).notes))
    except (FormatError, TransportError) as error:
        return str(error)


def _read_within_limits(file: Path) -> None:
    """Read under a limit of memory and of processor time; print what came of it as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE_MB * MB, ADDRESS_SPACE_MB * MB))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    base_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start_s = time.process_time()
    said = read(file)
    peak_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base_kb) / 1000
    print(json.dumps({"said": said, "peak_mb": peak_mb, "cpu_s": time.process_time() - start_s}), flush=True)


def main() -> None:
    """Read each file whose path comes in a line, in a process of its own that has imported the package already."""
    warnings.simplefilter("ignore")
    from gradio_pianoroll import formats, transport  # noqa: F401  (not part of what is measured)

    for line in sys.stdin:
        if os.fork() == 0:
            _read_within_limits(Path(line.rstrip("\n")))
            os._exit(0)
        _, status = os.wait()
        if status:
            print(json.dumps({"died": os.waitstatus_to_exitcode(status)}), flush=True)


if __name__ == "__main__":
    main()
