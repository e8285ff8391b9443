"""What things cost: memory, times, counters of a running program, and repeated measurement side by side."""

from gradio_pianoroll.monitoring.measure import Report, Row, measure
from gradio_pianoroll.monitoring.memory import MemoryMonitor, Monitored, monitor_memory_usage, process_with_monitoring
from gradio_pianoroll.monitoring.metrics import Metrics, Timing, get_metrics
from gradio_pianoroll.monitoring.prometheus import mount_metrics, prometheus_text
from gradio_pianoroll.monitoring.timing import benchmark

__all__ = [
    "MemoryMonitor",
    "Metrics",
    "Monitored",
    "Report",
    "Row",
    "Timing",
    "benchmark",
    "get_metrics",
    "measure",
    "monitor_memory_usage",
    "mount_metrics",
    "process_with_monitoring",
    "prometheus_text",
]
