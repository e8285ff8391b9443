"""A program ends well though its threads analyse sound: native code must not be ended under them (gh-87135)."""

import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gradio_pianoroll.native import _Calls, as_native_call

PACKAGE = Path(__file__).parents[2] / "backend" / "gradio_pianoroll"

# Six daemon threads, as those of a server, in transforms of some milliseconds; the program just ends.
ENDING = """
import threading, time
import numpy as np
from gradio_pianoroll.analysis import transforms
{how}
ready = [threading.Event() for _ in range(6)]
def work(event):
    sound = np.zeros((64, 1 << 15), np.float32)
    rfft(sound)
    event.set()
    while True:
        rfft(sound)
for event in ready:
    threading.Thread(target=work, args=(event,), daemon=True).start()
for event in ready:
    event.wait()
print("ended")
"""


@pytest.mark.parametrize("what", ["fft.rfft", "StreamResampler.push", "resample", "add_reverb"])
def test_a_program_ends_well_whatever_its_threads_compute(what):
    how = {
        "fft.rfft": "rfft = transforms.fft.rfft",
        "StreamResampler.push": "from gradio_pianoroll.formats.audio_stream import StreamResampler\n"
        "rfft = lambda sound: StreamResampler(44_100, 16_000).push(sound.reshape(-1))",
        "resample": "from gradio_pianoroll.formats.audio import resample\n"
        "rfft = lambda sound: resample(sound.reshape(-1), 44_100, 16_000)",
        "add_reverb": "from gradio_pianoroll.synth.reverb import add_reverb\n"
        "rfft = lambda sound: add_reverb(sound.reshape(-1), 44_100, 0.3)",
    }[what]
    done = subprocess.run(
        [sys.executable, "-c", ENDING.format(how=how)], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout) == (0, "ended\n"), done.stderr
    # soxr may tell what its threads still hold; nothing of that is an error.
    assert "terminate" not in done.stderr


def test_no_other_module_takes_transforms_of_its_own():
    """The kind: whoever asks SciPy for them elsewhere is not waited for."""
    asked = [
        path.name for path in PACKAGE.rglob("*.py") if re.search(r"scipy\.fft\"|import.*scipy\.fft", path.read_text())
    ]
    assert asked == ["transforms.py"]


def test_the_end_waits_for_calls_that_run_and_lets_no_other_begin():
    calls, inside, go_on = _Calls(), threading.Event(), threading.Event()
    done: list[str] = []

    def long_call():
        with calls:
            inside.set()
            go_on.wait()
            done.append("call")

    def late_call():
        with calls:
            done.append("late")

    def close():
        calls.close()
        done.append("closed")

    first, end = threading.Thread(target=long_call), threading.Thread(target=close)
    first.start()
    inside.wait()
    end.start()
    while not calls._closed:
        pass
    late = threading.Thread(target=late_call)
    late.start()
    late.join()
    assert done == []
    go_on.set()
    first.join()
    end.join()
    assert done == ["call", "closed"]
    with calls:
        done.append("main")
    assert done[-1] == "main"


def test_a_counted_call_is_the_call():
    def add(a: int, *, b: int) -> int:
        """Sum."""
        return a + b

    counted = as_native_call(add)
    assert counted(1, b=2) == 3
    assert counted.__doc__ == "Sum."
    with pytest.raises(TypeError):
        counted()
