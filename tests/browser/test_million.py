"""A million notes on a real page: shown while they arrive, scrolled, edited, drawn only when something changed."""

import io
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.roll import TICKS_PER_BEAT, RollPage

FOLDER = Path(__file__).parents[2] / "screenshots"
N = 1_000_000
LOAD_MS = 240_000
SLOW_BYTES_PER_S = 4_000_000
ZOOMS_PX_PER_BEAT = {"notes": 90, "phrase": 8, "part": 0.6, "whole": None}


@pytest.fixture
def server(serve):
    return serve("million")


@pytest.fixture
def roll(server, open_page):
    found = RollPage(open_page(server.url, wait=False)).wait_ready(LOAD_MS)
    server.mark()
    found.focus()
    return found


def quiet(roll):
    """Wait until nothing more is drawn."""
    roll.page.wait_for_function(
        """root => {
            const before = root.pianoRoll.stats.frames;
            return new Promise(done => setTimeout(() => done(root.pianoRoll.stats.frames === before), 300));
        }""",
        arg=roll.root.element_handle(),
        timeout=120_000,
    )


def draws(roll):
    return roll.eval("r => r.stats.draws")


def visible_note(roll):
    """A note that nothing lies over, well inside the window."""
    return roll.eval(
        """r => {
            const { store, index } = r.doc, { view } = r;
            const from = Math.ceil(view.tickAt(120)), to = Math.floor(view.tickAt(view.widthPx * 0.6)), slots = [];
            index.forEachIn(from, to, s => slots.push(s));
            const end = s => store.onset[s] + store.duration[s];
            const alone = s => slots.every(o => o === s || store.pitch[o] !== store.pitch[s]
                || end(o) <= store.onset[s] || store.onset[o] >= end(s));
            const inside = s => store.onset[s] >= from && end(s) <= to
                && view.yOf(store.pitch[s]) > 40 && view.yOf(store.pitch[s]) < view.heightPx - 80;
            const s = slots.find(s => inside(s) && alone(s));
            return { id: store.id[s], onset: store.onset[s], duration: store.duration[s], pitch: store.pitch[s] };
        }"""
    )


def note_now(roll, note_id):
    return roll.eval(
        "(r, id) => { const s = r.doc.store.slotOf(id); return [r.doc.store.onset[s], r.doc.store.pitch[s]]; }", note_id
    )


def test_the_first_screen_is_drawn_and_edited_before_the_rest_has_come(server, open_page):
    page = open_page("about:blank", wait=False)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": SLOW_BYTES_PER_S, "uploadThroughput": -1}
    network.send("Network.emulateNetworkConditions", slow)
    page.goto(server.url)
    roll = RollPage(page)
    roll.root.wait_for(state="visible", timeout=LOAD_MS)
    early = page.wait_for_function(
        """root => {
            const r = root?.pianoRoll;
            if (!r || !(r.stats.drawn > 0) || r.doc.loading.loaded >= r.doc.loading.total) return null;
            const known = { ...r.doc.loading, end: r.doc.endTick, content: r.view.contentTicks, drawn: r.stats.drawn };
            const status = root.querySelector("[data-testid=status]").textContent;
            const bar = root.querySelector("[role=progressbar]");
            r.doc.edit([{ op: "delete", ids: [r.doc.store.id[r.doc.index.order[3]], 1] }], "delete");
            r.view.set({ scrollTick: r.doc.endTick / 2 });
            return { ...known, status, bar: bar?.getAttribute("aria-valuenow"), scroll: r.view.scrollTick / r.doc.endTick };
        }""",
        arg=roll.root.element_handle(),
        timeout=LOAD_MS,
        polling="raf",
    ).json_value()
    network.send("Network.emulateNetworkConditions", {**slow, "downloadThroughput": -1})
    assert 0 < early["loaded"] < early["total"] == N
    assert early["drawn"] > 0
    assert any(mark in early["status"] for mark in ("%", "Loading"))
    assert early["bar"] is not None
    assert early["scroll"] == pytest.approx(0.5, abs=0.01)
    roll.wait_ready(LOAD_MS)
    assert roll.eval("r => r.doc.endTick") == early["end"] > 79_000 * TICKS_PER_BEAT
    assert early["content"] >= early["end"]
    assert roll.eval("r => r.doc.store.size") == N - 1
    assert server.wait_for("change", timeout_s=120)[-1]["count"] == N - 1
    assert roll.eval("r => r.doc.undo()") is True
    assert server.wait_for("change", 2, timeout_s=120)[-1] == {
        "name": "change", "count": N, "same_ids": True, "differing": 0, "notes": [],
    }  # fmt: skip


