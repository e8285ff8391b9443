"""What an analysis found, in figures: for the page as HTML, for programs as plain values."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis import notes_from_f0
from gradio_pianoroll.score.units import pitch_name
from gradio_pianoroll.studio.analysing import NOTES_TRACK, SECOND_STYLE
from gradio_pianoroll.studio.texts import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis import AudioFeatures
    from gradio_pianoroll.score import Score
    from gradio_pianoroll.studio.analysing import AnalysisResult

MAX_ROWS = 200
# The range leaves out what lies beyond these percentiles: octave errors and creaks.
RANGE_PERCENT = (5, 95)
SAME_CENTS = 50.0


def _number(value: float, digits: int) -> float | None:
    return round(float(value), digits) if np.isfinite(value) else None


def summarise(found: AudioFeatures) -> dict[str, float | None]:
    """Median and range of F0 (Hz), share of voiced frames, level (dB) and loudness (LUFS), length (s).

    None where there is nothing to measure.
    """
    f0 = np.asarray([] if found.f0_hz is None else found.f0_hz, np.float64)
    voiced = f0[np.isfinite(f0)]
    low, high = np.percentile(voiced, RANGE_PERCENT) if len(voiced) else (np.nan, np.nan)
    level = found.loudness_db
    lufs = found.programme.integrated_lufs if found.programme is not None else np.nan
    return {
        "duration_s": _number(found.duration_s, 3),
        "median_f0_hz": _number(np.median(voiced), 2) if len(voiced) else None,
        "low_f0_hz": _number(low, 2),
        "high_f0_hz": _number(high, 2),
        "voiced_share": _number(len(voiced) / len(f0), 4) if len(f0) else None,
        "mean_level_db": _number(_mean_level_db(level), 2) if level is not None and len(level) else None,
        "loudness_lufs": _number(lufs, 2),
        "frames": float(found.n_frames),
        "hop_s": _number(found.hop_s, 6),
    }


def _mean_level_db(level_db: NDArray[np.floating]) -> float:
    """Level of the mean power, which is that of the whole."""
    return float(10 * np.log10(np.mean(10 ** (np.asarray(level_db, np.float64) / 10))))


def note_figures(found: AudioFeatures, score: Score, start_s: float = 0.0) -> list[dict[str, Any]]:
    """Figures of what was sung in each note of a score, the first `MAX_ROWS`.

    Parameters
    ----------
    found
        Features with F0.
    score
        Notes.
    start_s
        Where the sound begins in the score, in seconds.
    """
    if found.f0_hz is None:
        return []
    notes = score.notes
    onset_s = np.asarray(score.tempo_map.seconds_at(notes.onset_beats[:MAX_ROWS]))
    end_s = np.asarray(score.tempo_map.seconds_at(notes.end_beats[:MAX_ROWS]))
    first = np.clip(np.ceil((onset_s - start_s) / found.hop_s), 0, found.n_frames).astype(int)
    last = np.clip(np.ceil((end_s - start_s) / found.hop_s), 0, found.n_frames).astype(int)
    rows = []
    for row, (begin, end) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
        f0 = np.asarray(found.f0_hz[begin:end], np.float64)
        voiced = f0[np.isfinite(f0)]
        pitch, median = int(notes.pitch[row]), float(np.median(voiced)) if len(voiced) else np.nan
        level = np.asarray([] if found.loudness_db is None else found.loudness_db[begin:end])
        rows.append(
            {
                "note": pitch_name(pitch),
                "lyric": notes.lyric[row] or "",
                "start_s": round(float(onset_s[row]), 3),
                "duration_s": round(float(end_s[row] - onset_s[row]), 3),
                "pitch": pitch,
                "median_f0_hz": _number(median, 2),
                "deviation_cents": _number(1200 * np.log2(median / 440) - 100 * (pitch - 69), 1),
                "voiced_share": _number(len(voiced) / len(f0), 3) if len(f0) else None,
                "level_db": _number(_mean_level_db(level), 1) if len(level) else None,
            }
        )
    return rows


def sung_notes(found: AudioFeatures, score: Score, start_s: float = 0.0) -> Score:
    """Score with the notes of one track: of several, the one that the sound follows most closely.

    Parameters
    ----------
    found
        Features with F0.
    score
        Notes of one or more tracks.
    start_s
        Where the sound begins in the score, in seconds.
    """
    heard = [place for place, track in enumerate(score.tracks) if track.name == NOTES_TRACK]
    used = np.unique(score.notes.track)
    # What was written down of this very sound says nothing, unless it is all there is.
    tracks = np.setdiff1d(used, heard) if len(np.setdiff1d(used, heard)) else used
    if len(used) < 2:
        return score
    parts = [score.replace(notes=score.notes.take(np.flatnonzero(score.notes.track == track))) for track in tracks]

    def distance(part: Score) -> float:
        off = [row["deviation_cents"] for row in note_figures(found, part, start_s)]
        heard = [abs(cents) for cents in off if cents is not None]
        return float(np.median(heard)) if heard else math.inf

    return min(parts, key=distance)


def agreement(first: AudioFeatures, second: AudioFeatures) -> dict[str, float | None]:
    """Share of frames with the same voicing decision, and of frames voiced in both within 50 cents."""
    if first.f0_hz is None or second.f0_hz is None:
        return {"same_voicing": None, "same_pitch": None}
    n = min(len(first.f0_hz), len(second.f0_hz))
    one, other = (np.asarray(found.f0_hz[:n], np.float64) for found in (first, second) if found.f0_hz is not None)
    both = np.isfinite(one) & np.isfinite(other)
    cents = 1200 * np.abs(np.log2(one[both] / other[both]))
    same = np.isfinite(one) == np.isfinite(other)
    return {
        "same_voicing": _number(same.mean(), 4) if n else None,
        "same_pitch": _number((cents <= SAME_CENTS).mean(), 4) if len(cents) else None,
    }


# --- HTML ---


def _said(value: float | None, unit: str = "", digits: int = 1) -> str:
    return "–" if value is None else f"{value:,.{digits}f}{unit}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"


def _cells(summary: dict[str, float | None]) -> dict[str, str]:
    low, high = summary["low_f0_hz"], summary["high_f0_hz"]
    return {
        "row_median": _said(summary["median_f0_hz"], " Hz"),
        "row_range": "–" if low is None or high is None else f"{low:,.1f} – {high:,.1f} Hz",
        "row_voiced": _share(summary["voiced_share"]),
        "row_level": _said(summary["mean_level_db"], " dB"),
        "row_lufs": _said(summary["loudness_lufs"], " LUFS"),
        "row_duration": _said(summary["duration_s"], " s", 2),
    }


def results_html(found: AnalysisResult, engines: tuple[str, str], score: Score, language: str) -> str:
    """Summary, one column an engine, and the notes below it.

    Parameters
    ----------
    found
        What was found.
    engines
        Names of the first and the second engine, the latter empty when there is none.
    score
        Whose notes are listed; without notes those that are heard in the sound are.
    language
        Of the words.
    """
    columns = [_cells(summarise(found.features))]
    heads = [engines[0]]
    if found.second is not None:
        columns.append(_cells({**summarise(found.features), **_only_f0(found.second)}))
        heads.append(engines[1])
    # The colours of the two lines on the roll, when there are two; that of the first is the theme's.
    two = ['<i class="first">●</i>', f'<i style="color:{SECOND_STYLE["color"]}">●</i>']
    marks = two if found.second is not None else [""]
    head = "".join(f"<th>{mark}{escape(name)}</th>" for mark, name in zip(marks, heads, strict=True))
    body = "".join(
        f"<tr><th>{say(language, key)}</th>{''.join(f'<td>{column[key]}</td>' for column in columns)}</tr>"
        for key in columns[0]
    )
    if found.second is not None:
        same = agreement(found.features, found.second)
        for key in ("same_voicing", "same_pitch"):
            body += f'<tr><th>{say(language, key)}</th><td colspan="2">{_share(same[key])}</td></tr>'
    table = f'<table class="studio-facts"><thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody></table>'
    return f'<div class="studio-results">{table}{_notes_html(found, score, language)}</div>'


def _only_f0(found: AudioFeatures) -> dict[str, float | None]:
    names = ("median_f0_hz", "low_f0_hz", "high_f0_hz", "voiced_share")
    summary = summarise(found)
    return {name: summary[name] for name in names}


def _notes_html(found: AnalysisResult, score: Score, language: str) -> str:
    start_s = score.audio.start_s if score.audio else 0.0
    is_heard = not len(score.notes)
    shown = notes_from_f0(found.features, tempo=score.tempo_map) if is_heard else score
    if not is_heard:
        shown = sung_notes(found.features, score, start_s)
    rows = note_figures(found.features, shown, 0.0 if is_heard else start_s)
    if not rows:
        return ""
    title = say(language, "notes_heard" if is_heard else "notes_sung", n=f"{len(shown.notes):,}")
    if "tuning_cents" in shown.extra:
        title += say(language, "voice_tuning", cents=f"{shown.extra['tuning_cents']:+.0f}")
    if len(shown.notes) > MAX_ROWS:
        title += say(language, "first_rows", n=MAX_ROWS)
    keys = ("col_note", "col_start", "col_length", "col_f0", "col_deviation", "col_voiced", "col_level")
    head = "".join(f"<th>{say(language, key)}</th>" for key in keys)
    body = "".join(_note_row(row) for row in rows)
    return (
        f"<details open><summary>{escape(title)}</summary><div class='studio-scroll'>"
        f'<table class="studio-notes"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></details>'
    )


def _note_row(row: dict[str, Any]) -> str:
    lyric = f" <i>{escape(str(row['lyric'])[:12])}</i>" if row["lyric"] else ""
    deviation = row["deviation_cents"]
    cells = (
        f"{row['note']}{lyric}",
        f"{row['start_s']:.2f} s",
        f"{row['duration_s']:.2f} s",
        _said(row["median_f0_hz"], " Hz"),
        "–" if deviation is None else f"{deviation:+.0f} ¢",
        _share(row["voiced_share"]),
        _said(row["level_db"], " dB"),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
