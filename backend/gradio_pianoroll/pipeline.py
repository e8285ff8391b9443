"""Older import path of `apps.pipeline_benchmark`."""

from .apps.pipeline_benchmark import *  # noqa: F403