def test_scrolled_to_the_end_and_a_note_moved_and_undone(server, roll):
    assert roll.root.locator("[data-testid=count]").inner_text().replace(",", "").startswith(str(N))
    end = roll.eval("r => r.doc.endTick")
    box = roll.root.locator("[role=scrollbar][aria-orientation=horizontal]").bounding_box()
    middle = box["y"] + box["height"] / 2
    roll.drag((box["x"] + 8, middle), (box["x"] + box["width"] - 2, middle))
    assert roll.eval("r => r.view.endVisibleTick") >= end
    roll.eval("(r, tick) => r.view.set({ scrollTick: tick })", end - 14 * TICKS_PER_BEAT)
    roll.settle()
    assert roll.eval("r => r.stats.drawn") > 20
    note = visible_note(roll)
    x, y = roll.middle_of(note)
    dx = roll.at(TICKS_PER_BEAT, 60)[0] - roll.at(0, 60)[0]
    dy = roll.at(0, 61)[1] - roll.at(0, 60)[1]
    roll.drag((x, y), (x + dx, y + 2 * dy))
    moved = [note["onset"] + TICKS_PER_BEAT, note["pitch"] + 2]
    assert note_now(roll, note["id"]) == moved
    event = server.wait_for("change", timeout_s=120)[-1]
    told = {"id": note["id"], "onset": moved[0] / TICKS_PER_BEAT, "pitch": moved[1]}
    assert (event["count"], event["differing"], event["notes"]) == (N, 1, [told])
    roll.press("Control+z")
    assert note_now(roll, note["id"]) == [note["onset"], note["pitch"]]
    assert server.wait_for("change", 2, timeout_s=120)[-1]["differing"] == 0


def test_frames_are_drawn_only_for_what_changed(roll):
    quiet(roll)
    idle = roll.eval("r => r.stats.frames")
    roll.page.wait_for_timeout(1000)
    assert roll.eval("r => r.stats.frames") == idle

    note = visible_note(roll)
    x, y = roll.middle_of(note)
    roll.page.mouse.move(x, y)
    roll.page.mouse.down()
    roll.page.mouse.move(x + 30, y, steps=3)
    quiet(roll)
    lifted = draws(roll)
    roll.page.mouse.move(x + 200, y - 40, steps=12)
    quiet(roll)
    dragged = draws(roll)
    assert dragged["overlay"] > lifted["overlay"]
    assert dragged["notes"] == lifted["notes"]
    roll.page.keyboard.press("Escape")
    roll.page.mouse.up()
    quiet(roll)

    # Moving on by a few pixels shows other notes, but the same keys, an overlay as empty and the same overview.
    roll.page.mouse.move(2, 2)
    roll.eval("r => r.view.set({ scrollTick: 0.4 * r.doc.endTick })")
    quiet(roll)
    before = draws(roll)
    roll.eval("r => void r.view.scrollBy(9, 0)")
    quiet(roll)
    panned = draws(roll)
    assert panned["notes"] > before["notes"]
    assert panned["ruler"] > before["ruler"]
    assert {name: panned[name] for name in ("keys", "overlay", "overview")} == {
        name: before[name] for name in ("keys", "overlay", "overview")
    }

    roll.eval("r => r.view.set({ scrollTick: 0 })")
    quiet(roll)
    before = draws(roll)
    roll.eval("r => { r.setFollow(false); r.player.play(); }")
    roll.page.wait_for_function(
        "([root, drawn]) => root.pianoRoll.stats.draws.overlay > drawn + 5",
        arg=[roll.root.element_handle(), before["overlay"]],
    )
    playing = draws(roll)
    roll.eval("r => r.player.stop()")
    assert playing["notes"] == before["notes"]
    assert playing["velocity"] == before["velocity"]


