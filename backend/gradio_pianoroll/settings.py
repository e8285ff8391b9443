"""Settings from the environment (prefix ``GRADIO_PIANOROLL_``) and the log that follows them.

``ENVIRONMENT=production`` (or ``development``, the default) chooses the defaults; each setting that is named in the
environment wins over them. Not imported with the package: the first one who needs a setting loads it.
"""

from __future__ import annotations

import difflib
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_cache_path
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from .errors import SettingsError

LOGGER_NAME = "gradio_pianoroll"
PREFIX = "GRADIO_PIANOROLL_"

ENVIRONMENTS = ("development", "production")

# What production does otherwise than development: fewer notes on a page that many share, larger blocks, a longer queue.
PRODUCTION: dict[str, object] = {"max_notes": 200_000, "chunk_size": 4_096, "queue_size": 64}


def default_cache_dir() -> Path:
    """Return the folder for what can be computed anew: in librosa's where that is set, else the system's own."""
    if shared := os.environ.get("LIBROSA_CACHE_DIR"):
        return Path(shared) / "gradio_pianoroll"
    return user_cache_path("gradio_pianoroll", appauthor=False)


def default_workers() -> int:
    """Threads of one analysis: as many as numba may use where that is set, else 0 (one for each core)."""
    named = os.environ.get("NUMBA_NUM_THREADS", "").strip()
    return min(int(named), 1_024) if named.isdigit() else 0


# What a program is advised to do with what it shows and analyses; the limits of the package are the settings below.
OPTIMIZED: dict[str, dict[str, object]] = {
    "development": {
        "sample_rate": 44_100, "max_notes": 5_000, "enable_cache": False, "chunk_size": 512, "log_level": "DEBUG"
    },
    "production": {
        "sample_rate": 22_050, "max_notes": 2_000, "enable_cache": True, "chunk_size": 1_024, "log_level": "WARNING"
    },
}  # fmt: skip
# Settings that stand at their default because of somebody else's variable.
SHARED_VARIABLES = {"cache_dir": "LIBROSA_CACHE_DIR", "analysis_workers": "NUMBA_NUM_THREADS"}


class Settings(BaseSettings):
    """Settings from the environment, e.g. ``GRADIO_PIANOROLL_LOG_LEVEL=DEBUG``.

    Attributes
    ----------
    environment
        ``development`` or ``production``; also read from the plain variable ``ENVIRONMENT``.
    log_level
        Name or number of a `logging` level.
    sample_rate
        In Hz, of what is analysed.
    max_notes
        Most notes that a page is expected to show; nothing is cut by it unasked.
    chunk_size
        Samples in a block of streamed sound.
    enable_cache, cache_dir, cache_max_mb
        Whether results of analyses are kept, where (by default in ``LIBROSA_CACHE_DIR`` where that is set), and how
        much of them.
    analysis_workers, batch_workers
        Threads of one analysis (by default ``NUMBA_NUM_THREADS``) and processes of a corpus run; 0: as many as there
        are cores.
    queue_size
        Requests that may wait; the next one is told that the studio is busy.
    max_upload_mb, max_duration_s
        Largest file and longest sound that the studio takes.
    soundfont
        SoundFont that plays where none is named by its path.
    metrics, metrics_token
        Whether the studio serves `/metrics` for Prometheus, and the bearer token that this asks for (none: no token).
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
    analysis_workers: int = Field(default_factory=default_workers, ge=0, le=1_024)
    batch_workers: int = Field(default=0, ge=0, le=1_024)
    queue_size: int = Field(default=32, ge=1)
    max_upload_mb: int = Field(default=100, ge=1)
    max_duration_s: int = Field(default=3_600, ge=1)
    soundfont: Path | None = None
    metrics: bool = False
    metrics_token: SecretStr | None = None

    @model_validator(mode="before")
    @classmethod
    def _fill_in_production(cls, given: Any) -> Any:
        """Put the values of production where nothing was said."""
        if not isinstance(given, Mapping):
            return given
        said = _without_foreign_environment(given)
        names = ("environment", f"{PREFIX}ENVIRONMENT", "ENVIRONMENT")
        environment = next((said[name] for name in names if name in said), "development")
        return {**PRODUCTION, **said} if environment == "production" else said

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
        """Level as `logging` counts it."""
        return int(self.log_level) if self.log_level.isdigit() else logging.getLevelNamesMapping()[self.log_level]


def _without_foreign_environment(given: Mapping[str, Any]) -> dict[str, Any]:
    """`ENVIRONMENT` belongs to everybody: a name in it that is not ours leaves us in development."""
    ours = f"{PREFIX}ENVIRONMENT" in _environment()
    foreign = os.environ.get("ENVIRONMENT") if not ours else None
    names = ("ENVIRONMENT", f"{PREFIX}ENVIRONMENT")
    return {k: v for k, v in given.items() if not (k in names and v == foreign and v not in ENVIRONMENTS)}


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Settings, read once; ``get_settings.cache_clear()`` reads them anew.

    Variables with our prefix that nobody reads are logged as a warning that names the nearest one.

    Raises
    ------
    SettingsError
        If a variable has a value that cannot be; the sentence names the variable.
    """
    for sentence in unknown_variables():
        logging.getLogger(LOGGER_NAME).warning(sentence)
    return _read_settings()


