"""Words: lyrics and labels on a recording, phonemes, how words are said, segments tied to notes, files."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from gradio_pianoroll.analysis import AnalysisCancelled
from gradio_pianoroll.errors import PianoRollError, collected_warnings
from gradio_pianoroll.g2p import Pronunciations
from gradio_pianoroll.g2p.automatic import Automatic
from gradio_pianoroll.gradio_compat import new_cache_folder, request_now
from gradio_pianoroll.i18n.reasons import reason_in
from gradio_pianoroll.score import Score, edit
from gradio_pianoroll.studio.describe import status_line
from gradio_pianoroll.studio.opening import check_file, load_score
from gradio_pianoroll.studio.panels.analysis import CONCURRENCY, sound_of
from gradio_pianoroll.studio.panels.stage import Stage, explain, page_of, score_of
from gradio_pianoroll.studio.scripts import start_download
from gradio_pianoroll.studio.session import OF_THE_PAGE, Session, StudioError
from gradio_pianoroll.studio.texts import LABELS, language_of, say
from gradio_pianoroll.studio.words import (
    FILES,
    LABEL_SUFFIXES,
    LANGUAGES,
    NOTATIONS,
    PHONES,
    aligned,
    broken_rows,
    dictionary_of,
    lyrics_of,
    spare_pieces,
    with_labels,
    with_lyrics,
    words_of,
    write_words,
)
from gradio_pianoroll.studio.work import RUNNING
from gradio_pianoroll.transport import PianoRollValue

HEADERS = ("word", "language", "pronunciation")
RULES = ("svs", "free")


@dataclass(frozen=True)
class WordsPanel:
    """Panel's fields."""

    labels: gr.File
    lyrics: gr.Textbox
    take: gr.Button
    put: gr.Button
    align: gr.Button
    language: gr.Dropdown
    notation: gr.Dropdown
    follow: gr.Checkbox
    write: gr.Button
    table: gr.Dataframe
    read: gr.Button
    use: gr.Button
    csv_in: gr.UploadButton
    csv_out: gr.Button
    csv_file: gr.DownloadButton
    words: gr.State
    rule: gr.Radio
    tie: gr.Button
    broken: gr.HTML
    format: gr.Dropdown
    download: gr.Button
    file: gr.DownloadButton


