"""Parts of SciPy that are used without their packages are SciPy's own, and leave it as it is."""

import subprocess
import sys

import numpy as np
import pytest
import scipy.fft
import scipy.special

from gradio_pianoroll.analysis.native import store
from gradio_pianoroll.analysis.native.scipy_parts import extension
from gradio_pianoroll.analysis.pyin import transforms
from gradio_pianoroll.analysis.pyin.parameters import PyinParameters
from gradio_pianoroll.analysis.pyin.tables import threshold_prior

ALONE = """
import sys
import numpy as np
from gradio_pianoroll.analysis.native.blas import ddot, dgemv
from gradio_pianoroll.analysis.pyin.transforms import irfft, next_fast_len, rfft
x = np.random.default_rng(1).normal(size=(3, 700))
ours = irfft(rfft(x, next_fast_len(1001)), 1001)
assert ddot.locate() and dgemv.locate()
assert not {"scipy.fft", "scipy.linalg"} & set(sys.modules)
import scipy.fft
import scipy.fft._pocketfft.pypocketfft
import scipy.linalg
import scipy.linalg.cython_blas
assert scipy.fft._pocketfft.pypocketfft.good_size(17) and scipy.linalg.cython_blas.__pyx_capi__
length = scipy.fft.next_fast_len(1001, real=True)
assert ours.tobytes() == scipy.fft.irfft(scipy.fft.rfft(x, n=length), n=1001).tobytes()
assert np.allclose(scipy.linalg.inv(np.diag([2.0, 4.0])), np.diag([0.5, 0.25]))
"""


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("by_itself", [True, False])
def test_transforms_are_those_of_scipy(dtype, by_itself, monkeypatch):
    if not by_itself:
        monkeypatch.setattr(transforms, "_library", lambda: None)
        transforms.next_fast_len.cache_clear()
    rng = np.random.default_rng(2)
    sound = rng.normal(size=9_000).astype(dtype)
    frames = np.lib.stride_tricks.sliding_window_view(sound, 600)[::160]
    for least in (400, 600, 1199, 2047):
        n = transforms.next_fast_len(least)
        assert n == scipy.fft.next_fast_len(least, real=True)
        spectra = transforms.rfft(frames, n)
        assert spectra.dtype == np.result_type(dtype, np.complex64)
        assert spectra.tobytes() == scipy.fft.rfft(frames, n=n).tobytes()
        for rows in (spectra, spectra.real**2 + spectra.imag**2, spectra[:, : n // 3]):
            assert transforms.irfft(rows, n).tobytes() == scipy.fft.irfft(rows, n=n).tobytes()


def test_later_imports_of_scipy_go_their_usual_way():
    done = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_is_not_there_is_an_import_error():
    with pytest.raises(ImportError):
        extension("scipy.linalg.no_such_part")


def test_the_stored_distribution_is_that_of_scipy(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    p = PyinParameters(60.0, 600.0, n_thresholds=41, beta_parameters=(2.5, 11))
    expected = np.diff(scipy.special.betainc(2.5, 11.0, np.linspace(0, 1, 42)))
    for _ in range(2):
        threshold_prior.cache_clear()
        assert threshold_prior(p).weight.tobytes() == expected.tobytes()
        assert len(list(tmp_path.rglob("beta_distribution-*"))) == 1


def test_old_files_go(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    keys = [bytes([i] * 20) for i in range(store.KEPT + 3)]
    for key in keys:
        path = store.save(__file__, "number", key, key * 2)
        assert path is not None
        assert store.find(__file__, "number", key) == key * 2
    assert len(list(tmp_path.rglob("number-*"))) == store.KEPT
    assert store.find(__file__, "number", keys[-1]) == keys[-1] * 2