def _read_settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None


def get_optimized_config() -> dict[str, Any]:
    """Settings that a program is advised to use, by ``ENVIRONMENT`` (production or development) at this moment.

    Each value can be set by itself with its variable, ``GRADIO_PIANOROLL_MAX_NOTES`` for ``max_notes``. They are no
    limits of the package: those are the `Settings`.

    Returns
    -------
    dict
        ``sample_rate`` in Hz, ``max_notes``, ``enable_cache``, ``chunk_size`` in samples, ``log_level``.

    Raises
    ------
    SettingsError
        If a variable has a value that cannot be.
    """
    settings, variables = _read_settings(), _environment()
    return {
        name: getattr(settings, name) if PREFIX + name.upper() in variables else advised
        for name, advised in OPTIMIZED[settings.environment].items()
    }


@dataclass(frozen=True)
class SettingSource:
    """Setting with its value, the variable that sets it, and where the value comes from.

    Attributes
    ----------
    name, variable
        In Python and in the environment.
    value
        As it is used.
    source
        ``default``, ``ENVIRONMENT=production``, or the variable that was set.
    """

    name: str
    variable: str
    value: Any
    source: str


def explain_settings() -> list[SettingSource]:
    """List every setting with its value and where that comes from, in the order of `Settings`.

    Raises
    ------
    SettingsError
        If a variable has a value that cannot be.
    """
    settings = get_settings()
    return [
        SettingSource(name, PREFIX + name.upper(), getattr(settings, name), _source(name, settings))
        for name in Settings.model_fields
    ]


def unknown_variables() -> list[str]:
    """Sentence for each variable of the environment with our prefix that nobody reads, and for a foreign
    `ENVIRONMENT`.
    """
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    sentences = []
    for variable in sorted(_environment()):
        if variable.startswith(PREFIX) and variable not in known:
            near = difflib.get_close_matches(variable, known, n=1, cutoff=0.0)
            sentences.append(f"{variable} is set, but no such setting exists; did you mean {near[0]}?")
    name = os.environ.get("ENVIRONMENT", ENVIRONMENTS[0])
    if name not in ENVIRONMENTS and f"{PREFIX}ENVIRONMENT" not in _environment():
        sentences.append(f"ENVIRONMENT is {name!r}; only production and development are known here, the latter is used")
    return sentences


def _environment() -> dict[str, str]:
    """Environment by upper-case names, as pydantic-settings reads it."""
    return {name.upper(): value for name, value in os.environ.items()}


def _source(name: str, settings: Settings) -> str:
    variables = _environment()
    if (variable := PREFIX + name.upper()) in variables:
        return variable
    if name == "environment":
        return "ENVIRONMENT" if variables.get("ENVIRONMENT") in ENVIRONMENTS else "default"
    if settings.environment == "production" and name in PRODUCTION:
        return "ENVIRONMENT=production"
    if os.environ.get(SHARED_VARIABLES.get(name, "")):
        return SHARED_VARIABLES[name]
    return "default"


def _sentence(error: ValidationError) -> str:
    """Sentence about the first thing that is wrong, with the variable's name."""
    first = error.errors()[0]
    name = str(first["loc"][0]) if first["loc"] else "environment"
    variable = name if name.startswith(PREFIX) else PREFIX + name.upper()
    if first["type"] == "value_error":
        return str(first["ctx"]["error"])
    reason = first["msg"].removeprefix("Input ")
    return f"{variable} is {first['input']!r}; it {reason}"


@lru_cache(maxsize=1)
def set_up_logging() -> logging.Logger:
    """Package's logger at the level of the settings.

    Messages go to handlers that the program installed; without any, to standard error.
    """
    logger = logging.getLogger(LOGGER_NAME)
    logger.setLevel(get_settings().log_level_number)
    if not logger.hasHandlers():
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s: %(message)s"))
        logger.addHandler(handler)
    return logger
