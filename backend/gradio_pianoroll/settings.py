"""Settings from the environment (prefix ``GRADIO_PIANOROLL_``) and the log that follows them.

Not imported with the package: the first one who needs a setting loads it.
"""

from __future__ import annotations

import logging
from functools import lru_cache

from pydantic import field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOGGER_NAME = "gradio_pianoroll"


class Settings(BaseSettings):
    """What the environment may set, e.g. ``GRADIO_PIANOROLL_LOG_LEVEL=DEBUG``.

    Attributes
    ----------
    log_level
        Name or number of a `logging` level.
    """

    model_config = SettingsConfigDict(env_prefix="GRADIO_PIANOROLL_", extra="ignore")

    log_level: str = "WARNING"

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        name = value.strip().upper()
        if name.isdigit():
            return name
        if name not in logging.getLevelNamesMapping():
            known = ", ".join(("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"))
            raise ValueError(f"GRADIO_PIANOROLL_LOG_LEVEL is {value!r}; set it to one of {known} or to a number")
        return name

    @property
    def log_level_number(self) -> int:
        """The level as `logging` counts it."""
        return int(self.log_level) if self.log_level.isdigit() else logging.getLevelNamesMapping()[self.log_level]


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings, read once; ``get_settings.cache_clear()`` reads them anew."""
    return Settings()


@lru_cache(maxsize=1)
def set_up_logging() -> logging.Logger:
    """The package's logger at the level of the settings.

    Messages go to handlers that the program installed; without any, to standard error.
    """
    logger = logging.getLogger(LOGGER_NAME)
    logger.setLevel(get_settings().log_level_number)
    if not logger.hasHandlers():
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s: %(message)s"))
        logger.addHandler(handler)
    return logger
