"""A font of bars: every letter is a box of one width, so that a page looks the same whatever fonts a machine has."""

import io

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

EM = 1000
# Half a square for Latin and the like, a whole one for Hangul: about as wide as in fonts for both.
WIDTHS = {"half": 540, "full": 900}
HALF = [*range(0x21, 0x7F), *range(0xA1, 0x180), *range(0x2010, 0x2028), *range(0x2030, 0x2060), *range(0x2190, 0x2BFF)]
FULL = [*range(0x1100, 0x1200), *range(0x3130, 0x3190), *range(0xAC00, 0xD7A4)]


def _box(width: int):
    pen = TTGlyphPen(None)
    left, right, bottom, top = 60, width - 60, 0, 620
    pen.moveTo((left, bottom))
    for corner in ((left, top), (right, top), (right, bottom)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def bars_font() -> bytes:
    """Build the font, as a TrueType file."""
    font = FontBuilder(EM, isTTF=True)
    names = [".notdef", "space", *WIDTHS]
    font.setupGlyphOrder(names)
    font.setupCharacterMap({0x20: "space", 0xA0: "space"} | dict.fromkeys(HALF, "half") | dict.fromkeys(FULL, "full"))
    widths = {".notdef": 540, "space": 270, **WIDTHS}
    empty = TTGlyphPen(None).glyph()
    font.setupGlyf({name: _box(widths[name]) if name != "space" else empty for name in names})
    font.setupHorizontalMetrics({name: (widths[name], 60) for name in names})
    font.setupHorizontalHeader(ascent=900, descent=-250)
    font.setupOS2(sTypoAscender=900, sTypoDescender=-250, usWinAscent=900, usWinDescent=250)
    font.setupNameTable({"familyName": "Bars", "styleName": "Regular"})
    font.setupPost()
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()
