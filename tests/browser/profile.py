"""A browser's profile that the tests of one worker share: what a page is made of is fetched and compiled once.

A context of Playwright's forgets both with each test, and Gradio's page costs 1.8 s of a core then instead of 0.9. What a
visitor leaves behind (storage, cookies, pages) goes after each test.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

LEFT_BEHIND = "cookies,file_systems,indexeddb,local_storage,service_workers"


class SharedProfile:
    """One visitor at a time."""

    def __init__(self, context: BrowserContext) -> None:
        self._context = context
        self._keeper = context.pages[0]
        self._session = context.new_cdp_session(self._keeper)
        self._origins: set[str] = set()
        self.is_taken = False

    def open(self, url: str, *, width: int, height: int, dark: bool) -> Page:
        """New page of the visitor, which shows nothing yet."""
        self.is_taken = True
        parts = urlsplit(url)
        self._origins.add(f"{parts.scheme}://{parts.netloc}")
        page = self._context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        return page

    def leave(self) -> None:
        """Close the visitor's pages and forget what they left."""
        if not self.is_taken:
            return
        for page in self._context.pages:
            if page is not self._keeper:
                page.close()
        for origin in self._origins:
            self._session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": LEFT_BEHIND})
        self._context.clear_permissions()
        self._origins.clear()
        self.is_taken = False
