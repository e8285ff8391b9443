"""Gradio with patience: it asks the server that it has started for its page and gives up after three seconds.

A machine that does other work needs longer, and an application that has answered its first visitor ends all the same.
`python -m tests.patient MODULE ARGUMENT …` runs a module as `python -m MODULE ARGUMENT …` does, with two minutes in place
of the three seconds.
"""

import runpy
import sys
import time

import httpx

SERVER_ANSWERS_S = 120


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


def main() -> None:
    import gradio.networking

    gradio.networking.url_ok = answers
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
