"""Good examples of tunes in ABC and of files of labels."""

from __future__ import annotations

import json
from pathlib import Path

from gradio_pianoroll.formats import abc, eaf, jams, lrc, subtitles, text_labels
from gradio_pianoroll.score import NoteTable, Score

TUNE = (
    b'X:1\nT:T\\"une\nP:A2B\nM:6/8\nL:1/8\nQ:"Lento" 3/8=60\nU:k=!trill!\nV:1 name="S" clef=treble-8\nV:2\nK:F#m ^g\n'
    b'P:A\n[V:1] |: "Am"c>d (3^e/f/g/ {ab}[CEG]2- | [CEG] & z _B,, :|1 Z2 :|2 x4 |]\nw: la- la_ * |~ 1 ho\\-ho\n'
    b"w: two\n"
    b'P:B\nV:2\n%%MIDI program 4\n!pp!.c2 (d\'2 ~e/ k^/f) [M:3/4][K:Bb dor][L:1/16][Q:1/4=90] "^text"z4 |]\nW: more\n'
)
EAF = (
    b'<ANNOTATION_DOCUMENT><TIME_ORDER><TIME_SLOT TIME_SLOT_ID="1" TIME_VALUE="0"/><TIME_SLOT TIME_SLOT_ID="2"/>'
    b'<TIME_SLOT TIME_SLOT_ID="3" TIME_VALUE="900"/></TIME_ORDER><TIER TIER_ID="a"><ANNOTATION><ALIGNABLE_ANNOTATION '
    b'ANNOTATION_ID="a1" TIME_SLOT_REF1="1" TIME_SLOT_REF2="2"/></ANNOTATION><ANNOTATION><ALIGNABLE_ANNOTATION '
    b'ANNOTATION_ID="a2" TIME_SLOT_REF1="2" TIME_SLOT_REF2="3"><ANNOTATION_VALUE>x</ANNOTATION_VALUE>'
    b'</ALIGNABLE_ANNOTATION></ANNOTATION></TIER><TIER TIER_ID="b"><ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a3" '
    b'ANNOTATION_REF="a1"/></ANNOTATION><ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a4" ANNOTATION_REF="a3" '
    b'PREVIOUS_ANNOTATION="a3"/></ANNOTATION></TIER></ANNOTATION_DOCUMENT>'
)
SONG = (
    b"#TITLE:a\n#BPM:120,5\n#GAP:100\n#RELATIVE:YES\nP1\n: 0 4 0 la\n* 4 2 -3 ~ \n- 8 8\nF 1 2 3  b\nP2\n: 0 1 2 c\nE\n"
)
VTT = b"WEBVTT\n\nNOTE x\n\n1\n00:01.000 --> 00:02.500 align:start\n<v Ann>Hi &amp; <00:01.250>you</v>\n"
JAMS = {
    "file_metadata": {"title": "a", "duration": 1},
    "annotations": [
        {"namespace": "note_hz", "data": [{"time": 0, "duration": 1, "value": 440.5, "confidence": 1}]},
        {"namespace": "pitch_contour", "data": {"time": [0, 1], "duration": [0, 0], "value": [{"frequency": 1}, None]}},
        {"namespace": "chord", "sandbox": {"tier": "c", "kind": "points"}, "data": [{"time": 0, "value": {"a": [1]}}]},
    ],
}


def label_seeds(score: Score) -> dict[str, list[bytes]]:
    """Seeds by the name of their target, written of a score and typed by hand."""
    tiers = Score(segments=score.segments)
    sung = Score(NoteTable.from_columns([0, 1, 3], [1, 0.5, 1], 60, lyric=["a-", "-", "b"]))
    return {
        "abc": [abc.write(score, Path("a.abc")), TUNE],
        "text of labels": [
            text_labels.write(tiers, Path("a.txt")),
            b"0\t1\ta\n\\\t1\t2\n",
            SONG,
            text_labels.write(sung, Path("a")),
        ],
        "lrc": [
            lrc.write(tiers, Path("a.lrc")),
            b"[ti:a]\n[offset:5]\n[00:01.5][1:02:03]a\n[00:02]<00:02> b <00:03>\n",
        ],
        "subtitles": [subtitles.write(tiers, Path("a.srt")), subtitles.write(tiers, Path("a.vtt")), VTT],
        "eaf": [eaf.write(tiers, Path("a.eaf")), EAF],
        "jams": [jams.write(score, Path("a.jams")), json.dumps(JAMS).encode()],
    }
