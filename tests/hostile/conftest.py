"""Servers and browsers of the other folders' tests."""

from tests.browser.conftest import browser, open_page
from tests.component.conftest import app, gradio_cache, serve

__all__ = ["app", "browser", "gradio_cache", "open_page", "serve"]
