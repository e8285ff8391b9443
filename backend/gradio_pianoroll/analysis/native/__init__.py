"""Compiled kernels that need no compiler at run time.

A kernel is a Python function on scalars and arrays. numba compiles it once per machine; its machine code is kept as an
object file, and later processes load that with LLVM's loader alone: milliseconds, where importing numba takes a third
of a second.
"""

from gradio_pianoroll.analysis.native.kernel import External, Kernel, KernelError, helper, kernel

__all__ = ["External", "Kernel", "KernelError", "helper", "kernel"]
