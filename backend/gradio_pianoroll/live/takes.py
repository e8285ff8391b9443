"""All takes of a server, and the words in which a browser speaks to them."""

from __future__ import annotations

import base64
import logging
import threading
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gradio_pianoroll.errors import MissingPackageError
from gradio_pianoroll.extras import check_extra
from gradio_pianoroll.i18n.sentence import Sentence, sentence_of
from gradio_pianoroll.live.leftovers import take_path
from gradio_pianoroll.live.take import Take
from gradio_pianoroll.realtime import LiveBusyError, LiveError, LiveOptions, LiveSessions, UnknownSessionError
from gradio_pianoroll.score.problems import shown

logger = logging.getLogger(__name__)

MAX_TAKES = 64
IDLE_S = 60.0
# A block that is sent again after a broken connection is waited for so long, within so many blocks.
PATIENCE_S, REORDER_BLOCKS = 15.0, 512
SAMPLE_BYTES = 2
# The largest number that a browser counts to exactly.
MAX_WHOLE = 2**53
# Blocks that did not get through are sent together, so long at most.
MAX_REQUEST_S = 4.0
# A timer that looks the very moment a take expires could be a tick too early.
TIMER_SLACK_S = 1.0

FolderOf = Callable[[], Path]


class LiveTakes:
    """Opens, feeds, ends and forgets takes; a take belongs to who knows its unguessable id.

    Parameters
    ----------
    folder
        Gives the folder in which recordings are written, each in one of its own.
    max_takes
        Open at once.
    idle_s
        A take that nobody fed for so long is over, and its recording removed: by whatever call comes next, by a timer
        when none comes, or when the process ends.
    max_per_address
        Open at once from one network address, so that one client cannot keep all others from singing; half of
        `max_takes` unless given, because a whole school may have one address.
    """

    def __init__(
        self,
        folder: FolderOf,
        max_takes: int = MAX_TAKES,
        idle_s: float = IDLE_S,
        max_per_address: int | None = None,
    ) -> None:
        self._folder = folder
        self._max_per_address = max(1, max_takes // 2) if max_per_address is None else max_per_address
        self._address_of: dict[str, str] = {}
        self._sessions = LiveSessions(max_takes, idle_s=idle_s)
        self._takes: dict[str, Take] = {}
        self._of_page: dict[str, str] = {}
        self._lock = threading.Lock()
        self._idle_s = idle_s
        self._timer: threading.Timer | None = None
        # At the end of the process, too: weakref's own exit handler calls it.
        self._at_end = weakref.finalize(self, _remove_all, self._takes)

    def __len__(self) -> int:
        return len(self._takes)

    def answer(self, payload: Any, address: str = "") -> dict[str, Any]:
        """Do what a browser asks.

        Parameters
        ----------
        payload
            ``{action: "open", page, sr, block_samples}``, ``{action: "block", id, seq, pcm, …}`` with the sound as
            base64, ``{action: "finish" | "close", id, …}``.
        address
            Where the call comes from; empty when that is not known.

        Returns
        -------
        dict
            The answer, or ``{error, message}`` where `error` is `busy`, `unknown` or `refused`: nothing is raised,
            because Gradio's client hides what an exception says.
        """
        if not isinstance(payload, Mapping):
            return {"error": "refused", "message": "a live call is an object with an action"}
        try:
            return self._do(payload, address)
        except UnknownSessionError as error:
            return {"error": "unknown", "message": sentence_of(error)}
        except LiveBusyError as error:
            return {"error": "busy", "message": sentence_of(error)}
        except (LiveError, MissingPackageError, TypeError, ValueError) as error:
            return {"error": "refused", "message": sentence_of(error)}

    def _do(self, fields: Mapping[str, Any], address: str) -> dict[str, Any]:
        self._sweep()
        action = fields.get("action")
        if action == "open":
            return self._open(fields, address)
        if action == "close":
            self._forget(str(fields.get("id")))
            return {}
        have = {name: _whole(fields, name) for name in ("have_frames", "have_notes")}
        take = self._take(str(fields.get("id")))
        if action == "finish":
            return {**take.finish(**have), **self._kept(take)}
        if action == "block":
            pcm = _decoded(fields.get("pcm"), take.session.options.sr)
            return take.push(_whole(fields, "seq", -1), pcm, **have)
        raise LiveError(Sentence("live.action", action=str(action)[:40]))

    def _open(self, fields: Mapping[str, Any], address: str) -> dict[str, Any]:
        check_extra("analysis", Sentence("needs.microphone"))
        _warm_up()
        page = str(fields.get("page", ""))[:100]
        # A page sings one song at a time: what it left open is over.
        former = self._of_page.get(page) if page else None
        if former is not None:
            self._forget(former)
        sr = _whole(fields, "sr")
        session = self._sessions.open(_options(sr, _whole(fields, "block_samples")))
        try:
            self._claim(session.id, address)
            take = Take(session, take_path(self._folder(), session.id))
        except LiveBusyError:
            self._sessions.close(session.id)
            raise
        except OSError as error:
            self._forget(session.id)
            raise LiveError(Sentence("live.cannot_write", why=error.strerror)) from error
        with self._lock:
            self._takes[session.id] = take
            if page:
                self._of_page[page] = session.id
        self._set_timer()
        return {"id": session.id, "hop_s": session.hop_s, "max_s": session.options.max_duration_s}

    def _claim(self, take_id: str, address: str) -> None:
        """Count a take as one of its address, or refuse it."""
        with self._lock:
            if address and list(self._address_of.values()).count(address) >= self._max_per_address:
                raise LiveBusyError(Sentence("live.address", most=self._max_per_address))
            self._address_of[take_id] = address

    def _take(self, take_id: str) -> Take:
        self._sessions.get(take_id)
        with self._lock:
            take = self._takes.get(take_id)
        if take is None:
            raise UnknownSessionError(Sentence("live.over"))
        return take

    def _kept(self, take: Take) -> dict[str, Any]:
        """Recording, which from now on belongs to the score."""
        take.is_kept = True
        return {"path": str(take.recording.path), "duration_s": take.recording.duration_s}

    def _forget(self, take_id: str) -> None:
        self._sessions.close(take_id)
        with self._lock:
            take = self._takes.pop(take_id, None)
            self._address_of.pop(take_id, None)
            self._of_page = {page: name for page, name in self._of_page.items() if name != take_id}
        if take is not None and not take.is_kept:
            _remove(take)

    def _set_timer(self) -> None:
        """Look again when takes may have expired, as long as there are some."""
        with self._lock:
            if self._timer is not None or not self._takes:
                return
            self._timer = threading.Timer(self._idle_s + TIMER_SLACK_S, _tick, [weakref.ref(self)])
            self._timer.name, self._timer.daemon = "pianoroll-takes", True
            self._timer.start()

    def _on_timer(self) -> None:
        with self._lock:
            self._timer = None
        self._sweep()
        self._set_timer()

    def _sweep(self) -> None:
        """Remove what expired."""
        self._sessions.expire()
        with self._lock:
            over = [name for name in self._takes if name not in self._sessions]
        for name in over:
            self._forget(name)


def _tick(takes: weakref.ref[LiveTakes]) -> None:
    alive = takes()
    if alive is not None:
        alive._on_timer()


def _remove_all(takes: dict[str, Take]) -> None:
    """Remove the recordings that belong to no score."""
    while takes:
        _, take = takes.popitem()
        if not take.is_kept:
            _remove(take)


def _whole(fields: Mapping[str, Any], name: str, otherwise: int = 0) -> int:
    """Whole number of a call: browsers write 48000.0 as 48000, and JSON of other programs brings anything."""
    value = fields.get(name, otherwise)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > MAX_WHOLE:
        raise LiveError(Sentence("live.whole", name=name, most=MAX_WHOLE, given=shown(value)))
    return value


def _decoded(text: Any, sr: int) -> bytes:
    """Samples of one call; more than a call may bring is refused before it is decoded."""
    if not isinstance(text, str):
        raise LiveError(Sentence("live.base64_needed"))
    if len(text) * 3 > 4 * (MAX_REQUEST_S * sr * SAMPLE_BYTES + 2):
        raise LiveError(Sentence("live.request", most=MAX_REQUEST_S))
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise LiveError(Sentence("live.base64", error=error)) from error


def _options(sr: int, block_samples: int) -> LiveOptions:
    from gradio_pianoroll.settings import get_settings

    settings = get_settings()
    # A recording is an upload as well.
    longest_s = settings.max_upload_mb * 1e6 / (SAMPLE_BYTES * max(sr, 1))
    return LiveOptions(
        sr=sr,
        block_samples=block_samples,
        reorder_blocks=REORDER_BLOCKS,
        patience_s=PATIENCE_S,
        max_duration_s=min(float(settings.max_duration_s), longest_s),
        # Notes come from the curve and the level.
        onsets=False,
    )


def _remove(take: Take) -> None:
    try:
        take.discard()
        take.recording.path.parent.rmdir()
    except OSError as error:
        logger.warning("the recording of a take that is over could not be removed: %s", error)


_warm = threading.Lock()
_is_warm = False


def _warm_up() -> None:
    """Go through everything once before somebody sings: compiled code takes a moment to load."""
    global _is_warm
    with _warm:
        if _is_warm:
            return
        import numpy as np

        from gradio_pianoroll.live.notes import LiveNotes
        from gradio_pianoroll.realtime import LiveSession

        session = LiveSession(LiveOptions(sr=48_000, block_samples=48_000))
        time_s = np.arange(48_000) / 48_000
        found = session.push(0, np.sin(2 * np.pi * 220 * time_s).astype(np.float32))
        f0_hz = np.array(found["f0_hz"], np.float64)
        LiveNotes(session.hop_s).update(f0_hz, np.ones_like(f0_hz), np.full_like(f0_hz, -20.0), finished=True)
        _is_warm = True
