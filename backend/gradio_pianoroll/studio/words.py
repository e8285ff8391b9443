"""What the panel "Words" does with a score: lyrics and labels, words as they are said, files of singing systems."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.errors import PianoRollError
from gradio_pianoroll.g2p import Pronunciations, read_words
from gradio_pianoroll.g2p.automatic import language_of
from gradio_pianoroll.gradio_compat import new_cache_folder
from gradio_pianoroll.i18n.sentence import sentence_of
from gradio_pianoroll.monitoring import get_metrics
from gradio_pianoroll.score import Score, Segment, edit
from gradio_pianoroll.score.segment_runs import segment_ops
from gradio_pianoroll.session.saved_files import written_name
from gradio_pianoroll.studio.session import StudioError
from gradio_pianoroll.studio.texts import say

if TYPE_CHECKING:
    from gradio_pianoroll.g2p.pronunciations import Language
    from gradio_pianoroll.score.edit import BrokenTie

LANGUAGES = ("auto", "ko", "en", "ja")
NOTATIONS = ("roman", "ipa", "jamo", "diffsinger", "demo", "arpabet", "kana")
PHONES, WORDS, LINES = "phones", "words", "lines"
# Ending of the file → the name of its choice.
FILES = {
    ".soulx.json": "words_soulx",
    ".ds": "words_ds",
    ".ustx": "words_ustx",
    ".TextGrid": "words_textgrid",
    ".lab": "words_lab",
    ".lrc": "words_lrc",
    ".srt": "words_srt",
    ".csv": "words_csv",
}
LABEL_SUFFIXES = (".textgrid", ".lab", ".lrc", ".srt", ".vtt", ".eaf", ".jams", ".txt")
HOLDS = ("-", "+")
# A rest of so many beats ends a line.
REST_BEATS = 0.5
MOST_SHOWN = 200
# Syllables of Hangul and Kana, Chinese characters, holds, and words in other letters with their hyphen.
_PARTS = re.compile(
    r"[가-힣ㄱ-ㅎㅏ-ㅣ][^\w\s]*|[ぁ-ヿ][ゃゅょぁぃぅぇぉャュョァィゥェォー]*|[一-鿿]|-|\+"
    r"|[^\W가-힣ぁ-ヿ一-鿿]+(?:['’][^\W]+)*-?[^\w\s]*"
)


def lyrics_of(score: Score) -> str:
    """Lyrics of a score as lines of text: from the tier of words, else from the notes, phrase by phrase."""
    notes = score.notes
    if not notes.lyric.present().any():
        tier = next((score.tiers[name] for name in (LINES, WORDS, "subtitles", "label") if name in score.tiers), None)
        return "" if tier is None else ("\n" if tier.name in (LINES, "subtitles") else " ").join(s.text for s in tier)
    return "\n".join(text for _, _, text in _phrases(score))


def with_lyrics(score: Score, text: str, language: str) -> Score:
    """Score whose notes have these lyrics, a syllable (or a word in Latin letters) each, from the first note on.

    A syllable at the end of a word keeps a blank, which makes its pronunciation surer. ``-`` holds the note before;
    where the text has none, notes that hold go on doing so.

    Raises
    ------
    StudioError
        When there are no notes, or no lyrics.
    """
    pieces = _pieces(text)
    if not pieces:
        raise StudioError(say(language, "words_no_text"))
    rows = _rows_for(score, pieces)
    if not rows:
        raise StudioError(say(language, "words_no_notes"))
    ids = [int(score.notes.id[row]) for row in rows]
    return edit.set_lyrics(score, pieces[: len(rows)], ids=ids)


def spare_pieces(score: Score, text: str) -> int:
    """Count of the syllables of a text for which a score has no note; negative: of the notes without one."""
    pieces = _pieces(text)
    return len(pieces) - len(_rows_for(score, pieces))


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for word in text.split():
        parts = _PARTS.findall(word) or [word]
        is_word = len(parts) > 1 or "가" <= parts[-1][0] <= "힣"
        pieces += [*parts[:-1], parts[-1] + (" " if is_word else "")]
    return pieces


def _rows_for(score: Score, pieces: list[str]) -> list[int]:
    """Notes of the voice that syllables are for."""
    track = _track_of(score)
    rows = [] if track is None else np.flatnonzero(score.notes.track == track).tolist()
    if any(piece in HOLDS for piece in pieces):
        return rows
    return [row for row in rows if (score.notes.lyric[row] or "").strip() not in HOLDS]


def with_labels(score: Score, labels: Score) -> Score:
    """Score with the tiers of another one: what it has of the same name they replace; notes only where it has none."""
    names = set(labels.tiers)
    kept = tuple(segment for segment in score.segments if segment.type not in names)
    if not len(score.notes) and len(labels.notes):
        return labels.replace(audio=score.audio, use_backend_audio=score.use_backend_audio, curves=score.curves)
    return score.apply(segment_ops(score.segments, (*kept, *labels.segments)))[0]


def words_of(text: str, dictionary: Pronunciations, language: str) -> list[list[str]]:
    """Table of the words of lyrics: word, language, how it is said; those of the dictionary first."""
    rows: dict[tuple[str, str], list[str]] = {(of, word): [word, of, said] for word, of, said in dictionary}
    for of, words in _by_language(text, language):
        for word, found, said in read_words(words, of, dictionary=dictionary):
            rows.setdefault((found, word), [word, found, said])
    return list(rows.values())


def _by_language(text: str, language: str) -> list[tuple[Language, str]]:
    if language != "auto":
        return [(language, text)]  # type: ignore[list-item]
    words: dict[Language, list[str]] = {}
    for word in text.split():
        of = language_of(word)
        if of is not None:
            words.setdefault(of, []).append(word)
    return [(of, " ".join(listed)) for of, listed in words.items()]


def dictionary_of(rows: Iterable[Sequence[Any]], text: str, of_text: str, language: str) -> Pronunciations:
    """Words of a table that are said otherwise than the rules say; rows without a word or a pronunciation are none.

    Raises
    ------
    StudioError
        When a pronunciation cannot be; the sentence names the row.
    """
    plain = {(of, word): said for word, of, said in words_of(text, Pronunciations(), of_text)} if text else {}
    found = Pronunciations()
    for number, row in enumerate(rows, 1):
        word, of, said = ([str(cell or "").strip() for cell in row] + ["", "", ""])[:3]
        if not word or not said or plain.get((of or "ko", word)) == said:
            continue
        try:
            found.add(word, said, of or "ko")  # type: ignore[arg-type]
        except PianoRollError as error:
            reason = say(language, "words_row", number=number, reason=sentence_of(error))
            raise StudioError(reason) from error
    return found


def broken_rows(ties: Sequence[BrokenTie], language: str) -> list[tuple[str, str]]:
    """Rows of where each rule is broken, and how, in a language."""
    return [(f"{tie.start_s:.2f} s", tie.reason.in_language(language)) for tie in ties[:MOST_SHOWN]]


def aligned(
    score: Score,
    path: Path,
    text: str,
    setting: Mapping[str, Any],
    language: str,
    on_progress: Callable[[float], None],
    is_cancelled: Callable[[], bool],
) -> Score:
    """Score with the words and phones of its recording where they are sung.

    Notes with lyrics say what is sung, else `text` does.

    Raises
    ------
    StudioError
        When nothing says what is sung.
    AnalysisError, AnalysisCancelled, G2PError
        As `align_lyrics` does.
    """
    from gradio_pianoroll.analysis import align_lyrics

    has_lyrics = bool(score.notes.lyric.present().any())
    said = lyrics_of(score) if has_lyrics else text.strip()
    if not said:
        raise StudioError(say(language, "words_no_text"))
    found = align_lyrics(
        path,
        words=None if has_lyrics else said,
        notes=score if len(score.notes) else None,
        language=language_of(said) or "ko" if setting["language"] == "auto" else setting["language"],
        notation=setting["notation"],
        dictionary=setting["dictionary"],
        on_progress=on_progress,
        is_cancelled=is_cancelled,
    )
    return found.on(score)


def write_words(score: Score, suffix: str, language: str) -> Path:
    """Write words, phonemes and notes into a folder of its own in Gradio's cache, from where it may be downloaded.

    Raises
    ------
    StudioError
        When there is nothing to write.
    FormatError
        When it cannot be written; the message says what to do.
    """
    from gradio_pianoroll.formats import save

    path = new_cache_folder() / written_name(score.name, suffix)
    if score.audio is not None:
        # Where the sound lies on the server is nobody's business.
        score = score.replace(audio=None, use_backend_audio=False)
    with get_metrics().timed("studio.export"):
        if suffix == ".lab":
            return save(_of_one_tier(score, (PHONES, "phoneme", WORDS), language), path)
        if suffix in (".lrc", ".srt"):
            return save(_of_lines(score, language), path)
        return save(score, path)


def _of_one_tier(score: Score, names: Sequence[str], language: str) -> Score:
    name = next((name for name in (*names, *score.tiers) if name in score.tiers), None)
    if name is None:
        raise StudioError(say(language, "words_no_segments"))
    return Score(segments=score.tiers[name].segments, name=score.name)


def _of_lines(score: Score, language: str) -> Score:
    """Score of the lines of the lyrics alone."""
    if score.notes.lyric.present().any():
        seconds = score.tempo_map.seconds_at
        lines = [
            Segment(float(seconds(start)), float(seconds(end)), LINES, text) for start, end, text in _phrases(score)
        ]
        return Score(segments=tuple(lines), name=score.name)
    return _of_one_tier(score, (LINES, "subtitles", WORDS), language)


def _phrases(score: Score) -> list[tuple[float, float, str]]:
    """Start and end in beats and the lyrics of each phrase of the voice."""
    notes = score.notes
    track = _track_of(score)
    found: list[tuple[float, float, str]] = []
    for row in np.flatnonzero(notes.track == track).tolist():
        onset, end = float(notes.onset_beats[row]), float(notes.end_beats[row])
        lyric = notes.lyric[row] or ""
        bare = lyric.strip()
        if found and onset - found[-1][1] <= REST_BEATS:
            start, _, text = found[-1]
            found[-1] = (start, end, text if bare in (*HOLDS, "") else _joined(text, lyric))
        elif bare not in (*HOLDS, ""):
            found.append((onset, end, lyric))
    return [(start, end, re.sub(r"(\w)-(\s|$)", r"\1\2", text).strip()) for start, end, text in found]


def _joined(text: str, lyric: str) -> str:
    if text.endswith("-"):
        return text[:-1] + lyric
    # Hangul and Kana need no blanks between syllables; words in Latin letters do.
    is_syllable = not text[-1:].isascii() and not lyric[:1].isascii()
    return text + lyric if is_syllable or text.endswith(" ") else f"{text} {lyric}"


def _track_of(score: Score) -> int | None:
    """Voice: the first track with lyrics, else the first one with notes."""
    notes = score.notes
    if not len(notes):
        return None
    sung = notes.lyric.present()
    return int((notes.track[sung] if sung.any() else notes.track).min())
