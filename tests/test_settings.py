"""Settings from the environment."""

import os
import subprocess
import sys

import pytest

CODE = "from gradio_pianoroll.settings import set_up_logging as s; log = s(); log.info('here'); log.debug('not here')"


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
