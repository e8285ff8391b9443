"""The picture that a page drew, as a PDF: its shapes come as lists (`frontend/src/ui/export/shapes.ts` writes them).

The page makes SVG and PNG by itself. A PDF needs the files of its fonts, which a browser does not give out; so this one
thing is done here, from the very shapes that the page shows.
"""

from __future__ import annotations

import base64
import binascii
import io
import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence

from ...errors import ScoreError
from ...extras import require
from .fonts import KOREAN_FONTS, LATIN_FONTS, fonts
from .picture import drawing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PX_AN_INCH, PT_A_PX = 96.0, 0.75
MOST_PX, MOST_SHAPES, MOST_LETTERS = 20_000, 400_000, 2_000
# So much narrower is a text drawn at most when the fonts here are wider than those of the page.
NEEDS = Sentence("needs.pdf")
LEAST_SHRINK = 0.75
BOLD_WEIGHT = 600

Shape = Sequence[Any]
Colour = tuple[float, float, float, float]


def shapes_as_pdf(picture: Any) -> bytes:
    """PDF of a picture, its texts as texts with their fonts in it.

    Parameters
    ----------
    picture
        ``{width_px, height_px, title, shapes}``. A shape is a list that begins with its kind: ``["rect", x, y, width,
        height, fill, opacity]``, ``["path", commands, fill, stroke, opacity, width, dash, gap, cap, join]``, ``["text",
        text, x, y, anchor, size, weight, families, fill, stroke, stroke width, opacity, width]`` (the place is that of
        the base line), ``["image", PNG as data URI, x, y, width, height, smooth, opacity]``, ``["clip", x, y, width,
        height]`` and ``["unclip"]``. Lengths are pixels of 1/96 inch, colours ``#rrggbb`` or None.

    Raises
    ------
    ScoreError
        When it is no such picture; the message names the shape.
    MissingPackageError
        When matplotlib is not installed.
    """
    given = picture if isinstance(picture, Mapping) else {}
    width, height = (_length(given.get(name), name) for name in ("width_px", "height_px"))
    shapes = given.get("shapes")
    if not isinstance(shapes, list | tuple) or len(shapes) > MOST_SHAPES:
        raise ScoreError(Sentence("picture.many", most=MOST_SHAPES))
    figure: Figure = require("matplotlib.figure", NEEDS).Figure((width / PX_AN_INCH, height / PX_AN_INCH), dpi=72)
    figure.add_artist(_artist(shapes, height))
    data = io.BytesIO()
    with drawing({"pdf.fonttype": 42, "font.family": fonts(), "axes.unicode_minus": False, "text.parse_math": False}):
        # Nothing that changes from one minute to the next: the same picture gives the same bytes.
        about = {"CreationDate": None, "Title": str(given.get("title") or "")[:MOST_LETTERS]}
        figure.savefig(data, format="pdf", dpi=72, facecolor="none", metadata=about)
    return data.getvalue()


