"""What a handler did to the score can be undone by the person, and what the person did before it too."""

from tests.browser.roll import RollPage
from tests.browser.studio_page import open_tab


def test_an_analysis_keeps_the_undo_history(serve, open_page):
    page = open_page(serve("studio").url, height=1200)
    studio = RollPage(page)
    studio.focus()
    first = studio.rows()  # the notes; the curves come in a file of their own
    # With 350 Hz as the lowest F0 the low notes of the song become unvoiced.
    curves = (
        "r => JSON.stringify([...r.doc.curves.values()].map(c => [c.name, [...c.values].filter(v => v > 0).length]))"
    )
    page.wait_for_function("root => root.pianoRoll.doc.curves.size === 3", arg=studio.root.element_handle())
    before = studio.eval(curves)
    studio.press("Control+a", "ArrowUp")
    open_tab(page, "analysis")
    page.get_by_label("Lowest F0 (Hz)").fill("350")
    page.locator("#studio-analyze").click()
    page.wait_for_function(
        "([root, before]) => JSON.stringify([...root.pianoRoll.doc.curves.values()].map(c => [c.name, [...c.values].filter(v => v > 0).length])) !== before",
        arg=[studio.root.element_handle(), before],
        timeout=60_000,
    )
    studio.focus()
    while studio.eval("r => r.doc.canUndo"):
        studio.press("Control+z")
    assert studio.rows() == first
    assert studio.eval(curves) == before
