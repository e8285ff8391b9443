"""The rail of tracks by mouse, keys and touch: each change ends in Python. Ghosts, locks, drums and colours on the screen."""

import pytest
from playwright.sync_api import expect

from tests.browser.roll import TICKS_PER_BEAT, RollPage

BEAT = TICKS_PER_BEAT
NAMES = ["노래", "가야금", "베이스", "장구"]


class Tracks(RollPage):
    """A page with the rail and a button by which Python reads the score."""

    def rows(self):
        return self.page.get_by_test_id("track-row")

    def row(self, number):
        return self.rows().nth(number)

    def part(self, number, name):
        return self.row(number).get_by_test_id(f"track-{name}")

    def tracks(self):
        return self.eval("r => r.doc.tracks")

    def active(self):
        return self.eval("r => r.tracks.active")

    def by_track(self):
        """Pitches of each track, as the engine has them."""
        rows = self.eval("r => r.doc.toRows()")
        found = {}
        for track, pitch in zip(rows["track"], rows["pitch"], strict=True):
            found.setdefault(track, []).append(pitch)
        return {track: sorted(pitches) for track, pitches in sorted(found.items())}

    def python(self):
        """The score as a handler gets it: tracks, and `[beat, pitch, track]` of each note."""
        self.idle()
        self.server.mark()
        self.page.locator("#read").click()
        (event,) = self.server.wait_for("read")
        return event["tracks"], event["notes"]

    def choose(self, number, item):
        self.row(number).click(button="right")
        self.page.locator(f"[data-testid=context-menu] [data-id={item}]").click()
        self.settle()

    def view(self, item, submenu=None):
        self.page.get_by_test_id("rail-view").click()
        if submenu:
            self.page.locator(f"[data-id={submenu}]").hover()
        self.page.locator(f"[data-id={item}]").click()
        self.settle()

    def card(self, number):
        self.choose(number, "settings")
        expect(self.page.get_by_test_id("track-card")).to_be_visible()
        return self.page.get_by_test_id("track-card")


@pytest.fixture
def open_tracks(serve, open_page):
    def open_(**options):
        server = serve("tracks")
        found = Tracks(open_page(server.url, **options))
        found.server = server
        return found

    return open_


@pytest.fixture
def roll(open_tracks):
    return open_tracks()


def pitches_of(notes, track):
    return sorted(pitch for _, pitch, number in notes if number == track)


def test_the_rail_says_names_instruments_and_which_is_active(roll):
    expect(roll.rows()).to_have_count(4)
    assert roll.rows().get_by_test_id("track-name").all_inner_texts() == NAMES
    assert [roll.row(i).get_attribute("aria-selected") for i in range(4)] == ["true", "false", "false", "false"]
    # General MIDI 108 is the Koto, 33 the Acoustic Bass.
    assert "Koto" in roll.row(1).inner_text()
    assert roll.row(3).get_attribute("aria-label") == "장구, Percussion, 8 notes"


def test_korean(open_tracks):
    roll = open_tracks(locale="ko-KR")
    assert roll.row(0).get_attribute("aria-label") == "노래, 보컬 우, 음표 5개"
    assert roll.row(3).get_attribute("aria-label") == "장구, 타악기, 음표 8개"
    expect(roll.page.get_by_test_id("track-add")).to_have_attribute("aria-label", "트랙 추가")


def test_add_rename_delete_and_undo(roll):
    roll.page.get_by_test_id("track-add").click()
    expect(roll.rows()).to_have_count(5)
    assert roll.active() == 4
    # It asks for its name; a double click asks again.
    field = roll.page.get_by_test_id("track-name-field")
    expect(field).to_be_focused()
    field.fill("가야금")
    field.press("Enter")
    roll.part(4, "name").dblclick()
    field.fill("해금")
    field.press("Enter")
    tracks, _ = roll.python()
    # A channel that no other track has; 10 is that of drums.
    assert [(t["name"], t["channel"]) for t in tracks] == [*zip(NAMES, (0, 1, 2, 9), strict=True), ("해금", 3)]

    before = roll.by_track()
    roll.choose(1, "delete")
    tracks, notes = roll.python()
    assert [t["name"] for t in tracks] == ["노래", "베이스", "장구", "해금"]
    assert {number: pitches_of(notes, number) for number in (0, 1, 2)} == {0: before[0], 1: before[2], 2: before[3]}
    # One step brings the track back, its notes and the numbers of all others.
    roll.focus()
    roll.press("Control+z")
    tracks, notes = roll.python()
    assert [t["name"] for t in tracks] == [*NAMES, "해금"]
    assert {number: pitches_of(notes, number) for number in range(4)} == before


