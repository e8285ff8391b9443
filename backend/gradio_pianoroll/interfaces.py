"""Older import path of `apps.async_interface`."""

from .apps.async_interface import *  # noqa: F403
