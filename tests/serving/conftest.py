"""The studio as a process of its own, with small limits."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from gradio_pianoroll.formats.audio import save_audio
from tests.analysis.signals import constant, harmonic_tone
from tests.studio.page import PageClient

ROOT = Path(__file__).parents[2]
START_S = 120
MAX_UPLOAD_MB, MAX_SOUND_S, QUEUE = 2, 60, 2


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Studio:
    """A running studio."""

    url: str
    process: subprocess.Popen
    cache: Path
    log: Path

    def client(self, **headers):
        return PageClient(self.url, headers=headers)

    def failures(self):
        """Traces in the log: what Gradio refuses to serve is an "Error" on the page and has its reason there alone."""
        text = self.log.read_text(errors="replace")
        return text[text.index("Traceback") :] if "Traceback" in text else ""


def start(folder, *command, root_path="", **settings):
    """Start a program that serves on the port given as PORT; `settings` become GRADIO_PIANOROLL_ variables.

    As with any user its home lies neither in the temporary folder nor in the working folder: from those Gradio serves
    every file.
    """
    port, cache, log_file = free_port(), folder / "gradio", folder / "server.log"
    home, temporary, working = folder / "home", folder / "tmp", folder / "work"
    for place in (cache, home, temporary, working):
        place.mkdir(exist_ok=True)
    env = {
        **os.environ,
        "PORT": str(port),
        "GRADIO_SERVER_PORT": str(port),
        "GRADIO_TEMP_DIR": str(cache),
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "GRADIO_ANALYTICS_ENABLED": "False",
        "GRADIO_ROOT_PATH": root_path,
        "XDG_CACHE_HOME": str(home / ".cache"),
        "PYTHONPATH": f"{ROOT / 'backend'}{os.pathsep}{ROOT}",
        **{f"GRADIO_PIANOROLL_{name.upper()}": str(value) for name, value in settings.items()},
    }
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            command or [sys.executable, "-m", "tests.patient", "gradio_pianoroll.cli", "studio", "--port", str(port)],
            env=env,
            cwd=working,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    studio = Studio(f"http://127.0.0.1:{port}", process, cache, log_file)
    end_s = time.monotonic() + START_S
    while time.monotonic() < end_s and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{studio.url}/config", timeout=10):
                return studio
        except OSError:
            time.sleep(0.2)
    process.kill()
    raise RuntimeError(log_file.read_text(errors="replace")[-3000:])


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    """A studio that takes files of 2 MB and sounds of a minute, with two places in the queue and no memory of results."""
    running = start(
        tmp_path_factory.mktemp("studio"),
        max_upload_mb=MAX_UPLOAD_MB,
        max_duration_s=MAX_SOUND_S,
        queue_size=QUEUE,
        enable_cache="false",
    )
    yield running
    running.process.terminate()
    running.process.wait(timeout=60)


@pytest.fixture(scope="session")
def tone(tmp_path_factory):
    """Gives the file of a tone that lasts `seconds`."""
    folder = tmp_path_factory.mktemp("tones")

    def make(seconds, sr=8_000, hz=220):
        path = folder / f"tone-{seconds}-{sr}-{hz}.flac"
        if not path.exists():
            noise = np.random.default_rng(1).normal(0, 1e-3, int(seconds * sr))
            save_audio(
                path, (0.5 * harmonic_tone(constant(hz, seconds, sr), sr)[: len(noise)] + noise).astype(np.float32), sr
            )
        return path

    return make
