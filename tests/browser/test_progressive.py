"""A score that grows while it is shown: only what is new travels, and the roll is never in the way."""

import pytest

from tests.browser.roll import TICKS_PER_BEAT, RollPage

# As in apps/progressive.py.
BATCH = 20_000
BATCHES = 5
TOTAL = BATCH * BATCHES


class Filling:
    """The page, its server, and the gate that lets batches through."""

    def __init__(self, server, page):
        self.server = server
        self.page = page
        self.roll = RollPage(page)
        self.gate = server.log.with_suffix(".gate")
        self.fetched = []
        page.on("response", self._heard)

    def _heard(self, response):
        if response.url.endswith(".arrows") and response.request.method == "GET":
            self.fetched.append((response.url, int(response.headers["content-length"])))

    def open(self, number):
        self.gate.write_text(str(number))

    def wait_loaded(self, count):
        self.page.wait_for_function(
            "([root, count]) => root.pianoRoll.doc.loading.loaded >= count",
            arg=[self.roll.root.element_handle(), count],
            timeout=60_000,
        )

    def wait_all(self):
        # That the handler has ended may be known a moment before its last value has come.
        self.wait_loaded(TOTAL)
        self.wait_finished()

    def wait_finished(self):
        self.page.wait_for_function(
            "root => root.pianoRoll.doc.loading.loaded === root.pianoRoll.doc.loading.total",
            arg=self.roll.root.element_handle(),
            timeout=60_000,
        )


@pytest.fixture
def filling(serve, open_page):
    server = serve("progressive")
    found = Filling(server, open_page(server.url))
    found.gate.unlink(missing_ok=True)
    found.open(0)
    found.page.locator("#fill").click()
    found.wait_loaded(BATCH)
    yield found
    found.open(BATCHES)


def test_each_batch_is_fetched_once(filling):
    roll = filling.roll
    for number in range(1, BATCHES):
        filling.open(number)
        filling.wait_loaded(BATCH * (number + 1))
    filling.wait_all()
    urls = [url for url, _ in filling.fetched]
    sizes = [size for _, size in filling.fetched[-BATCHES:]]
    assert len(set(urls)) == len(urls)
    assert len(sizes) == BATCHES
    assert max(sizes) < 2 * min(sizes)
    assert sum(sizes) < 18 * TOTAL
    assert roll.eval("r => r.doc.store.size") == TOTAL
    rows = roll.rows()
    assert rows["onset"] == [i * TICKS_PER_BEAT // 4 for i in range(TOTAL)]
    assert len(set(rows["id"])) == TOTAL
    filling.page.locator("#read").click()
    assert filling.server.wait_for("read")[-1]["count"] == TOTAL


def test_total_and_range_are_known_and_the_progress_is_shown(filling):
    roll = filling.roll
    assert roll.eval("r => r.doc.loading") == {"loaded": BATCH, "total": TOTAL}
    assert roll.eval("r => r.doc.endTick") == TOTAL * TICKS_PER_BEAT // 4
    bar = roll.root.locator("[role=progressbar]")
    assert bar.get_attribute("aria-valuenow") == str(100 // BATCHES)
    assert "20" in roll.root.locator("[data-testid=status]").inner_text()
    assert roll.root.locator("[data-testid=count]").inner_text().startswith("20,000")
    filling.open(BATCHES)
    filling.wait_all()
    bar.wait_for(state="detached")
    assert roll.root.locator("[data-testid=count]").inner_text().startswith("100,000")


def test_scrolled_played_and_edited_while_it_fills(filling):
    roll = filling.roll
    roll.focus()
    roll.eval("r => r.view.set({ scrollTick: r.doc.endTick / 10 })")
    scrolled = roll.eval("r => r.view.scrollTick")
    assert scrolled > 0
    roll.eval("r => r.player.play()")
    roll.page.wait_for_function(
        "root => root.pianoRoll.player.positionTick() > 0", arg=roll.root.element_handle(), timeout=120_000
    )
    roll.eval("r => r.player.stop()")
    roll.eval("r => { r.doc.edit([{ op: 'delete', ids: [r.doc.store.id[r.doc.index.order[0]], 10] }], 'delete'); }")
    roll.tool("draw")
    roll.eval("r => r.view.set({ scrollTick: 40 * 15360, topPitch: 100 })")
    roll.settle()
    x, y = roll.at(42 * TICKS_PER_BEAT + 100, 96)
    roll.drag((x, y), (x + 60, y))
    assert roll.eval("r => r.doc.store.size") == BATCH - 10 + 1
    filling.open(BATCHES)
    filling.wait_all()
    assert roll.eval("r => r.doc.store.size") == TOTAL - 10 + 1
    assert roll.eval("r => r.view.scrollTick") == 40 * TICKS_PER_BEAT
    rows = roll.rows()
    assert len(set(rows["id"])) == TOTAL - 10 + 1
    filling.page.locator("#read").click()
    told = filling.server.wait_for("read")[-1]
    assert (told["count"], told["ids"]) == (TOTAL - 9, TOTAL - 9)
    assert told["pitches"] == sum(rows["pitch"])
    roll.focus()
    roll.press("Control+z", "Control+z")
    assert roll.eval("r => [r.doc.store.size, r.doc.rev === r.doc.baseHash]") == [TOTAL, True]


def test_a_stopped_handler_leaves_a_whole_roll(filling):
    roll = filling.roll
    filling.open(1)
    filling.wait_loaded(2 * BATCH)
    with filling.page.expect_request("**/cancel"):
        filling.page.locator("#stop").click()
    filling.open(2)  # a thread that waits cannot be stopped
    filling.wait_finished()
    # What had come when it was stopped is all there is, also when the page learns so a little later.
    roll.idle()
    filling.wait_finished()
    size, end_tick = roll.eval("r => [r.doc.store.size, r.doc.endTick]")
    assert 2 * BATCH <= size < TOTAL
    assert end_tick == size * TICKS_PER_BEAT // 4
    filling.page.locator("#read").click()
    assert filling.server.wait_for("read")[-1]["count"] == size


def test_the_published_helper_fills_a_page(serve, open_page):
    page = open_page(serve("progressive_helper").url)
    roll = RollPage(page)
    page.wait_for_function(
        "root => root.pianoRoll.doc.store.size === 300000", arg=roll.root.element_handle(), timeout=60_000
    )
    roll.wait_ready()
    assert roll.eval("r => r.stats.drawn") > 0
    assert roll.root.locator("[data-testid=count]").inner_text().startswith("300,000")