def show(roll, px_per_beat):
    """A place in the song at this zoom, its notes in the middle of the window; all of it for None."""
    if px_per_beat is None:
        roll.eval("r => r.commands.zoomFit()")
        return
    roll.eval(
        """(r, pxPerTick) => {
            const { view, doc } = r;
            view.set({ pxPerTick, scrollTick: 0.4 * doc.endTick, rowPx: pxPerTick * 15360 < 50 ? 8 : 18 });
            let pitches = 0, count = 0;
            doc.index.forEachIn(Math.floor(view.scrollTick), Math.ceil(view.endVisibleTick), s => {
                pitches += doc.store.pitch[s];
                count++;
            });
            view.set({ topPitch: pitches / count + view.heightPx / view.rowPx / 2 });
        }""",
        px_per_beat / TICKS_PER_BEAT,
    )


def test_pictures_at_four_zooms(roll):
    FOLDER.mkdir(exist_ok=True)
    roll.page.mouse.move(0, 0)
    drawn, tiers = [], []
    for name, px_per_beat in ZOOMS_PX_PER_BEAT.items():
        show(roll, px_per_beat)
        quiet(roll)
        stats = roll.eval("r => r.stats")
        drawn.append(stats["drawn"])
        tiers.append(stats["tier"])
        roll.page.screenshot(path=FOLDER / f"million-{name}.png")
        box = roll.surface("notes")
        picture = Image.open(io.BytesIO(roll.page.screenshot(clip=box))).convert("RGB")
        colours = sorted(picture.getcolors(maxcolors=1 << 24), reverse=True)
        assert len(colours) > 30, f"{name}: nothing but the ground"
    assert tiers == ["rects", "rects", "splat", "coverage"]
    assert drawn == sorted(drawn)
    assert (drawn[0] > 20, drawn[-1]) == (True, N)


def test_all_selected_and_transposed_and_undone(server, roll):
    roll.press("Control+a")
    assert roll.selected() == N
    roll.press("ArrowUp")
    sums = "r => { let sum = 0; for (let i = 0; i < r.doc.index.length; i++) sum += r.doc.store.pitch[r.doc.index.order[i]]; return sum; }"
    raised = roll.eval(sums)
    event = server.wait_for("change", timeout_s=120)[-1]
    assert (event["count"], event["differing"]) == (N, N)
    roll.press("Control+z")
    assert roll.eval(sums) == raised - N
    assert server.wait_for("change", 2, timeout_s=120)[-1]["differing"] == 0


def test_viewport_config_does_what_it_says(serve, open_page):
    page = open_page(serve("viewports").url, height=2200)
    rolls = {label: RollPage(page, i).wait_ready() for i, label in enumerate(("Plain", "Buffered", "Whole", "Low"))}
    stats = {
        label: found.eval("r => ({ ...r.stats, width: r.view.widthPx, pxPerTick: r.view.pxPerTick })")
        for label, found in rolls.items()
    }
    plain = stats["Plain"]
    notes_per_px = 2 / (plain["pxPerTick"] * TICKS_PER_BEAT)
    assert plain["tier"] == "rects"
    assert plain["drawn"] == pytest.approx(plain["width"] * notes_per_px, abs=3)
    # At the start of the score there is room for the buffer on one side only.
    assert stats["Buffered"]["drawn"] - plain["drawn"] == pytest.approx(1600 * notes_per_px, abs=3)
    assert (stats["Whole"]["tier"], stats["Whole"]["drawn"]) == ("rects", 2000)
    assert stats["Low"]["tier"] == "splat"
    for found in rolls.values():
        found.eval("r => r.view.set({ scrollTick: r.doc.endTick / 2 })")
        found.settle()
    assert rolls["Whole"].eval("r => r.stats.drawn") == 2000
    assert rolls["Buffered"].eval("r => r.stats.drawn") > rolls["Plain"].eval("r => r.stats.drawn")
