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

UNWRITABLE = """
import numba.core.caching as caching
def refuse(self): raise OSError("read-only")
for locator in (caching.InTreeCacheLocator, caching.UserWideCacheLocator):
    locator.ensure_cache_path = refuse
import numpy as np
from gradio_pianoroll.analysis.pyin.jit import compiled
@compiled()
def twice(x):
    return 2 * x
assert twice(3) == 6
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


def test_where_nothing_can_be_written_beside_the_source(tmp_path):
    script = tmp_path / "kernel.py"
    script.write_text(UNWRITABLE)
    run(f"import runpy; runpy.run_path({str(script)!r})", XDG_CACHE_HOME=str(tmp_path))
    assert list((tmp_path / "gradio_pianoroll" / "numba").rglob("*.nbi"))
