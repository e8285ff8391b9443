"""Settings from the environment."""

import json
import logging
import os
import subprocess
import sys

import pytest

from gradio_pianoroll import cli
from gradio_pianoroll.errors import SettingsError
from gradio_pianoroll.performance import get_optimized_config
from gradio_pianoroll.settings import (
    PREFIX,
    PRODUCTION,
    Settings,
    default_cache_dir,
    explain_settings,
    get_settings,
    unknown_variables,
)

CODE = "from gradio_pianoroll.settings import set_up_logging as s; log = s(); log.info('here'); log.debug('not here')"


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    """No setting of whoever runs the tests; read anew before and after."""
    for name in list(os.environ):
        if name.upper().startswith(PREFIX) or name == "ENVIRONMENT":
            monkeypatch.delenv(name)
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


def run(level):
    environment = {**os.environ, "GRADIO_PIANOROLL_LOG_LEVEL": level}
    return subprocess.run([sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("level", ["INFO", " info ", "20"])
def test_the_log_follows_the_environment(level):
    done = run(level)
    assert done.returncode == 0, done.stderr
    assert "here" in done.stderr
    assert "not here" not in done.stderr


def test_an_unknown_level_is_named():
    done = run("LOUD")
    assert done.returncode != 0
    assert "GRADIO_PIANOROLL_LOG_LEVEL is 'LOUD'" in done.stderr


@pytest.mark.parametrize("variable", ["ENVIRONMENT", "GRADIO_PIANOROLL_ENVIRONMENT"])
def test_production_fills_in_what_the_environment_does_not_name(monkeypatch, variable):
    assert get_settings() == Settings()
    assert get_settings().environment == "development"
    get_settings.cache_clear()
    monkeypatch.setenv(variable, "production")
    monkeypatch.setenv("GRADIO_PIANOROLL_MAX_NOTES", "77")
    settings = get_settings()
    assert settings.environment == "production"
    assert settings.max_notes == 77
    assert {n: getattr(settings, n) for n in PRODUCTION} == {**PRODUCTION, "max_notes": 77}
    sources = {s.name: s.source for s in explain_settings()}
    assert sources["environment"] == variable
    assert sources["max_notes"] == "GRADIO_PIANOROLL_MAX_NOTES"
    assert sources["chunk_size"] == "ENVIRONMENT=production"
    assert sources["cache_max_mb"] == "default"


def test_our_variable_wins_over_the_common_one(monkeypatch):
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("GRADIO_PIANOROLL_ENVIRONMENT", "development")
    assert get_settings().environment == "development"
    assert get_settings().max_notes == Settings.model_fields["max_notes"].default


def test_a_foreign_environment_is_no_error(monkeypatch, caplog):
    monkeypatch.setenv("ENVIRONMENT", "staging")
    with caplog.at_level(logging.WARNING, "gradio_pianoroll"):
        assert get_settings().environment == "development"
    assert "ENVIRONMENT is 'staging'" in caplog.text


def test_the_optimized_config(monkeypatch):
    development = get_optimized_config()
    assert list(development) == ["sample_rate", "max_notes", "enable_cache", "chunk_size", "log_level"]
    get_settings.cache_clear()
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("GRADIO_PIANOROLL_ENABLE_CACHE", "off")
    production = get_optimized_config()
    assert production["max_notes"] < development["max_notes"]
    assert (development["log_level"], production["log_level"]) == ("DEBUG", "WARNING")
    assert production["enable_cache"] is False


def test_an_unknown_variable_is_told_the_nearest(monkeypatch, caplog):
    monkeypatch.setenv("GRADIO_PIANOROLL_CACHE_MAXMB", "5")
    with caplog.at_level(logging.WARNING, "gradio_pianoroll"):
        get_settings()
    assert "did you mean GRADIO_PIANOROLL_CACHE_MAX_MB?" in caplog.text
    monkeypatch.delenv("GRADIO_PIANOROLL_CACHE_MAXMB")
    assert unknown_variables() == []


WRONG = [
    ("GRADIO_PIANOROLL_MAX_NOTES", "many"),
    ("GRADIO_PIANOROLL_MAX_NOTES", "0"),
    ("GRADIO_PIANOROLL_SAMPLE_RATE", "5"),
    ("GRADIO_PIANOROLL_ENABLE_CACHE", "perhaps"),
    ("GRADIO_PIANOROLL_ENVIRONMENT", "test"),
    ("GRADIO_PIANOROLL_LOG_LEVEL", "LOUD"),
]


@pytest.mark.parametrize(("variable", "value"), WRONG)
def test_a_wrong_value_is_refused_with_its_name(monkeypatch, capsys, variable, value):
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=f"{variable} is '{value}'; ") as error:
        get_settings()
    assert "\n" not in str(error.value)
    assert cli.main(["config"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"gradio-pianoroll: {error.value}\n"


def test_the_command_shows_every_setting(monkeypatch, capsys):
    monkeypatch.setenv("GRADIO_PIANOROLL_QUEUE_SIZE", "5")
    assert cli.main(["config"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(Settings.model_fields)
    assert any(line.split() == ["queue_size", "5", "GRADIO_PIANOROLL_QUEUE_SIZE"] for line in lines)
    assert cli.main(["config", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == list(Settings.model_fields)
    assert found["queue_size"] == {
        "value": 5, "source": "GRADIO_PIANOROLL_QUEUE_SIZE", "variable": "GRADIO_PIANOROLL_QUEUE_SIZE"
    }  # fmt: skip


def test_the_advice_follows_an_environment_that_the_program_sets_itself(monkeypatch):
    monkeypatch.delenv("ENVIRONMENT", raising=False)
    get_settings()
    development = get_optimized_config()
    monkeypatch.setenv("ENVIRONMENT", "production")
    assert get_optimized_config()["max_notes"] != development["max_notes"]


@pytest.mark.skipif(sys.platform != "linux", reason="the XDG base directory specification is for Linux")
@pytest.mark.parametrize(
    ("variables", "folder"),
    [({"XDG_CACHE_HOME": "/x/caches"}, "/x/caches"), ({"HOME": "/x", "XDG_CACHE_HOME": ""}, "/x/.cache")],
)
def test_the_cache_is_where_the_system_has_caches(monkeypatch, variables, folder):
    monkeypatch.delenv("LIBROSA_CACHE_DIR", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert default_cache_dir().as_posix() == f"{folder}/gradio_pianoroll"
