"""One session of 200 things at random by the real mouse, wheel, keys and palette; undone, Python has the first score again."""

import json
import random
from pathlib import Path

from tests.browser.roll import RollPage

GESTURES = 200
SEED = 21
TITLES = json.loads(
    (Path(__file__).parents[2] / "backend" / "gradio_pianoroll" / "i18n" / "en.json").read_text(encoding="utf-8")
)["roll"]
# A take wants a microphone; undo and redo come at the end.
NOT_NOW = {"record", "undo", "redo"}
KEY_NAMES = {" ": "Space", **{f"arrow{way}": f"Arrow{way.title()}" for way in ("up", "down", "left", "right")}}
KEY_NAMES |= {"pageup": "PageUp", "pagedown": "PageDown", "contextmenu": "ContextMenu"}
SURFACES = ("overlay", "overlay", "overlay", "overlay", "velocity", "curves", "ruler", "keys", "overview", "tiers")
FIELDS = {"pitch": ("C4", "+2"), "start": ("2.1.00", "+1"), "length": ("1/8", "150%"), "velocity": ("64", "-9")}


class Somebody:
    """Does anything, and remembers what."""

    def __init__(self, roll, seed):
        self.roll, self.page, self.random = roll, roll.page, random.Random(seed)
        self.did = []
        self.tools = roll.eval("r => [...new Set(r.keymap.filter(k => k.command.startsWith('tool')).map(k => k.key))]")
        self.keymap = [k for k in roll.eval("r => r.keymap") if k["command"] not in NOT_NOW]
        commands = roll.eval("r => Object.keys(r.commands)")
        self.titles = {name: TITLES[f"command.{name}"] for name in commands if name not in NOT_NOW}

    def act(self):
        kinds = [self.drag] * 9 + [self.key] * 5 + [self.command, self.wheel, self.double_click] * 2
        kinds += [self.menu, self.lyric, self.field, self.track, self.mark, self.tool]
        kind = self.random.choice(kinds)
        if self.roll.eval("r => r.doc.store.size") < 4:
            # On an empty score nothing more would happen.
            kind = self.draw
        self.did.append(kind.__name__)
        kind()
        # Whatever has opened is closed, and the roll has the keys again.
        self.page.keyboard.press("Escape")
        for _ in range(5):
            self.page.keyboard.press("Escape")
            if not self.roll.root.locator("[role=dialog], [role=menu], dialog[open]").count():
                break
        self.roll.focus()

    def somewhere(self, surface):
        box = self.roll.surface(surface)
        return box["x"] + self.random.uniform(2, box["width"] - 2), box["y"] + self.random.uniform(2, box["height"] - 2)

    def on_a_note(self):
        notes = self.roll.notes()
        if not notes:
            return self.somewhere("overlay")
        note = self.random.choice(notes)
        self.roll.eval(
            "(r, [a, b, p]) => r.view.reveal(a, b, p)", [note["onset"], note["onset"] + note["duration"], note["pitch"]]
        )
        return self.roll.at(note["onset"] + note["duration"] * self.random.choice([0.02, 0.5, 0.98]), note["pitch"])

    def drag(self):
        surface = self.random.choice(
            [s for s in SURFACES if self.roll.root.locator(f"canvas[data-surface={s}]").count()]
        )
        surfaces = self.roll.root.locator(f"canvas[data-surface={surface}]")
        if surfaces.count() > 1:
            box = surfaces.nth(self.random.randrange(surfaces.count())).bounding_box()
            x, y = (
                box["x"] + self.random.uniform(2, box["width"] - 2),
                box["y"] + self.random.uniform(2, box["height"] - 2),
            )
        else:
            x, y = self.on_a_note() if surface == "overlay" and self.random.random() < 0.6 else self.somewhere(surface)
        keys = self.random.choice([(), (), (), ("Shift",), ("Control",), ("Alt",), ("Alt", "Shift")])
        button = self.random.choice(["left"] * 7 + ["right", "middle"])
        mouse = self.page.mouse
        mouse.move(x, y)
        for key in keys:
            self.page.keyboard.down(key)
        mouse.down(button=button)
        for _ in range(self.random.randrange(4)):
            x, y = x + self.random.uniform(-90, 90), y + self.random.uniform(-60, 60)
            mouse.move(x, y, steps=2)
        if self.random.random() < 0.08:
            self.page.keyboard.press("Escape")
        mouse.up(button=button)
        for key in keys:
            self.page.keyboard.up(key)

    def key(self):
        binding = self.random.choice(self.keymap)
        if self.random.random() < 0.4:
            self.page.keyboard.press("Control+a")
        name = KEY_NAMES.get(binding["key"], binding["key"] if len(binding["key"]) == 1 else binding["key"].title())
        held = [key for key, on in (("Control", "mod"), ("Shift", "shift"), ("Alt", "alt")) if binding.get(on)]
        self.page.keyboard.press("+".join([*held, name]))

    def command(self):
        self.page.keyboard.press("Control+k")
        self.roll.root.get_by_test_id("palette-query").fill(self.titles[self.random.choice(list(self.titles))])
        self.page.keyboard.press("Enter")
        if self.random.random() < 0.5:
            # The form of an edit, where one has opened.
            self.page.keyboard.press("Enter")

    def wheel(self):
        self.page.mouse.move(*self.somewhere("overlay"))
        key = self.random.choice([None, "Control", "Shift", "Alt"])
        if key:
            self.page.keyboard.down(key)
        self.page.mouse.wheel(self.random.uniform(-50, 50), self.random.uniform(-200, 200))
        if key:
            self.page.keyboard.up(key)

    def double_click(self):
        self.page.mouse.dblclick(*(self.on_a_note() if self.random.random() < 0.3 else self.somewhere("overlay")))

    def lyric(self):
        self.roll.press("1")
        self.page.mouse.dblclick(*self.on_a_note())
        box = self.roll.root.get_by_test_id("lyric-input")
        if box.count():
            box.fill(self.random.choice(["산", "lu lo le", "하늘", ""]))
            self.page.keyboard.press(self.random.choice(["Enter", "Tab", "Escape", "Shift+Enter"]))

    def menu(self):
        self.roll.press("1")
        self.page.mouse.click(*self.on_a_note(), button="right")
        for _ in range(self.random.randrange(1, 9)):
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")

    def field(self):
        self.page.keyboard.press("Control+a")
        name = self.random.choice(list(FIELDS))
        field = self.roll.root.get_by_test_id(f"inspect-{name}").first
        if field.count() and field.is_visible():
            field.fill(self.random.choice(FIELDS[name]))
            field.press("Enter")

    def track(self):
        rows = self.roll.root.locator("[data-testid=track-row]")
        if rows.count():
            rows.nth(self.random.randrange(rows.count())).click(position={"x": 8, "y": 8})
            keys = ["m", "s", "Alt+ArrowUp", "Alt+ArrowDown", "ArrowDown", "l l", "h h"]
            for key in self.random.choice(keys).split():
                self.page.keyboard.press(key)

    def mark(self):
        marks = self.roll.root.locator("[data-testid^=mark-]")
        if marks.count():
            marks.nth(self.random.randrange(marks.count())).focus()
            self.page.keyboard.press(
                self.random.choice(["ArrowUp", "ArrowDown", "Alt+ArrowRight", "Alt+ArrowLeft", "Delete"])
            )
        answer = self.roll.root.get_by_test_id("keep-seconds")
        if answer.count():
            answer.click()

    def draw(self):
        self.roll.press("2")
        for _ in range(5):
            self.page.mouse.click(*self.somewhere("overlay"))

    def tool(self):
        self.roll.press(self.random.choice(self.tools))


