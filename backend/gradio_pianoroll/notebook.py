"""Older import path of `apps.notebook`."""

from .apps.notebook import *  # noqa: F403
