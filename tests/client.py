"""`gradio_client.Client` with the patience of `tests.patient`: it gives a server five seconds for an answer otherwise."""

from typing import Any

import gradio_client

from tests.patient import SERVER_ANSWERS_S


class Client(gradio_client.Client):
    """Client that says nothing and waits."""

    def __init__(self, src: str, **options: Any) -> None:
        super().__init__(src, **{"verbose": False, "httpx_kwargs": {"timeout": SERVER_ANSWERS_S}, **options})
