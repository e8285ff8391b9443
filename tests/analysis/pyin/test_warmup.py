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

ALL_STORED = """
import subprocess
from gradio_pianoroll.analysis import warmup
subprocess.run = None
warmup.warm_up().join()
assert warmup.is_warm()
for kernel, variant in warmup.kernels():
    assert kernel.load(variant).stats.cache_hits, kernel.name
"""
# Processor time: what else runs on the machine is no matter of ours.
FIRST_CALL = """
import time
import numpy as np
tone = np.sin(np.arange(22_050) * 0.06).astype(np.float32)
begin_s = time.process_time()
from gradio_pianoroll.analysis.pyin import pyin
pyin(tone, fmin=50, fmax=800)
print(time.process_time() - begin_s)
"""
# What no first call is spared: numba and SciPy's transforms come in.
IMPORTS = """
import time
import numpy as np
begin_s = time.process_time()
import numba
import scipy.fft
print(time.process_time() - begin_s)
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


def test_the_first_call_of_a_process_takes_little_more_than_its_imports():
    run("from gradio_pianoroll.analysis.warmup import run_kernels; run_kernels()")
    # Best of some, in turn: memory that others push out of the caches costs processor time too. On a quiet machine it
    # is twice as much; to compile a kernel takes seconds.
    taken_s = [(float(run(IMPORTS).stdout), float(run(FIRST_CALL).stdout)) for _ in range(3)]
    assert min(call_s for _, call_s in taken_s) < 3 * min(import_s for import_s, _ in taken_s)


def test_nothing_is_compiled_twice_and_warming_up_again_needs_no_child():
    run("from gradio_pianoroll.analysis.warmup import run_kernels; run_kernels()")
    run(ALL_STORED)
