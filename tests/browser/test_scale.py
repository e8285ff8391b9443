"""A hundred thousand notes: a small page, a roll that opens, a text box beside it that loses no letter."""

import urllib.request

from tests.browser.roll import RollPage

PAGE_LIMIT_BYTES = 100_000


def test_the_page_is_small_whatever_the_score(serve):
    with urllib.request.urlopen(serve("many").url) as answer:
        html = answer.read()
    assert len(html) < PAGE_LIMIT_BYTES


def test_a_hundred_thousand_notes_open_and_edit(serve, open_page):
    server = serve("many")
    roll = RollPage(open_page(server.url))
    assert roll.eval("r => r.doc.store.size") == 100_000
    roll.focus()
    roll.eval(
        "r => { const slot = r.doc.index.order[50000]; r.doc.edit([{op: 'delete', ids: [r.doc.store.id[slot], 1]}], 'delete'); }"
    )
    assert server.wait_for("change")[-1]["count"] == 99_999


def test_typing_beside_it_loses_no_letter(serve, open_page):
    page = open_page(serve("many").url)
    text = "The quick brown fox jumps over the lazy dog. qwer 1234 l L 다람쥐 헌 쳇바퀴에 타고파"
    box = page.locator("#beside textarea, #beside input").first
    box.click()
    page.keyboard.type(text)
    assert box.input_value() == text
    assert RollPage(page).eval("r => r.doc.store.size") == 100_000
