"""Kernels are compiled once per machine and loaded afterwards, by as many processes at once as there are."""

import ast
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from gradio_pianoroll.analysis import compiled, note_kernels
from gradio_pianoroll.analysis.compiled import DECIDING, Kernel, deciding_digest, kernels_of
from gradio_pianoroll.analysis.engines import periodicity_kernels
from gradio_pianoroll.analysis.pyin import observe_kernels, path_kernels, tables, viterbi_kernels, yin_kernels
from gradio_pianoroll.analysis.pyin.records import PAD
from gradio_pianoroll.synth import drum_kernels, mix_kernels, tone_kernels
from gradio_pianoroll.synth.resynthesis import psola_kernels
from gradio_pianoroll.synth.soundfont import row_kernels, voice_kernels

ALL = (
    note_kernels, periodicity_kernels, observe_kernels, path_kernels, viterbi_kernels, yin_kernels, psola_kernels,
    row_kernels, voice_kernels, tone_kernels, drum_kernels, mix_kernels,
)  # fmt: skip

SOURCE = """
from gradio_pianoroll.analysis.compiled import Sound, SoundRows, helper, kernel

FACTOR = 2.0

@helper
def scaled(x):
    return FACTOR * x

@kernel
def scale(x: Sound, out: SoundRows) -> None:
    for i in range(len(x)):
        out[0, i] = scaled(x[i])
"""

USE = """
import sys
import numpy as np
from scaling import scale
for letter in sys.argv[1:]:
    x, out = np.arange(5, dtype=letter), np.empty((1, 5), letter)
    scale(x, out)
    stats = scale.load(letter).stats
    print(letter, *out[0], "loaded" if stats.cache_hits else "compiled")
"""
RIGHT = "0.0 2.0 4.0 6.0 8.0"


@pytest.fixture
def place(tmp_path):
    (tmp_path / "scaling.py").write_text(SOURCE)
    return tmp_path


def start(place, *letters, cache="cache", **variables):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("NUMBA_", "GRADIO_PIANOROLL_"))}
    path = os.pathsep.join([str(place), *sys.path])
    environment |= {"PYTHONPATH": path, "XDG_CACHE_HOME": str(place / cache)} | variables
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, "-c", USE, *letters], env=environment, cwd=place, **pipes)


def result(process):
    out, err = process.communicate()
    assert process.returncode == 0, err
    return out.strip()


def use(place, *letters, **where):
    return result(start(place, *(letters or ("f8",)), **where))


def files(place, kind="*"):
    return sorted(path for path in place.rglob(f"scaling.scale-*.{kind}") if path.suffix in (".nbi", ".nbc"))


def test_the_second_process_loads_what_the_first_compiled(place):
    assert use(place) == f"f8 {RIGHT} compiled"
    code = files(place)
    assert {path.parent.name for path in code} == {"__pycache__"}
    assert [path.suffix for path in code] == [".nbc", ".nbi"]
    before = [path.stat().st_mtime_ns for path in code]
    assert use(place) == f"f8 {RIGHT} loaded"
    assert files(place) == code
    assert [path.stat().st_mtime_ns for path in code] == before


def test_processes_that_start_at_once_do_not_disturb_each_other(place):
    processes = [start(place, *letters) for letters in (("f4", "f8"), ("f8", "f4"), ("f8",), ("f4",))]
    lines = [line for process in processes for line in result(process).splitlines()]
    assert {line.rpartition(" ")[0][3:] for line in lines} == {RIGHT}
    assert use(place, "f4", "f8") == f"f4 {RIGHT} loaded\nf8 {RIGHT} loaded"


def test_no_file_on_disk_is_of_two_contents(place):
    """Else a process that reads between two that write would run code for other types.

    numba numbers the code of a function in the order in which types come. Here processes that met different types first
    have no file in common, and each index leads to one file.
    """
    names = []
    for letter in ("f4", "f8"):
        use(place, letter)
        names.append({path.name for path in files(place)})
        for path in files(place):
            path.unlink()
    assert not names[0] & names[1]
    use(place, "f8", "f4")
    assert {path.name for path in files(place)} == names[0] | names[1]
    assert set(Counter(path.name.partition(".py3")[0] for path in files(place, "nbc")).values()) == {1}


