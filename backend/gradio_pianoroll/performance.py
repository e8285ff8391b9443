"""What helps with very many notes and long recordings, under one name; each has its home where it belongs."""

from __future__ import annotations

from .analysis.asynchronous import async_audio_analysis
from .analysis.f0 import fast_f0_analysis
from .analysis.memory import optimize_audio_memory
from .apps.async_interface import create_async_interface
from .apps.pipeline_benchmark import run_performance_benchmark
from .apps.progressive import create_progressive_piano_roll, create_virtualized_pianoroll
from .batch import batch_process_audio
from .monitoring.memory import monitor_memory_usage, process_with_monitoring
from .monitoring.timing import benchmark
from .realtime import RealtimeProcessor
from .score.cleanup import cleanup_piano_roll_data
from .score.compact import optimize_frontend_data
from .score.reduce import optimize_large_note_count
from .settings import get_optimized_config

__all__ = [
    "RealtimeProcessor",
    "async_audio_analysis",
    "batch_process_audio",
    "benchmark",
    "cleanup_piano_roll_data",
    "create_async_interface",
    "create_progressive_piano_roll",
    "create_virtualized_pianoroll",
    "fast_f0_analysis",
    "get_optimized_config",
    "monitor_memory_usage",
    "optimize_audio_memory",
    "optimize_frontend_data",
    "optimize_large_note_count",
    "process_with_monitoring",
    "run_performance_benchmark",
]
