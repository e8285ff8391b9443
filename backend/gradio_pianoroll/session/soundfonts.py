"""SoundFonts for a page: which there are, and a font cut to what the page plays."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gradio_pianoroll.errors import MissingPackageError, TransportError
from gradio_pianoroll.i18n.sentence import Sentence, sentence_of
from gradio_pianoroll.wire.content_name import content_key

from .cache_files import Save

if TYPE_CHECKING:
    from gradio_pianoroll.synth import SoundFont

#: What `True` stands for: the first font that is found.
FIRST = "first"
ADDRESSES = ("https://", "http://")
KEYS, OCTAVES, MOST_PRESETS = 128, 11, 512
OPEN_FONTS, REMEMBERED_CUTS = 4, 512
# Whoever opens many pages does not get more cores than this.
AT_ONCE = 2

_Wanted = tuple[tuple[int, int, tuple[int, ...]], ...]


@dataclass(frozen=True)
class RollFont:
    """What `PianoRoll(soundfont=…)` says: which font plays at first, and whether a page may choose others.

    Attributes
    ----------
    font
        A path, an address, an opened font; True for the first one that is found; None for our own voices.
    offers
        Whether the fonts of this machine are offered.
    """

    font: Any = None
    offers: bool = True

    @classmethod
    def of(cls, given: Any, former: RollFont | None = None) -> RollFont:
        """Read the argument; False is for no font at all.

        A mapping is what the page was told (`for_page`): Gradio makes a roll anew from the properties of its page when
        an example is chosen. What it stands for the `former` roll knows.
        """
        if isinstance(given, Mapping):
            if former is None:
                raise TypeError(Sentence("soundfont.kind", given=dict(given)))
            return former
        return cls(None, False) if given is False else cls(given)

    def for_page(self) -> dict[str, Any]:
        """What a page is told; it names a font by what is no path."""
        name = None if self.font is None or self.font is True else _name(self.font)
        return {"font": None if self.font is None else _id(self.font), "name": name, "offers": self.offers}


class SoundFonts:
    """Cuts of fonts, each made once."""

    def __init__(self) -> None:
        self._open: OrderedDict[tuple[str, int, int], SoundFont] = OrderedDict()
        self._cut: OrderedDict[tuple[str, int, int, _Wanted], tuple[str, list[list[int]]]] = OrderedDict()
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def warm_up(self, given: RollFont) -> None:
        """Fetch what reads fonts and open the one of a roll, beside other work: no page need wait for it."""
        if given.font is not None:
            threading.Thread(target=self._warmed, args=(given,), name="pianoroll-soundfont", daemon=True).start()

    def _warmed(self, given: RollFont) -> None:
        try:
            self._opened(given, _id(given.font))
        except TransportError:
            # The page that asks for it is told.
            return

    def fonts(self, given: RollFont) -> list[dict[str, str]]:
        """Fonts that a page may choose, as ``{id, name}``; that of the roll first."""
        known = {} if given.font is None or given.font is True else {_id(given.font): _name(given.font)}
        try:
            for path in _found() if given.offers else ():
                known.setdefault(_id(path), _name(path))
        except TransportError:
            if not known:
                raise
        return [{"id": name, "name": known[name]} for name in known]

    def cut(
        self, given: RollFont, payload: Mapping[str, Any], save: Save, kept: Callable[[str], bool]
    ) -> tuple[str, list[list[int]]]:
        """File with the zones that a page plays, and which presets play what it named.

        Parameters
        ----------
        given
            The font of the roll.
        payload
            ``{font, wanted}``: the font's id, and ``[bank, program, octaves]`` of the notes, octaves of twelve keys.
        save
            Puts bytes into Gradio's cache; gives the path.
        kept
            Whether a file of the cache is still there.

        Returns
        -------
        tuple of str and list
            The file (`FontCut.to_bytes`), and ``[bank, program, bank in the font, program in the font]``; presets that
            the font has not are left out.

        Raises
        ------
        TransportError
            When there is no such font, or it cannot be played.
        """
        wanted = _wanted(payload.get("wanted"))
        with self._places:
            font, name = self._opened(given, payload.get("font"))
            key = (*name, wanted)
            with self._lock:
                known = self._cut.get(key)
            if known is not None and kept(known[0]):
                return known
            made = _cut(font, wanted, save)
        with self._lock:
            self._cut[key] = made
            while len(self._cut) > REMEMBERED_CUTS:
                self._cut.popitem(last=False)
        return made

    def _opened(self, given: RollFont, named: Any) -> tuple[SoundFont, tuple[str, int, int]]:
        font = _chosen(given, named)
        with _reasons():
            from gradio_pianoroll.synth import SoundFont, open_soundfont

            if isinstance(font, SoundFont):
                return font, _stamp(font.path)
            if isinstance(font, str) and font.startswith(ADDRESSES):
                # It lies in the cache folder afterwards.
                font = open_soundfont(font).path
            path = Path(font).expanduser()
            if not path.is_file():
                raise TransportError(Sentence("soundfont.gone", font=path.name))
            name = _stamp(path)
            with self._lock:
                known = self._open.get(name)
            if known is None:
                known = SoundFont(path)
                with self._lock:
                    self._open[name] = known
                    while len(self._open) > OPEN_FONTS:
                        self._open.popitem(last=False)
        return known, name


@contextmanager
def _reasons() -> Iterator[None]:
    """Errors of fonts in the body are told to a page."""
    from gradio_pianoroll.formats import FormatError

    try:
        yield
    except MissingPackageError as error:
        raise TransportError(sentence_of(error)) from error
    except (FormatError, OSError) as error:
        raise TransportError(Sentence("soundfont.broken", error=error)) from error


def _stamp(path: Path) -> tuple[str, int, int]:
    stat = path.stat()
    return str(path.resolve()), stat.st_mtime_ns, stat.st_size


def _id(font: Any) -> str:
    if font is True:
        return FIRST
    path = getattr(font, "path", font)
    if isinstance(path, str) and path.startswith(ADDRESSES):
        return content_key(path)[:16]
    return content_key(str(Path(path).expanduser().resolve()))[:16]


def _name(font: Any) -> str:
    return "SoundFont" if font is True else Path(str(getattr(font, "path", font))).stem


def _found() -> list[Path]:
    with _reasons():
        from gradio_pianoroll.synth import find_soundfonts

        return find_soundfonts()


def _chosen(given: RollFont, named: Any) -> Any:
    """Font that a page names; it can name none that it was not offered."""
    if given.font is not None and named == _id(given.font) and given.font is not True:
        return given.font
    found = _found() if given.offers or given.font is True else []
    if named == FIRST and given.font is True:
        if not found:
            raise TransportError(Sentence("soundfont.nothing"))
        return found[0]
    for path in found if given.offers else ():
        if named == _id(path):
            return path
    raise TransportError(Sentence("soundfont.unknown"))


def _wanted(listed: Any) -> _Wanted:
    if not isinstance(listed, list) or len(listed) > MOST_PRESETS:
        raise TransportError(Sentence("soundfont.question"))
    found = []
    for item in listed:
        if not isinstance(item, list) or len(item) != 3 or not isinstance(item[2], list):
            raise TransportError(Sentence("soundfont.question"))
        bank, program, octaves = item
        if not (_is_whole(bank, KEYS) and _is_whole(program, KEYS - 1)):
            raise TransportError(Sentence("soundfont.question"))
        if len(octaves) > OCTAVES or not all(_is_whole(octave, OCTAVES - 1) for octave in octaves):
            raise TransportError(Sentence("soundfont.question"))
        found.append((bank, program, tuple(sorted(set(octaves)))))
    return tuple(sorted(found))


def _is_whole(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _cut(font: SoundFont, wanted: _Wanted, save: Save) -> tuple[str, list[list[int]]]:
    with _reasons():
        from gradio_pianoroll.synth import cut_font

        uses: dict[tuple[int, int], set[tuple[int, int | None]]] = {}
        chosen = []
        for bank, program, octaves in wanted:
            preset = font.choose(bank, program)
            if preset is None:
                continue
            chosen.append([bank, program, *preset])
            keys = (key for octave in octaves for key in range(12 * octave, min(12 * octave + 12, KEYS)))
            uses.setdefault(preset, set()).update((key, None) for key in keys)
        data = cut_font(font, uses).to_bytes()
    return save(data, "font.sfcut", content_key(data)), chosen