def test_what_decides_the_code_is_in_its_name(monkeypatch):
    def digest(**environment):
        with monkeypatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            return deciding_digest.__wrapped__()

    assert digest() == deciding_digest()
    assert digest(NUMBA_CACHE_DIR="/elsewhere") == digest()
    assert digest(NUMBA_OPT="1") != digest()
    with monkeypatch.context() as patch:
        patch.setattr(compiled.numba, "__version__", "0.0")
        assert digest() != deciding_digest()
    with monkeypatch.context() as patch:
        patch.setattr(compiled, "DECIDING", DECIDING[:-1])
        assert digest() != deciding_digest()


def test_kernels_take_functions_and_numbers_from_the_deciding_files_alone():
    room = Path(compiled.__file__).parents[1]
    deciding = {path for pattern in DECIDING for path in room.glob(pattern)}
    assert {Path(module.__file__) for module in ALL} <= deciding
    for path in deciding - {Path(compiled.__file__)}:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gradio_pianoroll"):
                *_, last = node.module.split("gradio_pianoroll.")
                assert room / f"{last.replace('.', '/')}.py" in deciding, (path.name, node.module)


@pytest.mark.parametrize("suffix", ["nbi", "nbc"])
@pytest.mark.parametrize("left", [0, 40, -20])
def test_a_file_that_was_cut_off_is_compiled_anew(place, suffix, left):
    use(place)
    (damaged,) = files(place, suffix)
    sound = damaged.read_bytes()
    damaged.write_bytes(sound[:left])
    assert use(place) == f"f8 {RIGHT} compiled"
    assert use(place) == f"f8 {RIGHT} loaded"


def test_a_changed_source_is_compiled_anew(place):
    use(place)
    (place / "scaling.py").write_text(SOURCE.replace("2.0", "3.0"))
    # Python knows a changed source by its size and the second of its time.
    os.utime(place / "scaling.py", (1e9, 1e9))
    assert use(place) == "f8 0.0 3.0 6.0 9.0 12.0 compiled"


def test_where_the_source_cannot_be_written_the_users_cache_is_used(place):
    (place / "__pycache__").write_text("no folder")
    assert use(place) == f"f8 {RIGHT} compiled"
    assert {path.relative_to(place).parts[0] for path in files(place)} == {"cache"}
    assert use(place) == f"f8 {RIGHT} loaded"


def test_where_numba_finds_no_folder_that_of_the_settings_is_used(place):
    for name in ("__pycache__", "nothing"):
        (place / name).write_text("no folder")
    where = {"cache": "nothing", "GRADIO_PIANOROLL_CACHE_DIR": str(place / "ours")}
    assert use(place, **where) == f"f8 {RIGHT} compiled"
    assert {path.relative_to(place).parts[:2] for path in files(place)} == {("ours", "kernels")}
    assert use(place, **where) == f"f8 {RIGHT} loaded"


def test_where_nothing_can_be_written_every_process_compiles(place):
    (place / "__pycache__").write_text("no folder")
    (place / "nothing").write_text("no folder")
    assert use(place, cache="nothing") == f"f8 {RIGHT} compiled"
    assert not files(place)


def test_code_of_former_versions_goes(place):
    use(place)
    (index,) = files(place, "nbi")
    digest = str(deciding_digest())
    for i in range(compiled.KEPT + 3):
        for path in files(place):
            if digest in path.name:
                former = path.with_name(path.name.replace(digest, f"{i:016x}"))
                former.write_bytes(path.read_bytes())
                os.utime(former, (1e9 + i, 1e9 + i))
    index.unlink()
    assert use(place) == f"f8 {RIGHT} compiled"
    kept = {path.name.split("-")[2] for path in files(place)}
    assert kept == {digest} | {f"{i:016x}" for i in range(4, compiled.KEPT + 3)}


