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
LIMIT_S = 0.7


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


def test_the_first_call_of_a_process_takes_little():
    run("from gradio_pianoroll.analysis.warmup import run_kernels; run_kernels()")
    # Best of some: memory that others push out of the caches costs processor time too.
    assert min(float(run(FIRST_CALL).stdout) for _ in range(3)) < LIMIT_S


def test_nothing_is_compiled_twice_and_warming_up_again_needs_no_child():
    run("from gradio_pianoroll.analysis.warmup import run_kernels; run_kernels()")
    run(ALL_STORED)