def read(roll, server):
    """All of the score as Python has it."""
    server.mark()
    roll.idle()
    roll.page.locator("#read").click()
    found = server.wait_for("read")[-1]
    return {name: value for name, value in found.items() if name != "name"}


def test_a_session_of_200_undone_and_done_again_by_key(serve, open_page):
    server = serve("trial")
    roll = RollPage(open_page(server.url, height=700)).wait_ready()
    first = read(roll, server)
    base = roll.eval("r => r.doc.baseHash")
    roll.focus()
    somebody = Somebody(roll, SEED)
    for _ in range(GESTURES):
        somebody.act()
    assert roll.eval("r => r.gesture") == "idle"
    while roll.eval("r => r.doc.canRedo"):
        roll.eval("r => r.doc.redo()")
    steps = roll.eval("r => r.doc.steps.done")
    assert steps > GESTURES / 8, (steps, somebody.did)
    last = read(roll, server)
    assert last != first
    assert last["ids"] == [note["id"] for note in roll.notes()]
    roll.focus()
    for _ in range(steps):
        roll.page.keyboard.press("Control+z")
    assert roll.eval("r => r.doc.canUndo") is False, roll.eval("r => r.doc.steps")
    # Edits that outweighed the score have become a base of their own, from which the way back is edits again.
    is_same_base = roll.eval("r => r.doc.baseHash") == base
    assert (roll.eval("r => r.doc.log().length") == 0) == is_same_base
    assert read(roll, server) == first
    roll.focus()
    for _ in range(steps):
        roll.page.keyboard.press("Control+Shift+z")
    assert roll.eval("r => r.doc.canRedo") is False
    assert read(roll, server) == last