def test_threads_may_call_a_kernel_before_and_while_it_is_loaded():
    sound = np.random.default_rng(3).normal(size=9_000)
    find_periods = Kernel(yin_kernels.find_periods.function)

    def period(seed):
        acf = np.random.default_rng(seed).normal(size=(4, 300))
        out, sums, room = np.empty(4), np.empty((3, 201)), np.empty(182)
        find_periods(sound, 512, acf, 20, 200, 0.1, out, sums, room)
        return out

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(period, range(64)))
    assert [a.tobytes() for a in together] == [period(seed).tobytes() for seed in range(64)]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_machine_code_computes_what_its_source_says(dtype):
    rng = np.random.default_rng(5)
    sound, acf = rng.normal(size=3_000).astype(dtype), rng.normal(size=(5, 130)).astype(dtype)
    machine, python = np.empty(5), np.empty(5)
    yin_kernels.find_periods(sound, 256, acf, 7, 120, 0.2, machine, np.empty((3, 121), dtype), np.empty(114))
    yin_kernels.find_periods.function(sound, 256, acf, 7, 120, 0.2, python, np.empty((3, 121), dtype), np.empty(114))
    assert machine.tobytes() == python.tobytes()


def test_selection_is_that_of_sorting():
    rng = np.random.default_rng(8)
    for n in range(1, 40):
        values = np.where(rng.random(n) < 0.2, [np.nan, -np.inf][n % 2], rng.normal(size=n).round(n % 3))
        found = [note_kernels.kth_smallest.py_func(values.copy(), n, k) for k in range(n)]
        assert np.array_equal(found, np.sort(values), equal_nan=True)


def test_arguments_that_do_not_fit_are_refused():
    bins, probs = np.zeros((2, 3), np.int64), np.zeros((2, 3))
    counts, flat_bins, flat_probs = np.zeros(2, np.int64), np.zeros(6, np.int64), np.zeros(6)
    ends = np.zeros(2, np.int64)
    rest = (counts, flat_bins, flat_probs, ends)
    observe_kernels.pack(bins, probs, *rest)
    fixed = probs.copy()
    fixed.flags.writeable = False
    for wrong in (probs.astype(np.float32), probs.ravel(), np.zeros((3, 2)).T, probs.tolist(), fixed):
        with pytest.raises(TypeError):
            observe_kernels.pack(bins, wrong, *rest)
    with pytest.raises(TypeError, match="argument"):
        observe_kernels.pack(bins, probs)
    spectra = np.zeros((4, 3), np.clongdouble)
    with pytest.raises(TypeError, match="float32 or float64"):
        observe_kernels.cross_spectra(spectra, 1, 2, spectra, spectra.real, spectra)


def test_what_is_only_read_may_be_read_only():
    audio, lags, out = np.ones(100), np.full(3, 5), np.zeros(3)
    audio.flags.writeable = False
    periodicity_kernels.correlate(audio, lags, 20, 10, out)
    # Nothing lies before the first frame.
    assert out.tolist() == [0, 1, 1]


def test_every_kernel_has_types_and_few_arguments():
    for kernel, variant in kernels_of(*ALL):
        assert len(kernel.signature(variant).args) < 14, kernel.name

    def untyped(x: str) -> None:
        """Nothing."""

    with pytest.raises(TypeError, match="no type of a kernel's argument"):
        Kernel(untyped).signature("")


def test_an_integer_comes_back():
    from gradio_pianoroll.analysis.pyin.parameters import PyinParameters

    model = tables.transitions(PyinParameters(100, 400, 22_050, 2048, 512, resolution=0.5))
    assert model.stay.shape[1] > 2 * PAD
    values = np.log(np.random.default_rng(6).random(2 * len(model.row)))
    for state in range(len(values)):
        asked = (values, float(values.max()), state, model)
        assert path_kernels.predecessor(*asked) == path_kernels.predecessor.function(*asked)
