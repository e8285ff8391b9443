"""The studio's page as its users have it: panels lie in a drawer."""

TABS = ("file", "pitch", "words", "analysis", "corpus", "monitor")


def open_panels(page):
    """The drawer, open; where there is none (a telephone) the panels are there anyway."""
    drawer = page.locator("#studio-drawer")
    drawer.wait_for(state="attached")
    if not drawer.is_visible():
        page.locator("#studio-panels").click()
        drawer.wait_for()


def open_tab(page, name):
    open_panels(page)
    page.locator("#studio-tabs button[role=tab]").nth(TABS.index(name)).click()
