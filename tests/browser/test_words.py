"""Phonemes that follow lyrics: in one step of undo and one event, while handlers run, with each visitor's own words."""

from playwright.sync_api import expect

from tests.browser.roll import RollPage


def type_lyric(roll, index, text):
    box = roll.root.get_by_test_id("lyric-input")
    roll.page.mouse.dblclick(*roll.middle_of(roll.notes()[index]))
    box.fill(text)
    box.press("Enter")
    expect(box).to_have_count(0)


def wait_for(roll, *phonemes):
    roll.page.wait_for_function(
        """([root, wanted]) => {
            const { store, index } = root.pianoRoll.doc;
            const found = [...index.order.subarray(0, index.length)].map((slot) => store.phonemeOf(slot));
            return JSON.stringify(found) === JSON.stringify(wanted);
        }""",
        arg=[roll.root.element_handle(), list(phonemes)],
    )


def test_phonemes_follow_lyrics(serve, open_page):
    server = serve("sung")
    first, second = (RollPage(open_page(server.url)) for _ in range(2))
    type_lyric(first, 1, "민")
    wait_for(first, "g u ng", "m i", "n i", "s a", "r a ng")
    assert first.eval("r => r.doc.steps.labels") == ["lyric"]
    # The event of the edit brings both at once, and no second one comes.
    sung = [["국", "g u ng"], ["민", "m i"], ["이", "n i"], ["사", "s a"], ["랑", "r a ng"]]
    assert [e["sung"] for e in server.wait_for("input")] == [sung]
    assert [e["sung"] for e in server.wait_for("change")] == [sung]
    first.focus()
    first.press("Control+z")
    wait_for(first, "", "", "", "", "")
    first.press("Control+y")
    wait_for(first, "g u ng", "m i", "n i", "s a", "r a ng")
    # Undo and redo are two more changes of the score; the redone step has its phonemes already.
    assert [e["sung"] for e in server.wait_for("change", 3)][2] == sung

    # Words of one visitor are no other's, and a handler that runs holds nobody up.
    second.page.locator("#mine").click()
    server.wait_for("mine")
    second.idle()
    second.page.locator("#slow").click()
    server.wait_for("slow")
    type_lyric(second, 2, "은")
    wait_for(second, "g u ng", "m u", "r eu n", "ss a", "r a ng")
    type_lyric(first, 2, "은")
    wait_for(first, "g u ng", "m i", "n eu n", "s a", "r a ng")

    # What cannot be read is kept, and said.
    type_lyric(first, 2, "♪")
    expect(first.root.get_by_text("♪", exact=False).last).to_be_visible()
    wait_for(first, "g u ng", "m i n", "", "s a", "r a ng")
    assert [note["lyric"] for note in first.notes()] == ["국", "민", "♪", "사", "랑"]


def test_phones_follow_their_notes_and_lyrics(serve, open_page):
    server = serve("sung")
    page = open_page(server.url, height=1400)
    roll = RollPage(page, 1).wait_ready()
    server.mark()
    # The last note, 랑, goes half a second to the right and takes its phones along; one event tells of both.
    roll.focus()
    roll.click(roll.middle_of(roll.notes()[4]))
    roll.drag(roll.middle_of(roll.notes()[4]), roll.at(5.5 * 15360, roll.notes()[4]["pitch"]))
    (seen,) = server.wait_for("tied")
    assert seen["phones"][-4:] == [[1.5, "a"], [2.44, "r"], [2.5, "a"], [2.94, "ng"]]
    assert roll.eval("r => r.doc.steps.labels.length") == 1
    roll.press("Control+z")
    assert roll.eval("r => r.doc.segments.at(-1).end") == 2.5