def _length(value: Any, name: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value <= MOST_PX:
        return float(value)
    raise ScoreError(Sentence("picture.size", name=name, most=MOST_PX, value=str(value)[:40]))


def _artist(shapes: Sequence[Shape], height_px: float) -> Any:
    """Artist of matplotlib that draws the shapes in their order."""
    base: Any = require("matplotlib.artist", NEEDS).Artist

    class Shapes(base):  # type: ignore[misc, unused-ignore]
        """All shapes of a picture."""

        def draw(self, renderer: Any) -> None:
            """Draw them."""
            pen = _Pen(renderer, self.get_figure(), height_px)
            for place, shape in enumerate(shapes):
                try:
                    pen.draw(shape)
                except (TypeError, ValueError, IndexError, KeyError, OverflowError) as error:
                    raise ScoreError(Sentence("picture.shape", number=place, error=error)) from error

    return Shapes()


class _Pen:
    """Draws shapes with a renderer of matplotlib, whose points count from the bottom."""

    def __init__(self, renderer: Any, figure: Any, height_px: float) -> None:
        transforms = require("matplotlib.transforms", NEEDS)
        self._renderer = renderer
        self._figure = figure
        self._bbox = transforms.Bbox
        self._none = transforms.IdentityTransform()
        self._to_pt = transforms.Affine2D().scale(PT_A_PX, -PT_A_PX).translate(0, height_px * PT_A_PX)
        self._path = require("matplotlib.path", NEEDS).Path
        self._text = require("matplotlib.text", NEEDS).Text
        self._clips: list[Any] = []
        self._kinds: dict[Any, Callable[..., None]] = {
            "rect": self._rect,
            "path": self._draw_path,
            "text": self._draw_text,
            "image": self._image,
            "clip": self._clip,
            "unclip": self._unclip,
        }

    def draw(self, shape: Shape) -> None:
        kind, *given = shape
        self._kinds[kind](*given)

    def _context(self) -> Any:
        context = self._renderer.new_gc()
        if self._clips:
            context.set_clip_rectangle(self._clips[-1])
        return context

    def _rect(self, x: float, y: float, width: float, height: float, fill: str, opacity: float) -> None:
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
        context = self._context()
        context.set_linewidth(0)
        self._renderer.draw_path(context, self._path(corners, closed=True), self._to_pt, _colour(fill, opacity))
        context.restore()

    def _draw_path(
        self, commands: Sequence[Any], fill: str | None, stroke: str | None, opacity: float, *pen: Any
    ) -> None:
        context = self._context()
        context.set_linewidth(0)
        if stroke is not None:
            width, dash, gap, cap, join = pen
            context.set_foreground(_colour(stroke, opacity), isRGBA=True)
            context.set_linewidth(width * PT_A_PX)
            context.set_capstyle("projecting" if cap == "square" else cap)
            context.set_joinstyle(join)
            if dash > 0:
                context.set_dashes(0, [dash * PT_A_PX, max(gap, 0.01) * PT_A_PX])
        face = None if fill is None else _colour(fill, opacity)
        self._renderer.draw_path(context, self._path_of(commands), self._to_pt, face)
        context.restore()

    def _path_of(self, commands: Sequence[Any]) -> Any:
        path, points, codes = self._path, [], []
        many = {"M": (path.MOVETO, 1), "L": (path.LINETO, 1), "Q": (path.CURVE3, 2), "C": (path.CURVE4, 3)}
        at, start = 0, (0.0, 0.0)
        while at < len(commands):
            name = commands[at]
            at += 1
            if name == "Z":
                points.append(start)
                codes.append(path.CLOSEPOLY)
                continue
            code, count = many[name]
            numbers = [float(number) for number in commands[at : at + 2 * count]]
            at += 2 * count
            pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
            points += pairs
            codes += [code] * count
            if name == "M":
                start = pairs[0]
        if not all(math.isfinite(number) for pair in points for number in pair):
            raise ValueError(Sentence("picture.place"))
        return path(np.array(points, float).reshape(-1, 2), codes)

    def _draw_text(
        self,
        text: str,
        x: float,
        y: float,
        anchor: str,
        size: float,
        weight: float,
        families: Sequence[str],
        fill: str | None,
        stroke: str | None,
        stroke_width: float,
        opacity: float,
        width: float,
    ) -> None:
        left, baseline = self._to_pt.transform((x, y))
        artist = self._text(
            left,
            baseline,
            str(text)[:MOST_LETTERS],
            fontsize=size * PT_A_PX,
            fontweight="bold" if weight >= BOLD_WEIGHT else "normal",
            fontfamily=_known(families),
            color=_colour(fill or stroke or "#000000", opacity),
            horizontalalignment={"start": "left", "middle": "center", "end": "right"}[anchor],
            verticalalignment="baseline",
            transform=self._none,
        )
        artist.set_figure(self._figure)
        if self._clips:
            artist.set_clip_on(True)
            artist.set_clip_box(self._clips[-1])
        drawn = artist.get_window_extent(self._renderer).width / PT_A_PX
        if drawn > width > 0:
            artist.set_fontsize(size * PT_A_PX * max(LEAST_SHRINK, width / drawn))
        if stroke is not None:
            effects = require("matplotlib.patheffects", NEEDS)
            around = effects.Stroke(linewidth=stroke_width * PT_A_PX, foreground=stroke, joinstyle="round")
            artist.set_path_effects([around])
            artist.draw(self._renderer)
            artist.set_path_effects([])
        if fill is not None:
            # With an effect it would be outlines, in which nobody finds a word.
            artist.draw(self._renderer)

    def _image(
        self, source: str, x: float, y: float, width: float, height: float, smooth: bool, opacity: float
    ) -> None:
        pixels = _pixels(source)
        if not smooth and len(pixels):
            # A viewer would smooth what it stretches.
            pixels = pixels.repeat(max(1, min(16, math.ceil(height / len(pixels)))), axis=0)
        pixels[..., 3] = (pixels[..., 3] * opacity).astype(np.uint8)
        left, bottom = self._to_pt.transform((x, y + height))
        turned = require("matplotlib.transforms", NEEDS).Affine2D().scale(width * PT_A_PX, height * PT_A_PX)
        context = self._context()
        self._renderer.draw_image(context, left, bottom, pixels, turned)
        context.restore()

    def _clip(self, x: float, y: float, width: float, height: float) -> None:
        box = self._bbox(np.sort(self._to_pt.transform([(x, y), (x + width, y + height)]), axis=0))
        if self._clips:
            box = self._bbox.intersection(box, self._clips[-1]) or self._bbox([[0, 0], [0, 0]])
        self._clips.append(box)

    def _unclip(self) -> None:
        self._clips.pop()


def _colour(name: str, opacity: float) -> Colour:
    red, green, blue = (int(name[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue, min(1.0, max(0.0, float(opacity)))


def _known(families: Sequence[str]) -> list[str]:
    """Families that are here, of those that the page names; behind them the usual ones."""
    names = {font.name for font in require("matplotlib.font_manager", NEEDS).fontManager.ttflist}
    found = [name for name in families if isinstance(name, str) and name in names]
    # A page takes Korean fonts for what its first ones lack; the Latin letters of those are not what it shows.
    latin = [name for name in found if name not in KOREAN_FONTS]
    korean = [name for name in found if name in KOREAN_FONTS]
    return list(dict.fromkeys([*latin[:2], *LATIN_FONTS, *korean[:2], *fonts()]))


def _pixels(source: str) -> np.ndarray[Any, Any]:
    head, _, body = source.partition(",")
    if head != "data:image/png;base64":
        raise ValueError(Sentence("picture.png"))
    # Gradio brings it; nothing else here reads pictures.
    from PIL import Image

    try:
        with Image.open(io.BytesIO(base64.b64decode(body, validate=True)), formats=["PNG"]) as image:
            return np.array(image.convert("RGBA"))
    except (binascii.Error, OSError) as error:
        raise ValueError(Sentence("picture.image", error=error)) from error
