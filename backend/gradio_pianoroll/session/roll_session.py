"""The walk of a value: from what a client sends to what a handler gets, and from what that returns to the client."""

from __future__ import annotations

import secrets
import warnings
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from gradio_pianoroll.errors import TransportError
from gradio_pianoroll.gradio_compat import app_of, asker, cache_folder, id_of, running_app
from gradio_pianoroll.i18n.page import page_error
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.score import PianoRollWarning, Score, diff
from gradio_pianoroll.score.marks import same_but_marks
from gradio_pianoroll.value.document_state import DocumentState, detached, origin_of
from gradio_pianoroll.value.value import PianoRollValue
from gradio_pianoroll.wire.handle import Handle, Payload
from gradio_pianoroll.wire.proposals import encode_proposals

from . import known
from .cache_files import Save
from .defaults import Defaults, with_defaults
from .document_writer import DocumentWriter
from .event import given_of, is_given, marked
from .handles import handle_of, in_dict_form
from .inbound import Inbound
from .own_sound import with_own_sound, with_served_sound
from .running import answers_own_change, running_revisions

# So many notes more are a score that grows: they go out as a chunk, which is a third of the size of operations.
MAX_ADDED_AS_EDIT = 400


class RollSession:
    """Session of a roll with its clients, made for one event.

    What a client has is a `DocumentState`: `receive` ties the score that a handler gets to it, and `answer` leads the
    client from it to the score that the handler returns.

    Parameters
    ----------
    roll
        The component.
    defaults
        What it adds to values.
    save
        Puts bytes into Gradio's cache.
    viewport_config
        For scores that name none.
    """

    def __init__(self, roll: Any, defaults: Defaults, save: Save, viewport_config: Mapping[str, Any] | None) -> None:
        self._roll = roll
        self._id = id_of(roll)
        self._app = app_of(roll)
        self._defaults = defaults
        self._save = save
        self._store = known.DOCUMENTS
        self._handle = partial(handle_of, save=save, viewport_config=viewport_config)

    # --- in: payload -> files -> score of a state ----------------------------------------------------------------

    def receive(self, payload: Payload | Mapping[str, Any]) -> Score:
        """Read what an event brings; its answer is a change of this.

        Raises
        ------
        gradio.Error
            When it cannot be read; the page shows the reason.
        """
        try:
            given = Payload.of_client(payload)
            if isinstance(given.root, Handle):
                known.ARRIVALS.note(self._app, self._roll, given.root.doc, given.root.rev)
            score = self.read(given)
        except TransportError as error:
            raise page_error(error) from error
        is_given(self._id, score, self._store)
        return score

    def read(self, payload: Payload) -> Score:
        """Read a payload to a score that knows its state."""
        return Inbound(self._store, cache_folder()).read(payload, self._id)

    # --- out: value -> score -> the step from the client's state -> handle ---------------------------------------

    def answer(self, value: Any) -> Payload:
        """Write what a client gets for what a handler returned; see `PianoRoll.postprocess`."""
        score = self._completed(self.score_of(value))
        self._warn_of_no_notes(value, score)
        state = origin_of(score)
        if _is_in_dict_form(state):
            return in_dict_form(score).showing(score)
        if state is not None and state.answer == "dict":
            # A program sent it, a page shows it: to that it is new.
            score, state = detached(score), None
        handle = self._handle_for(score, state)
        if self._answers_own_change(state):
            handle.meta.quiet = True
        return Payload(root=handle).showing(score)

    def score_of(self, value: Any) -> Score:
        """Read what a program gives: a value, the dict form, a `Score`, or the path of a file.

        Raises
        ------
        TypeError
            If it is something else.
        """
        if isinstance(value, Score):
            return value
        if isinstance(value, str | Path):
            from gradio_pianoroll.formats import load

            return load(value)
        if not isinstance(value, Mapping) and callable(getattr(value, "to_dict", None)):
            value = value.to_dict()
        if not isinstance(value, Mapping):
            raise TypeError(
                "a piano roll shows the dict form, a Score or the path of a MIDI or JSON file, "
                f"not {type(value).__name__}"
            )
        value = self._defaults.with_sound_saved(value)
        return PianoRollValue.of(value, given_of(self._id), lambda mark: marked(mark, self._store)).score

    def _completed(self, score: Score) -> Score:
        """Complete a score with what it lacks and the roll has."""
        full = with_defaults(score, self._defaults)
        is_own = self._defaults.is_audio_own and full.audio is self._defaults.audio
        return with_own_sound(full, self._roll) if is_own else with_served_sound(full, self._roll)

    def _handle_for(self, score: Score, state: DocumentState | None) -> Handle:
        base = None if state is None else state.shown_in(self._id)
        if state is None or (base is state and not score.proposals and self._was_kept(score, state)):
            # A document of its own: what was drawn since on another one does not belong on top of it.
            return self._whole(score, _new_doc())
        handle, now = self._step(score, base, in_turn=base is not state)
        handle.meta.proposals = self._proposals(score, state)
        # A generator's next value builds on this one, whatever the score that it came from has become.
        state.sent[self._id] = now
        return handle

    def _proposals(self, score: Score, state: DocumentState) -> str:
        """What is offered with an answer, and what no longer is of all that was on offer before."""
        now = {one.id for one in score.proposals}
        before = state.proposed.get(self._id, frozenset()) | {one.id for one in state.score.proposals}
        state.proposed[self._id] = before | now
        return encode_proposals(score.proposals, before - now)

    def _was_kept(self, score: Score, state: DocumentState) -> bool:
        """Whether this is an unchanged value of an earlier event: the program wants to go back to it."""
        running = running_revisions(self._app, self._roll)
        if running is None or (state.doc, state.rev) in running:
            return False
        return score.same_document(state.score)

    def _step(self, score: Score, base: DocumentState | None, in_turn: bool) -> tuple[Handle, DocumentState]:
        """The handle that leads a client from what it has to the score, and what it has then.

        `in_turn`: the base is what a former value of the same handler gave.
        """
        writer = DocumentWriter(self._store, self._save, self._id)
        now = None
        if base is not None and same_but_marks(score.extra, base.score.extra):
            may_grow = in_turn or len(score.notes) - len(base.score.notes) > MAX_ADDED_AS_EDIT
            now = writer.grown(base, score) if may_grow and not score.same_document(base.score) else None
            if now is None:
                # Equal scores give no operations: they are compared once, here.
                ops = diff(base.score, score)
                if not ops:
                    # In turn it is complete in itself, because values before it may have been skipped.
                    return self._handle(score, base, base.files if in_turn else base.files.under_edits()), base
                edits = writer.edited(base, score, ops)
                if edits is not None:
                    now, delta, path = edits
                    return self._handle(score, now, now.files, delta=delta, delta_path=path), now
                now = None if may_grow else writer.grown(base, score)
        if now is None:
            now = writer.snapshot(score, _new_doc() if base is None else base.doc)
        return self._handle(score, now, now.files), now

    def _whole(self, score: Score, doc: str) -> Handle:
        state = DocumentWriter(self._store, self._save, self._id).snapshot(score, doc)
        return self._handle(score, state, state.files)

    def _answers_own_change(self, state: DocumentState | None) -> bool:
        given = given_of(self._id)
        received = origin_of(given) if given is not None else None
        if received is not None and received.answer == "handle":
            return answers_own_change(self._app, self._roll, received.doc, received.rev)
        return answers_own_change(self._app, self._roll, None if state is None else state.doc)

    def _warn_of_no_notes(self, value: Any, score: Score) -> None:
        """Say that a roll is emptied by an answer that names no notes: the event was not given what it shows."""
        is_answer = running_app() is not None and given_of(self._id) is None
        if is_answer and type(value) is dict and not len(score.notes) and value.get("notes") != []:
            warnings.warn(
                Sentence("answer.emptied"),
                PianoRollWarning,
                stacklevel=2,
            )

    # --- what a page asks beside events --------------------------------------------------------------------------

    def shown(self, value: Mapping[str, Any]) -> Handle:
        """The handle of a dict form that stands in a page.

        Raises
        ------
        TransportError
            When it names a file that was not uploaded.
        """
        score = Inbound(self._store, cache_folder()).unverified(value)
        return self._whole(self._completed(score), _new_doc())

    def opened(self, path: Path, name: str) -> Handle:
        """The handle of a file that a page uploaded, as a document of its own.

        Raises
        ------
        TransportError
            When it cannot be read, or names a file that was not uploaded.
        """
        return self._whole(Inbound(self._store, cache_folder()).file(path, name), _new_doc())

    def example(self) -> Handle:
        """The handle of the example song, as a document of its own."""
        from .arirang import arirang_score

        return self._whole(arirang_score(), _new_doc())

    def score_for_file(self, payload: Any) -> Score:
        """What a page shows, to be written into a file of its own.

        Raises
        ------
        TransportError
            When it cannot be read.
        """
        try:
            return self.read(Payload.of_client(payload))
        except gr.Error as error:
            raise TransportError(str(error.message)) from error

    def recovered(self, doc: str, rev: str, key: str) -> Handle | None:
        """The handle with a snapshot of a state that a page was told of; None when it is forgotten."""
        score = self._store.get(key or self._store.key_of(rev) or "")
        return None if score is None else self._whole(score, doc)


def _is_in_dict_form(state: DocumentState | None) -> bool:
    """Tell whether who asked gets the dict form: every program but one that sent the handle of this very value."""
    form = None if state is None else state.answer
    match asker():
        case "page":
            return False
        case "program":
            return form != "program's handle"
        case _:
            return form == "dict"


def _new_doc() -> str:
    return secrets.token_urlsafe(12)
