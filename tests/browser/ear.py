"""A page as somebody meets it who hears it: Chromium's accessibility tree and the keyboard, nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

WAIT_S = 20
# What the status lines have said, by what a screen reader hears of: that they change. On a busy machine a text may come and go
# between two looks into the tree.
FOLLOW = """() => {
    window.toldByStatus ??= (() => {
        const told = [];
        const hear = (changes) => {
            for (const { target } of changes) {
                const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
                const line = element?.closest("[role=status]");
                if (line) told.push(line.textContent.trim());
            }
        };
        new MutationObserver(hear).observe(document, { subtree: true, childList: true, characterData: true });
        return told;
    })();
}"""


@dataclass(frozen=True)
class Heard:
    """One look into the tree."""

    role: str
    name: str
    value: str
    #: Name of the element that the focused one says is active; empty without one.
    active: str
    #: Identity of that element: a screen reader speaks when it changes.
    active_id: int
    status: str
    #: Role, name and value of all that there is.
    names: tuple[str, ...]


class Ear:
    def __init__(self, page: Page) -> None:
        self.page = page
        self._tree = page.context.new_cdp_session(page)
        self._tree.send("Accessibility.enable")
        page.evaluate(FOLLOW)

    def look(self) -> Heard:
        """What has the focus, what is active in it, and what the status lines say."""
        nodes = self._tree.send("Accessibility.getFullAXTree")["nodes"]
        by_id = {node["nodeId"]: node for node in nodes}
        by_dom = {node.get("backendDOMNodeId"): node for node in nodes}
        focused: dict[str, Any] = {}
        for node in nodes:
            # The page itself has the focus as well as what has it in the page.
            if _property(node, "focused", "value") and _text(node, "role") != "RootWebArea":
                focused = node
        active: dict[str, Any] = {}
        for related in _property(focused, "activedescendant", "relatedNodes") or []:
            active = by_dom[related["backendDOMNodeId"]]
        said = [self._texts(node, by_id) for node in nodes if _text(node, "role") == "status" and not node["ignored"]]
        names = tuple(
            f"{_text(n, 'role')} {_text(n, 'name')} {_text(n, 'value')}".strip() for n in nodes if not n["ignored"]
        )
        return Heard(
            _text(focused, "role"),
            _text(focused, "name"),
            _text(focused, "value"),
            _text(active, "name"),
            active.get("backendDOMNodeId", -1),
            " ".join(filter(None, said)),
            names,
        )

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def until(self, holds: Callable[[Heard], object], what: str) -> Heard:
        """Wait until something is to be heard."""
        end = time.monotonic() + WAIT_S
        while True:
            heard = self.look()
            if holds(heard):
                return heard
            if time.monotonic() > end:
                raise AssertionError(
                    f"{what} is not to be heard; {heard.role} {heard.name!r}: {heard.active!r}, {heard.status!r}"
                )
            time.sleep(0.02)

    def hear(self, key: str, active: str) -> Heard:
        """Press a key that moves the cursor: another element is active then, and has this name."""
        before = self.look().active_id
        self.press(key)
        return self.until(lambda h: h.active == active and h.active_id != before, f"{key}: {active!r}")

    def news(self, key: str, text: str) -> Heard:
        """Press a key that changes something: the status says so, and the cursor speaks not as well."""
        before = self.look().active_id
        told = self.page.evaluate("window.toldByStatus.length")
        self.press(key)
        since = "([text, told]) => window.toldByStatus.indexOf(text, told) >= 0"
        heard = self.until(
            lambda h: h.status == text or self.page.evaluate(since, [text, told]),
            f"{key}: {text!r}",
        )
        assert heard.active_id in (before, -1), f"{key} is told twice: {heard.active!r} and {text!r}"
        return heard

    def go(self, key: str, role: str, name: str, most: int = 60) -> None:
        """Press a key until what has the focus is this."""
        for _ in range(most):
            self.press(key)
            heard = self.look()
            if (heard.role, heard.name) == (role, name):
                return
        raise AssertionError(
            f"{role} {name!r} is not to be reached with {key}; the last is {heard.role} {heard.name!r}"
        )

    @staticmethod
    def _texts(node: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> str:
        own = _text(node, "name") if _text(node, "role") == "StaticText" else ""
        parts = [own, *(Ear._texts(by_id[i], by_id) for i in node.get("childIds", []) if i in by_id)]
        return own if own else " ".join(filter(None, parts))


def _text(node: dict[str, Any], key: str) -> str:
    return str(node.get(key, {}).get("value", ""))


def _property(node: dict[str, Any], name: str, member: str) -> Any:
    found = (p["value"].get(member) for p in node.get("properties", []) if p["name"] == name)
    return next(found, None)
