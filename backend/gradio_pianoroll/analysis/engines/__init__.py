"""The F0 engines: one file each, imported when first asked for; `registry` knows their names.

Nothing here is imported for the package's own import; the engines `swift`, `rapt`, `harvest`, `dio` and `onnx` need a
package of an extra and say so.
"""

from gradio_pianoroll.analysis.engines.registry import (
    EngineInfo,
    available_engines,
    engine_info,
    engine_names,
    get_engine,
    register_engine,
)
from gradio_pianoroll.analysis.engines.types import F0Engine, F0Options, F0Result, Progress

__all__ = [
    "EngineInfo",
    "F0Engine",
    "F0Options",
    "F0Result",
    "Progress",
    "available_engines",
    "engine_info",
    "engine_names",
    "get_engine",
    "register_engine",
]
