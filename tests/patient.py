"""Gradio with patience: it asks the server that it has started for its page and gives up after three seconds.

A machine that does other work needs longer, and an application that has answered its first visitor ends all the same.
`python -m tests.patient MODULE ARGUMENT …` runs a module as `python -m MODULE ARGUMENT …` does, with two minutes in place
of the three seconds. It also looks for events fifty times a second in place of a thousand (on Windows it looks twenty times), which
an idle server takes a twentieth of a core for; the tests keep a dozen of them.
"""

import functools
import runpy
import sys
import time

import httpx

SERVER_ANSWERS_S = 120
LOOKS_AFTER_S = 0.02


def answers(url: str) -> bool:
    """Whether a server that was started in this process answers."""
    end_s = time.monotonic() + SERVER_ANSWERS_S
    while time.monotonic() < end_s:
        try:
            if httpx.head(url, timeout=SERVER_ANSWERS_S).status_code < 400:
                return True
        except httpx.TransportError:
            time.sleep(0.2)
    return False


def look_less_often() -> None:
    """Let the queues of this process rest a while before they look for events again."""
    import gradio.queueing

    begin = gradio.queueing.Queue.__init__

    @functools.wraps(begin)
    def __init__(self, *args, **kwargs):
        begin(self, *args, **kwargs)
        self.sleep_when_free = LOOKS_AFTER_S

    gradio.queueing.Queue.__init__ = __init__


def main() -> None:
    import gradio.networking

    gradio.networking.url_ok = answers
    look_less_often()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