def test_reorder_by_drag_and_by_key_takes_the_notes_along(roll):
    before = roll.by_track()
    colors = [roll.row(i).evaluate("e => e.style.getPropertyValue('--track')") for i in range(4)]
    grip = roll.part(2, "grip").bounding_box()
    top = roll.row(0).bounding_box()
    middle = grip["x"] + 3
    roll.drag((middle, grip["y"] + 20), (middle, top["y"] + 4))
    expect(roll.rows().get_by_test_id("track-name").nth(0)).to_have_text("베이스")
    tracks, notes = roll.python()
    assert [t["name"] for t in tracks] == ["베이스", "노래", "가야금", "장구"]
    assert {n: pitches_of(notes, n) for n in range(4)} == {0: before[2], 1: before[0], 2: before[1], 3: before[3]}
    # The active track is the same one, and each keeps its colour.
    assert roll.active() == 1
    moved = [roll.row(i).evaluate("e => e.style.getPropertyValue('--track')") for i in range(4)]
    assert moved == [colors[2], colors[0], colors[1], colors[3]]
    roll.row(0).focus()
    roll.press("Alt+ArrowDown", "Alt+ArrowDown")
    assert [t["name"] for t in roll.python()[0]] == ["노래", "가야금", "베이스", "장구"]
    roll.focus()
    roll.press("Control+z", "Control+z", "Control+z")
    assert roll.by_track() == before
    assert not roll.eval("r => r.doc.canUndo")


def test_mute_solo_volume_pan_program_colour_drums(roll):
    roll.part(0, "mute").click()
    roll.part(1, "solo").click()
    volume = roll.part(0, "volume").bounding_box()
    # A drag of the slider is one step.
    roll.drag((volume["x"] + volume["width"] * 0.7, volume["y"] + 8), (volume["x"] + 1, volume["y"] + 8), steps=12)
    assert roll.tracks()[0]["volume"] < 0.1
    roll.focus()
    roll.press("Control+z")
    assert roll.tracks()[0]["volume"] == 1
    card = roll.card(1)
    card.get_by_test_id("card-pan").fill("-40")
    card.get_by_test_id("card-program").select_option("40")
    card.get_by_test_id("card-color").fill("#123456")
    card.get_by_test_id("card-volume").fill("0.5")
    roll.page.keyboard.press("Escape")
    expect(roll.page.get_by_test_id("track-card")).to_have_count(0)
    card = roll.card(2)
    card.get_by_test_id("card-drums").check()
    roll.page.keyboard.press("Escape")
    tracks, _ = roll.python()
    assert (tracks[0]["muted"], tracks[1]["solo"]) == (True, True)
    assert [tracks[1][key] for key in ("pan", "program", "color", "volume")] == [-0.4, 40, "#123456", 0.5]
    assert (tracks[2]["is_drum"], tracks[2]["channel"]) == (True, 9)
    assert "Violin" in roll.row(1).inner_text()


def test_new_notes_go_to_the_active_track(roll):
    roll.row(2).click()
    assert roll.active() == 2
    roll.tool("draw")
    roll.click(roll.at(9 * BEAT + 100, 62))
    _, notes = roll.python()
    assert [9, 62, 2] in notes


def test_ghosts_are_not_in_the_way_alt_takes_them_and_a_double_click_goes_there(roll):
    ghost = roll.at(5 * BEAT, 60)
    roll.click(ghost)
    assert roll.selected() == 0
    roll.page.keyboard.down("Alt")
    roll.click(ghost)
    roll.page.keyboard.up("Alt")
    assert (roll.selected(), roll.active()) == (1, 1)
    roll.row(0).click()
    roll.page.mouse.dblclick(*ghost)
    roll.settle()
    assert roll.active() == 1
    # Now it can be dragged as any note.
    roll.drag(ghost, roll.at(5 * BEAT, 62))
    _, notes = roll.python()
    assert [4, 62, 1] in notes


def test_ghosts_are_pale_and_can_be_switched_off(roll):
    place = roll.at(5.9 * BEAT, 60)
    pale = roll.pixel(place)
    roll.row(1).click()
    roll.settle()
    whole = roll.pixel(place)
    roll.row(0).click()
    roll.view("ghosts")
    ground = roll.pixel(place)
    away = [sum(abs(a - b) for a, b in zip(color, ground, strict=True)) for color in (pale, whole)]
    assert 20 < away[0] < 0.6 * away[1]
    roll.view("ghosts")
    assert roll.pixel(place) == pale
    roll.view("all")
    assert roll.pixel(place) == whole
    roll.click(roll.at(5 * BEAT, 60))
    assert (roll.selected(), roll.active()) == (1, 1)


def test_locked_and_hidden_tracks_are_not_edited(roll):
    note = roll.at(2.5 * BEAT, 69)
    roll.row(0).focus()
    roll.press("l")
    roll.drag(note, roll.at(2.5 * BEAT, 72))
    expect(roll.root).to_contain_text("locked")
    assert [2, 69, 0] in roll.python()[1]
    assert roll.python()[0][0]["locked"] is True
    roll.part(0, "lock").click()
    drawn = roll.pixel(roll.at(2.9 * BEAT, 69))
    roll.part(0, "eye").click()
    roll.settle()
    assert roll.pixel(roll.at(2.9 * BEAT, 69)) != drawn
    tracks, notes = roll.python()
    assert tracks[0]["hidden"] is True
    assert "locked" not in tracks[0]
    assert [2, 69, 0] in notes
    roll.tool("draw")
    roll.click(roll.at(9 * BEAT + 100, 70))
    expect(roll.root).to_contain_text("hidden")
    assert len(roll.python()[1]) == len(notes)