def build_words() -> WordsPanel:
    """Lay out the panel: the steps, one below the other."""
    words = gr.State(Pronunciations())
    with gr.Row(elem_classes="studio-columns"):
        with gr.Column(min_width=280, elem_classes="studio-panel"):
            _step("words_lyrics")
            labels = gr.File(
                label=LABELS("words_labels"), file_types=list(LABEL_SUFFIXES), type="filepath", height=90,
                elem_id="studio-words-labels",
            )  # fmt: skip
            lyrics = gr.Textbox(
                label=LABELS("words_text"), lines=4, max_lines=12, elem_id="studio-words-lyrics", show_label=True
            )
            with gr.Row(equal_height=True):
                take = _button("words_take", "take")
                put = _button("words_put", "put")
            align = _button("words_align", "align", variant="primary", size="md")
        with gr.Column(min_width=280, elem_classes="studio-panel"):
            _step("words_phonemes")
            with gr.Row(equal_height=True):
                language = gr.Dropdown(
                    [(LABELS(f"words_language_{name}"), name) for name in LANGUAGES], value="auto",
                    label=LABELS("words_language"), min_width=120, elem_id="studio-words-language",
                )  # fmt: skip
                notation = gr.Dropdown(
                    [(LABELS("words_notation_usual"), ""), *((name, name) for name in NOTATIONS)], value="",
                    label=LABELS("words_notation"), min_width=120, elem_id="studio-words-notation",
                )  # fmt: skip
            follow = gr.Checkbox(False, label=LABELS("words_follow"), elem_id="studio-words-follow")
            write = _button("words_write", "write", variant="primary", size="md")
        with gr.Column(min_width=280, elem_classes="studio-panel"):
            _step("words_said")
            table = gr.Dataframe(
                headers=_headers("en"), datatype="str", type="array", column_count=(3, "fixed"), interactive=True,
                column_widths=["36%", "28%", "36%"], wrap=True, max_height=260, show_label=False,
                elem_id="studio-words-table",
            )  # fmt: skip
            with gr.Row(equal_height=True):
                read = _button("words_read", "read")
                use = _button("words_use", "use", variant="primary")
            with gr.Row(equal_height=True):
                csv_in = gr.UploadButton(
                    LABELS("words_csv_in"), file_types=[".csv", ".tsv", ".txt"], type="filepath", size="sm",
                    min_width=110, elem_id="studio-words-csv-in",
                )  # fmt: skip
                csv_out = _button("words_csv_out", "csv-out")
            csv_file = gr.DownloadButton("file", visible="hidden", elem_id="studio-words-csv-file")
        with gr.Column(min_width=280, elem_classes="studio-panel"):
            _step("words_segments")
            rule = gr.Radio(
                [(LABELS(f"words_rule_{name}"), name) for name in RULES], value="svs", label=LABELS("words_rule"),
                elem_id="studio-words-rule",
            )  # fmt: skip
            tie = _button("words_tie", "tie")
            broken = gr.HTML("", elem_id="studio-words-broken", container=False, padding=False)
            _step("words_save")
            with gr.Row(equal_height=True):
                format = gr.Dropdown(
                    [(LABELS(name), suffix) for suffix, name in FILES.items()], value=next(iter(FILES)),
                    label=LABELS("format"), show_label=False, container=False, min_width=150,
                    elem_id="studio-words-format",
                )  # fmt: skip
                download = gr.Button(LABELS("download"), size="sm", min_width=100, elem_id="studio-words-download")
            file = gr.DownloadButton("file", visible="hidden", elem_id="studio-words-file")
    return WordsPanel(
        labels, lyrics, take, put, align, language, notation, follow, write, table, read, use, csv_in, csv_out,
        csv_file, words, rule, tie, broken, format, download, file,
    )  # fmt: skip


def _button(label: str, name: str, variant: Any = "secondary", size: Any = "sm") -> gr.Button:
    return gr.Button(LABELS(label), size=size, variant=variant, min_width=110, elem_id=f"studio-words-{name}")


def _headers(language: str) -> list[str]:
    """Titles of the table, which Gradio does not translate."""
    return [say(language, f"words_{name}") for name in HEADERS]


def _step(name: str) -> None:
    gr.Markdown(LABELS(name), elem_classes="studio-title", container=False)
    gr.Markdown(LABELS(f"{name}_hint"), elem_classes="studio-hint", container=False)


def broken_html(score: Score, rule: str, language: str) -> str:
    """List of the places where the phones of a score do not lie as the rule has them."""
    if PHONES not in score.tiers:
        return ""
    ties = edit.broken_ties(score, rule)
    if not ties:
        return f'<div class="studio-hint">{escape(say(language, "words_whole"))}</div>'
    rows = "".join(
        f"<tr><td>{escape(at)}</td><td>{escape(reason)}</td></tr>" for at, reason in broken_rows(ties, language)
    )
    count = say(language, "words_broken", n=f"{len(ties):,}")
    return (
        f'<div class="studio-results studio-words-broken"><p>{escape(count)}</p>'
        f'<div class="studio-scroll"><table><tbody>{rows}</tbody></table></div></div>'
    )


def setting_of(language: str, notation: str, words: Pronunciations) -> dict[str, Any]:
    """Return the argument `phonemes` of a roll."""
    return {"language": language, "notation": notation or None, "dictionary": words}


