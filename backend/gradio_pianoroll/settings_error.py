"""Older import path of `errors.SettingsError`."""

from .errors import SettingsError as SettingsError
