"""Older import path of `apps.progressive`."""

from .apps.progressive import *  # noqa: F403
