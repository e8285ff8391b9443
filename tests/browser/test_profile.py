"""The visitors of one worker share a browser's cache and nothing else."""

LEAVE = """async () => {
    localStorage.setItem("left", "1");
    document.cookie = "left=1";
    await new Promise((done) => {
        const asked = indexedDB.open("left", 1);
        asked.onsuccess = () => { asked.result.close(); done(); };
    });
}"""
FOUND = """async () => [
    localStorage.length,
    document.cookie,
    (await indexedDB.databases()).filter(({ name }) => name === "left").length,
    matchMedia("(prefers-color-scheme: dark)").matches,
    innerWidth,
]"""


def test_a_visitor_finds_nothing_of_the_one_before(serve, profile):
    url = serve("basic").url
    page = profile.open(url, width=700, height=500, dark=True)
    page.goto(f"{url}theme.css")
    page.evaluate(LEAVE)
    assert page.evaluate(FOUND) == [1, "left=1", 1, True, 700]
    profile.leave()
    assert page.is_closed()
    page = profile.open(url, width=1400, height=900, dark=False)
    page.goto(f"{url}theme.css")
    assert page.evaluate(FOUND) == [0, "", 0, False, 1400]
    profile.leave()