def test_selected_notes_go_to_another_track(roll):
    roll.focus()
    roll.press("Control+a")
    assert roll.selected() == 5
    roll.choose(2, "takeNotes")
    _, notes = roll.python()
    assert pitches_of(notes, 0) == []
    assert pitches_of(notes, 2) == [50, 52, 64, 64, 67, 67, 69]
    assert (roll.active(), roll.selected()) == (2, 5)
    roll.focus()
    roll.press("Control+z")
    assert pitches_of(roll.python()[1], 2) == [50, 52]


def test_keys_of_the_rail(roll):
    roll.row(0).focus()
    roll.press("ArrowDown", "Enter")
    assert roll.active() == 1
    roll.press("m", "s", "ArrowDown", "h")
    tracks, _ = roll.python()
    assert (tracks[1]["muted"], tracks[1]["solo"], tracks[2]["hidden"]) == (True, True, True)
    roll.row(2).focus()
    roll.press("F2")
    roll.page.keyboard.insert_text("콘트라베이스")
    roll.press("Enter")
    assert roll.tracks()[2]["name"] == "콘트라베이스"
    expect(roll.row(2)).to_be_focused()
    # Among the controls of a row, and never to the notes.
    roll.press("ArrowRight", "ArrowRight", "ArrowDown")
    expect(roll.row(3)).to_be_focused()
    roll.press("Delete")
    assert [t["name"] for t in roll.python()[0]] == ["노래", "가야금", "콘트라베이스"]
    # Another key leads from track to track from the notes.
    roll.focus()
    roll.press("PageDown")
    assert roll.active() == 2


def test_drums_have_names_on_the_keys(roll):
    keys = roll.surface("keys")
    roll.row(3).click()
    roll.settle()
    wide = roll.surface("keys")
    assert wide["width"] > keys["width"]
    # General MIDI: 36 is Bass Drum 1, 42 Closed Hi-Hat; 60 to 81 are percussion, 100 is nothing.
    # They come when they are wanted.
    roll.page.wait_for_function("root => root.pianoRoll.scenery.keyName(36)", arg=roll.root.element_handle())
    names = roll.eval("r => [35, 36, 42, 81, 82, 34].map(p => r.scenery.keyName(p))")
    assert names == ["Kick 2", "Kick", "Closed hat", "Triangle", None, None]
    roll.row(0).click()
    roll.settle()
    assert roll.eval("r => r.scenery.keyName(36)") is None


def test_colours_tell_something_else(roll):
    one, other = roll.at(1.9 * BEAT, 67), roll.at(3.9 * BEAT, 69)
    assert roll.pixel(one) == roll.pixel(other)
    roll.view("by-pitch", "colourBy")
    assert roll.pixel(one) != roll.pixel(other)
    expect(roll.page.get_by_test_id("rail-legend")).to_contain_text("F♯")
    roll.view("by-velocity", "colourBy")
    assert roll.pixel(one) == roll.pixel(other)
    expect(roll.page.get_by_test_id("rail-legend")).to_contain_text("loud")
    roll.view("by-track", "colourBy")
    expect(roll.page.get_by_test_id("rail-legend")).to_have_count(0)
    # What is looked at is nothing of the score.
    assert not roll.eval("r => r.doc.canUndo")


def test_curves_stand_below_the_tracks(roll):
    box = roll.page.get_by_test_id("curve-visible")
    line = roll.at(3 * BEAT, 64)
    drawn = roll.pixel(line)
    box.uncheck()
    roll.settle()
    assert roll.pixel(line) != drawn
    assert roll.eval("r => r.doc.curves.get('F0 pYIN').style.visible") is False
    box.check()
    roll.settle()
    assert roll.pixel(line) == drawn


def test_a_strip_a_sheet_and_colours_by_width(open_tracks):
    roll = open_tracks(width=860)
    rail = roll.page.get_by_test_id("track-rail")
    expect(rail).to_have_attribute("data-shape", "strip")
    assert 36 <= rail.bounding_box()["width"] <= 44
    roll.part(1, "mute").click()
    roll.page.get_by_test_id("rail-toggle").click()
    expect(rail).to_have_attribute("data-shape", "full")
    assert roll.python()[0][1]["muted"] is True

    phone = open_tracks(width=460, height=860, touch=True)
    assert phone.page.get_by_test_id("track-rail").count() == 0
    phone.page.get_by_test_id("track-button").tap()
    phone.part(2, "name").tap()
    assert phone.active() == 2
    phone.part(2, "mute").tap()
    assert phone.python()[0][2]["muted"] is True


def test_the_name_of_a_track_in_the_corner_breaks_between_its_words(open_tracks):
    button = open_tracks(width=600).page.get_by_test_id("track-button")
    lines = button.locator("span").evaluate(
        """span => {
            span.textContent = "Track 1";
            const range = document.createRange();
            range.setStart(span.firstChild, 0);
            range.setEnd(span.firstChild, 5);
            return range.getClientRects().length;
        }"""
    )
    assert lines == 1
