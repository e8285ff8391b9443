"""Kernels are compiled once per machine and loaded afterwards; what is on disk is believed only when it is right."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from gradio_pianoroll.analysis import note_kernels
from gradio_pianoroll.analysis.native import KernelError, kernel
from gradio_pianoroll.analysis.native.blas import ddot
from gradio_pianoroll.analysis.pyin import observe_kernels, path_kernels, tables, yin_kernels

SOURCE = """
import numpy as np
from gradio_pianoroll.analysis.native import helper, kernel

FACTOR = 2.0

@helper
def scaled(x):
    return FACTOR * x

@kernel("f8[:] f8[:]")
def scale(x, out):
    for i in range(len(x)):
        out[i] = scaled(x[i])
"""

USE = """
import sys
import numpy as np
from scaling import scale
x, out = np.arange(5.0), np.empty(5)
scale(x, out)
print(*out, "compiled" if "numba" in sys.modules else "loaded")
"""


@pytest.fixture
def place(tmp_path):
    (tmp_path / "scaling.py").write_text(SOURCE)
    return tmp_path


def start(place, cache="cache"):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("NUMBA_", "GRADIO_PIANOROLL_"))}
    path = os.pathsep.join([str(place), *sys.path])
    environment |= {"PYTHONPATH": path, "XDG_CACHE_HOME": str(place / cache)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, "-c", USE], env=environment, cwd=place, **pipes)


def result(process):
    out, err = process.communicate()
    assert process.returncode == 0, err
    return out.strip()


def use(place, **where):
    return result(start(place, **where))


def files(place):
    return sorted(place.rglob("scaling.scale-*"))


def test_the_second_process_loads_what_the_first_compiled(place):
    assert use(place) == "0.0 2.0 4.0 6.0 8.0 compiled"
    (code,) = files(place)
    assert code.parent.name == "__pycache__"
    assert use(place) == "0.0 2.0 4.0 6.0 8.0 loaded"
    assert files(place) == [code]


def write(place, source, version):
    """Python knows a changed source by its size and the second of its time, which two versions here can share."""
    (place / "scaling.py").write_text(source)
    os.utime(place / "scaling.py", (1e9 + version, 1e9 + version))


def test_a_damaged_or_foreign_file_is_compiled_anew(place):
    use(place)
    (code,) = files(place)
    sound = code.read_bytes()
    code.write_bytes(sound[:-20])
    assert use(place) == "0.0 2.0 4.0 6.0 8.0 compiled"
    # Sound in itself, but made for something else.
    write(place, SOURCE.replace("2.0", "3.0"), 1)
    assert use(place) == "0.0 3.0 6.0 9.0 12.0 compiled"
    (other,) = set(files(place)) - {code}
    code.write_bytes(other.read_bytes())
    write(place, SOURCE, 2)
    assert use(place) == "0.0 2.0 4.0 6.0 8.0 compiled"
    assert use(place) == "0.0 2.0 4.0 6.0 8.0 loaded"


def test_where_the_source_cannot_be_written_the_cache_folder_is_used(place):
    (place / "__pycache__").write_text("no folder")
    assert use(place) == "0.0 2.0 4.0 6.0 8.0 compiled"
    (code,) = files(place)
    assert code.parent == place / "cache" / "gradio_pianoroll" / "kernels"
    assert use(place) == "0.0 2.0 4.0 6.0 8.0 loaded"


def test_where_nothing_can_be_written_every_process_compiles(place):
    (place / "__pycache__").write_text("no folder")
    (place / "nothing").write_text("no folder")
    assert use(place, cache="nothing") == "0.0 2.0 4.0 6.0 8.0 compiled"
    assert not files(place)


def test_processes_that_start_at_once_do_not_disturb_each_other(place):
    processes = [start(place) for _ in range(2)]
    assert {result(p).rpartition(" ")[0] for p in processes} == {"0.0 2.0 4.0 6.0 8.0"}
    assert len(list(place.rglob("*scaling.scale-*"))) == 1
    assert use(place).endswith("loaded")


def test_threads_may_call_a_kernel_before_and_while_it_is_loaded():
    sound = np.random.default_rng(3).normal(size=9_000)

    def period(seed):
        acf = np.random.default_rng(seed).normal(size=(4, 300))
        out, sums, room = np.empty(4), np.empty((3, 201)), np.empty(182)
        yin_kernels.find_periods(sound, 512, acf, 20, 200, 0.1, out, sums, room)
        return out

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(period, range(64)))
    assert [a.tobytes() for a in together] == [period(seed).tobytes() for seed in range(64)]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_machine_code_computes_what_its_source_says(dtype):
    rng = np.random.default_rng(5)
    sound, acf = rng.normal(size=3_000).astype(dtype), rng.normal(size=(5, 130)).astype(dtype)
    compiled, python = np.empty(5), np.empty(5)
    yin_kernels.find_periods(sound, 256, acf, 7, 120, 0.2, compiled, np.empty((3, 121), dtype), np.empty(114))
    yin_kernels.find_periods.function(sound, 256, acf, 7, 120, 0.2, python, np.empty((3, 121), dtype), np.empty(114))
    assert compiled.tobytes() == python.tobytes()


def test_selection_is_that_of_sorting():
    rng = np.random.default_rng(8)
    for n in range(1, 40):
        values = np.where(rng.random(n) < 0.2, [np.nan, -np.inf][n % 2], rng.normal(size=n).round(n % 3))
        found = [note_kernels.kth_smallest(values.copy(), n, k) for k in range(n)]
        assert np.array_equal(found, np.sort(values), equal_nan=True)


def test_an_integer_comes_back():
    values = np.log(np.random.default_rng(6).random(32))
    row, table = np.zeros(16, np.int32), np.log(np.random.default_rng(7).random((1, 5 + 2 * tables.PAD)))
    for state in range(32):
        asked = (values, float(values.max()), state, row, table, table - 1.0, 2)
        assert path_kernels.predecessor(*asked) == path_kernels.predecessor.function(*asked)


def test_arguments_that_do_not_fit_are_refused():
    bins, probs = np.zeros((2, 3), np.int64), np.zeros((2, 3))
    counts, flat_bins, flat_probs = np.zeros(2, np.int64), np.zeros(6, np.int64), np.zeros(6)
    ends = np.zeros(2, np.int64)
    rest = (counts, flat_bins, flat_probs, ends)
    observe_kernels.pack(bins, probs, *rest)
    # An equal dtype that is another object, and a subclass of arrays.
    other = probs.view(np.dtype("=f8").newbyteorder("S").newbyteorder("S"))
    for right in (other, probs.view(np.recarray)):
        observe_kernels.pack(bins, right, *rest)
    for wrong in (probs.astype(np.float32), probs.ravel(), np.zeros((3, 2)).T, probs.tolist()):
        with pytest.raises(TypeError, match="a kernel"):
            observe_kernels.pack(bins, wrong, *rest)
    with pytest.raises(TypeError, match="arguments"):
        observe_kernels.pack(bins, probs)
    spectra = np.zeros((4, 3), np.clongdouble)
    with pytest.raises(TypeError, match="float32 or float64"):
        observe_kernels.cross_spectra(spectra, 1, 2, spectra, spectra.real, spectra)


def test_declarations_that_mean_nothing_are_refused():
    for declaration in ("f8[:", "i4", "q8[:]", "F"):
        with pytest.raises(ValueError, match=r"argument|scalar"):
            kernel(declaration)(test_an_integer_comes_back)
    with pytest.raises(ValueError, match="returns"):
        kernel("i8 -> f8")(test_an_integer_comes_back)
    with pytest.raises(KernelError, match="compiled"):
        ddot(1, 2, 3, 4, 5)


def test_a_constant_of_another_module_is_part_of_the_key(monkeypatch):
    from gradio_pianoroll.analysis.native.sources import key_of
    from gradio_pianoroll.analysis.pyin import viterbi_kernels

    before = key_of(viterbi_kernels.forward, "")
    monkeypatch.setattr(viterbi_kernels, "PAD", viterbi_kernels.PAD + 8)
    assert key_of(viterbi_kernels.forward, "") != before