def wire_words(app: gr.Blocks, panel: WordsPanel, stage: Stage) -> None:
    """Connect the panel; API names `open_labels`, `put_lyrics`, `align_words`, `write_phonemes`, `read_words` …"""

    def answers(work: Callable[..., tuple[Any, str]]) -> Callable[..., tuple[Any, str]]:
        """First output and the status line: what `work` gives, or why it gives nothing."""

        def answer(*args: Any) -> tuple[Any, str]:
            # Gradio gives a request to functions that name their arguments.
            request: Any = request_now()
            language = language_of(request)
            try:
                with collected_warnings() as warned:
                    value, sentence = work(*args, language)
            except (PianoRollError, OSError) as error:
                reason = error if isinstance(error, StudioError) else reason_in(language, error)
                explain(error, request)
                return gr.skip(), status_line(str(reason), failed=True)
            more = [reason_in(language, warning) for warning in dict.fromkeys(warned)]
            return value, status_line(" ".join([sentence, *more]))

        return answer

    def opened(path: str | None, value: PianoRollValue | None, language: str) -> tuple[Any, str]:
        if not path:
            raise StudioError(say(language, "no_file"))
        check_file(Path(path), language, LABEL_SUFFIXES)
        score = with_labels(score_of(value), load_score(Path(path), language))
        return score, say(language, "words_opened", name=Path(path).name, tiers=", ".join(score.tiers))

    def put(text: str, value: PianoRollValue | None, language: str) -> tuple[Any, str]:
        score = score_of(value)
        spare = spare_pieces(score, text)
        key = "words_put_all" if spare == 0 else "words_put_more" if spare > 0 else "words_put_less"
        return with_lyrics(score, text, language), say(language, key, n=f"{abs(spare):,}")

    def write(
        value: PianoRollValue | None, of: str, notation: str, words: Pronunciations, language: str
    ) -> tuple[Any, str]:
        automatic = Automatic.of(setting_of(of, notation, words))
        score = score_of(value)
        if not score.notes.lyric.present().any():
            raise StudioError(say(language, "words_no_text"))
        written = automatic.of_score(score) if automatic else score
        count = int(written.notes.phoneme.present().sum())
        return written, say(language, "words_written", n=f"{count:,}")

    def read(text: str, value: PianoRollValue | None, of: str, words: Pronunciations, language: str) -> tuple[Any, str]:
        rows = words_of(text or lyrics_of(score_of(value)), words, of)
        if not rows:
            raise StudioError(say(language, "words_no_text"))
        return rows, say(language, "words_were_read", n=f"{len(rows):,}")

    def take_csv(path: str | None, rows: list[list[str]], language: str) -> tuple[Any, str]:
        if not path:
            raise StudioError(say(language, "no_file"))
        given = {(of, word): said for word, of, said in Pronunciations.from_csv(path)}
        kept = [row for row in rows if any(row) and ((row[1] or "ko"), row[0]) not in given]
        listed = [[word, of, said] for (of, word), said in given.items()]
        return [*listed, *kept], say(language, "words_csv_read", n=f"{len(given):,}")

    def give_csv(rows: list[list[str]], language: str) -> tuple[Any, str]:
        found = dictionary_of(rows, "", "auto", language)
        if not list(found):
            raise StudioError(say(language, "words_no_rows"))
        path = new_cache_folder() / "words.csv"
        found.to_csv(path)
        return str(path), say(language, "saved", name=path.name)

    def tie(value: PianoRollValue | None, rule: str, language: str) -> tuple[Any, str]:
        score = edit.tie_phones(score_of(value), rule)
        count = len(score.tiers[PHONES])
        return stage.roll.update(score, ties=rule), say(language, "words_tied", n=f"{count:,}")

    def save(value: PianoRollValue | None, suffix: str, language: str) -> tuple[Any, str]:
        path = write_words(score_of(value), suffix, language)
        return str(path), say(language, "saved", name=path.name)

    def use(
        rows: list[list[str]],
        text: str,
        value: PianoRollValue | None,
        of: str,
        notation: str,
        follow: bool,
        request: gr.Request,
    ) -> tuple[Any, ...]:
        language = language_of(request)
        try:
            score = score_of(value)
            words = dictionary_of(rows, text or lyrics_of(score), of, language)
            setting = setting_of(of, notation, words)
            automatic = Automatic.of(setting)
            with collected_warnings():
                score = automatic.of_score(score) if automatic else score
        except PianoRollError as error:
            reason = error if isinstance(error, StudioError) else reason_in(language, error)
            explain(error, request)
            return gr.skip(), gr.skip(), status_line(str(reason), failed=True)
        sentence = say(language, "words_used", n=f"{len(list(words)):,}")
        return stage.roll.update(score, phonemes=setting if follow else None), words, status_line(sentence)

    def follows(of: str, notation: str, follow: bool, words: Pronunciations) -> Any:
        return stage.roll.update(phonemes=setting_of(of, notation, words) if follow else None)

    async def align(
        text: str,
        value: PianoRollValue | None,
        of: str,
        notation: str,
        words: Pronunciations,
        session: Session,
        request: gr.Request,
        progress: gr.Progress = gr.Progress(),  # noqa: B008  (Gradio finds it by its default)
    ) -> tuple[Any, str]:
        language = language_of(request)
        stopped = threading.Event()
        doing = say(language, "words_aligning")
        try:
            score = await asyncio.to_thread(score_of, value)
            path = sound_of(score, session, language)
            progress(0, desc=doing)
            with RUNNING.stoppable(page_of(request), stopped.set):
                found = await asyncio.to_thread(
                    aligned, score, path, text, setting_of(of, notation, words), language,
                    lambda share: progress(share, desc=doing), stopped.is_set,
                )  # fmt: skip
        except AnalysisCancelled:
            return gr.skip(), status_line(say(language, "cancelled"))
        except (PianoRollError, OSError) as error:
            reason = error if isinstance(error, StudioError) else reason_in(language, error)
            explain(error, request)
            return gr.skip(), status_line(str(reason), failed=True)
        return found, status_line(say(language, "words_aligned", n=f"{len(found.tiers[PHONES]):,}"))

    def tell(value: PianoRollValue | None, rule: str, request: gr.Request) -> str:
        return broken_html(score_of(value), rule, language_of(request))

    def text_of(value: PianoRollValue | None) -> str:
        return lyrics_of(score_of(value))

    def greet(request: gr.Request) -> Any:
        return gr.update(headers=_headers(language_of(request)))

    seen: dict[str, Any] = {"show_progress_on": stage.status, **OF_THE_PAGE}
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    roll, status = stage.roll, stage.status
    how = [panel.language, panel.notation]
    panel.labels.upload(answers(opened), [panel.labels, roll], [roll, status], api_name="open_labels", **seen)
    app.load(greet, None, panel.table, **quiet)
    panel.take.click(text_of, roll, panel.lyrics, **quiet)
    panel.put.click(answers(put), [panel.lyrics, roll], [roll, status], api_name="put_lyrics", **seen)
    panel.align.click(
        align, [panel.lyrics, roll, *how, panel.words, stage.session], [roll, status], api_name="align_words",
        **seen, **CONCURRENCY,
    )  # fmt: skip
    panel.write.click(answers(write), [roll, *how, panel.words], [roll, status], api_name="write_phonemes", **seen)
    panel.read.click(
        answers(read), [panel.lyrics, roll, panel.language, panel.words], [panel.table, status], api_name="read_words",
        **seen,
    )  # fmt: skip
    panel.use.click(
        use, [panel.table, panel.lyrics, roll, *how, panel.follow], [roll, panel.words, status], api_name="use_words",
        **seen,
    )  # fmt: skip
    panel.csv_in.upload(
        answers(take_csv), [panel.csv_in, panel.table], [panel.table, status], api_name="open_words", **seen
    )
    written = panel.csv_out.click(
        answers(give_csv), panel.table, [panel.csv_file, status], api_name="save_words_csv", **seen
    )
    written.success(None, None, None, js=start_download(str(panel.csv_file.elem_id)), api_visibility="private")
    panel.tie.click(answers(tie), [roll, panel.rule], [roll, status], api_name="tie_phones", **seen)
    saved = panel.download.click(
        answers(save), [roll, panel.format], [panel.file, status], api_name="save_words", **seen
    )
    saved.success(None, None, None, js=start_download(str(panel.file.elem_id)), api_visibility="private")
    for field in (panel.language, panel.notation, panel.follow):
        field.input(follows, [*how, panel.follow, panel.words], roll, **quiet)
    roll.change(tell, [roll, panel.rule], panel.broken, trigger_mode="always_last", **quiet)
    panel.rule.input(tell, [roll, panel.rule], panel.broken, **quiet)
    panel.rule.input(lambda rule: stage.roll.update(ties=rule), panel.rule, roll, **quiet)
