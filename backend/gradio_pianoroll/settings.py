"""Settings from the environment (prefix ``GRADIO_PIANOROLL_``) and the log that follows them.

``ENVIRONMENT=production`` (or ``development``, the default) chooses the defaults; each setting that is named in the
environment wins over them. Not imported with the package: the first one who needs a setting loads it.
"""

from __future__ import annotations

import logging
import os
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOGGER_NAME = "gradio_pianoroll"
PREFIX = "GRADIO_PIANOROLL_"

# What production does otherwise than development.
PRODUCTION: dict[str, object] = {"sample_rate": 22_050, "max_notes": 200_000, "log_level": "WARNING"}


def default_cache_dir() -> Path:
    """The user's cache folder for this package, by the XDG rule."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "gradio_pianoroll"


class Settings(BaseSettings):
    """What the environment may set, e.g. ``GRADIO_PIANOROLL_LOG_LEVEL=DEBUG``.

    Attributes
    ----------
    environment
        ``development`` or ``production``; also read from the plain variable ``ENVIRONMENT``.
    log_level
        Name or number of a `logging` level.
    sample_rate
        In Hz, of what is analysed.
    max_notes
        Most notes that `get_optimized_config` recommends to show; nothing is cut by it unasked.
    chunk_size
        Samples in a block of streamed sound.
    enable_cache, cache_dir, cache_max_mb
        Whether results of analyses are kept, where, and how much of them.
    analysis_workers, batch_workers
        Threads of one analysis and processes of a corpus run; 0: as many as there are cores.
    queue_size
        Requests that may wait; the next one is told that the studio is busy.
    max_upload_mb, max_duration_s
        Largest file and longest sound that the studio takes.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", populate_by_name=True)

    environment: Literal["development", "production"] = Field(
        default="development", validation_alias=AliasChoices(f"{PREFIX}ENVIRONMENT", "ENVIRONMENT")
    )
    log_level: str = "WARNING"
    sample_rate: int = Field(default=22_050, ge=4_000, le=384_000)
    max_notes: int = Field(default=2_000_000, ge=1)
    chunk_size: int = Field(default=1_024, ge=16, le=1_048_576)
    enable_cache: bool = True
    cache_dir: Path = Field(default_factory=default_cache_dir)
    cache_max_mb: int = Field(default=1_024, ge=1)
    analysis_workers: int = Field(default=0, ge=0, le=1_024)
    batch_workers: int = Field(default=0, ge=0, le=1_024)
    queue_size: int = Field(default=32, ge=1)
    max_upload_mb: int = Field(default=100, ge=1)
    max_duration_s: int = Field(default=3_600, ge=1)

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
