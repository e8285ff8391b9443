"""The README's program runs as it stands there, and does what it says."""

import re
from pathlib import Path

from tests.client import Client

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_program_runs_and_transposes():
    program = re.search(r"```python\n(.*?)```", README, re.DOTALL).group(1)
    assert program.rstrip().endswith("demo.launch()")
    # Only the last line waits for ever: here the server runs beside the test.
    names = {}
    exec(program.replace("demo.launch()", "demo.launch(prevent_thread_lock=True, quiet=True)"), names)
    demo = names["demo"]
    try:
        song = {"notes": [{"start": 0, "duration": 80, "pitch": 60}]}
        answer = Client(demo.local_url).predict(song, api_name="/transpose")
        assert [note["pitch"] for note in answer["notes"]] == [72]
    finally:
        demo.close()


def test_what_it_links_to_is_there():
    root = Path(__file__).parents[1]
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (root / link).exists()] == []
