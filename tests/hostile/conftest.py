"""Servers of the other folders' tests."""

from tests.component.conftest import app, gradio_cache, serve

__all__ = ["app", "gradio_cache", "serve"]
