"""BLAS for compiled kernels: the functions that SciPy hands to Cython, which are NumPy's to the last bit."""

from __future__ import annotations

import ctypes
from functools import partial

from gradio_pianoroll.analysis.native.kernel import External, KernelError
from gradio_pianoroll.analysis.native.scipy_parts import extension


def _locate(name: str) -> int:
    """Address of a BLAS function that takes its arguments as Fortran does."""
    capsules = extension("scipy.linalg.cython_blas").__pyx_capi__
    python = ctypes.pythonapi
    python.PyCapsule_GetName.restype, python.PyCapsule_GetName.argtypes = ctypes.c_char_p, [ctypes.py_object]
    python.PyCapsule_GetPointer.restype = ctypes.c_void_p
    python.PyCapsule_GetPointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
    signature = python.PyCapsule_GetName(capsules[name])
    if b"int *" not in signature or b"_int *" in signature:
        raise KernelError(f"this SciPy counts in other numbers than kernels do ({signature.decode()})")
    return int(python.PyCapsule_GetPointer(capsules[name], signature))


# Length, x, its step, y, its step.
ddot = External("gradio_pianoroll_ddot", 5, True, partial(_locate, "ddot"))
# How, rows, columns, alpha, matrix, its leading dimension, x, its step, beta, y, its step.
dgemv = External("gradio_pianoroll_dgemv", 11, False, partial(_locate, "dgemv"))
