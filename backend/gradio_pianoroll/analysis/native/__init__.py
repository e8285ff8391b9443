"""Compiled kernels that need no compiler at run time.

A kernel is a Python function on scalars and arrays. numba compiles it once per machine; its machine code is kept as an
object file, and later processes load that with LLVM's loader alone: milliseconds, where importing numba takes a third
of a second.
"""

from gradio_pianoroll.analysis.extras import check_packages
from gradio_pianoroll.analysis.native.kernel import External, Kernel, KernelError, helper, kernel

# Not at the first call, deep in a stream: whoever imports a kernel needs them.
check_packages()

__all__ = ["External", "Kernel", "KernelError", "helper", "kernel"]
