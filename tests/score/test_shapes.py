"""The shapes that a page drew, as a PDF that is taken apart again."""

import base64
import io
import re
import zlib

import numpy as np
import pytest
from PIL import Image

from gradio_pianoroll.errors import ScoreError
from gradio_pianoroll.score.plot.shapes import shapes_as_pdf

pytest.importorskip("matplotlib")
FAMILIES = ["Pretendard", "NanumGothic", "Noto Sans CJK KR", "sans-serif"]


def text(said, x=20, y=50, size=12, weight=400, **more):
    given = {"fill": "#14161d", "stroke": None, "width": 0, **more}
    stroke_width = 3 if given["stroke"] else 0
    tail = [given["fill"], given["stroke"], stroke_width, 1, given["width"]]
    return ["text", said, x, y, "start", size, weight, FAMILIES, *tail]


def png(pixels):
    data = io.BytesIO()
    Image.fromarray(np.array(pixels, np.uint8), "RGBA").save(data, "PNG")
    return "data:image/png;base64," + base64.b64encode(data.getvalue()).decode()


def pdf(*shapes, **more):
    return shapes_as_pdf({"width_px": 400, "height_px": 200, "title": "", "shapes": list(shapes), **more})


def streams(data):
    """Contents of the objects, unpacked."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.S)
    out = []
    for one in found:
        try:
            out.append(zlib.decompress(one))
        except zlib.error:
            out.append(one)
    return out


def page_of(data):
    return next(one for one in streams(data) if re.search(rb"\bcm\b|\bre\b|\bl\b", one))


def test_a_page_as_large_as_the_picture_whose_bytes_are_always_the_same():
    data = pdf(["rect", 0, 0, 400, 200, "#fcfcfe", 1], title="아리랑")
    # 1 px is 1/96 inch, a point 1/72.
    assert re.search(rb"/MediaBox \[\s*0 0 300 150\s*\]", data)
    assert data == pdf(["rect", 0, 0, 400, 200, "#fcfcfe", 1], title="아리랑")


def test_places_count_from_the_top_and_colours_are_exact():
    content = page_of(pdf(["rect", 40, 20, 100, 60, "#ff8000", 1]))
    # (40, 20) from the top of 200 px is 30 pt from the left and 150 - 15 = 135 pt from the bottom.
    assert re.search(rb"30(\.0*)? 135(\.0*)? m", content)
    assert re.search(rb"105(\.0*)? 90(\.0*)? l", content)
    assert re.search(rb"1(\.0*)? 0\.50\d* 0(\.0*)? rg", content)


def test_texts_stay_texts_with_their_fonts_also_korean():
    data = pdf(text("라ABC"), text("라", stroke="#ffffff", y=90))
    assert b"/FontFile2" in data
    # U+B77C in the table that leads from glyphs to letters, or as the name of a glyph.
    assert any(b"b77c" in one.lower() for one in [data, *streams(data)])


def test_a_text_that_is_wider_here_is_drawn_smaller():
    sizes = [re.findall(rb"/F\S+ ([\d.]+) Tf", page_of(pdf(text("Wide words", width=width)))) for width in (0, 50)]
    assert float(sizes[0][0]) == 9.0
    assert float(sizes[1][0]) < 9.0


def test_images_keep_their_rows_and_clips_nest():
    image = png([[[255, 0, 0, 255], [0, 255, 0, 255]], [[0, 0, 255, 255], [0, 0, 0, 0]]])
    data = pdf(
        ["clip", 0, 0, 200, 100], ["clip", 50, 50, 400, 400], ["image", image, 0, 0, 200, 200, False, 1],
        ["unclip"], ["unclip"], ["rect", 0, 0, 1, 1, "#000000", 0.5],
    )  # fmt: skip
    assert b"/Subtype /Image" in data
    # What both leave: 50-200 px and 50-100 px, from the bottom 75 to 112.5 pt.
    assert re.search(rb"37\.5 75(\.0*)? 112\.5 37\.5 re", page_of(data))


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        (["circle", 1], "shape 0"),
        (["rect", 0, 0, 1], "shape 0"),
        (["rect", 0, 0, 1, 1, "red; drop", 1], "shape 0"),
        (["path", ["M", 0], None, "#000000", 1, 1, 0, 0, "butt", "miter"], "shape 0"),
        (["path", ["M", 0, "nan"], "#000000", None, 1, 0, 0, 0, "butt", "miter"], "shape 0"),
        (["image", "file:///etc/passwd", 0, 0, 1, 1, True, 1], "shape 0.*data URI"),
        (["image", "data:image/png;base64,AAAA", 0, 0, 1, 1, True, 1], "shape 0"),
        (["unclip"], "shape 0"),
        (7, "shape 0"),
    ],
)
def test_what_is_no_shape_is_named(shape, told):
    with pytest.raises(ScoreError, match=told):
        pdf(shape)


@pytest.mark.parametrize("wrong", [{"width_px": 0}, {"height_px": 1e9}, {"width_px": "wide"}, {"shapes": 3}])
def test_what_is_no_picture_is_refused(wrong):
    with pytest.raises(ScoreError):
        pdf(**wrong)


def test_none_is_no_picture():
    with pytest.raises(ScoreError):
        shapes_as_pdf(None)
