"""The kernels are made ready in the background, and the first analysis says that it takes longer."""

import subprocess
import sys

FIRST = """
import logging
import numpy as np
logging.basicConfig(level=logging.INFO)
from gradio_pianoroll.analysis.pyin import pyin
tone = np.sin(np.arange(4096) * 0.06)
pyin(tone, fmin=65, fmax=800)
pyin(tone, fmin=65, fmax=800)
"""

WARM = """
import sys
from gradio_pianoroll.analysis.warmup import is_warm, warm_up
assert not is_warm() and "numba" not in sys.modules
thread = warm_up()
assert thread.daemon and warm_up() in (thread, None)
thread.join()
assert is_warm() and warm_up() is None
"""

WITHOUT_A_COMPILER = """
import sys
import numpy as np
from gradio_pianoroll.analysis.pyin import pyin
from gradio_pianoroll.analysis.warmup import run_kernels
run_kernels()
assert not {"numba", "scipy.fft", "scipy.linalg", "scipy.special", "gradio_pianoroll.score"} & set(sys.modules)
"""


def run(code, **environment):
    import os

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, **environment}, check=False
    )
    assert done.returncode == 0, done.stderr
    return done


def test_the_first_analysis_says_so_once():
    assert run(FIRST).stderr.count("first pYIN analysis of this process") == 1


def test_warming_up_in_the_background():
    run(WARM)


def test_what_is_compiled_needs_neither_compiler_nor_packages_of_scipy():
    run("from gradio_pianoroll.analysis.warmup import run_kernels; run_kernels()")
    run(WITHOUT_A_COMPILER)
