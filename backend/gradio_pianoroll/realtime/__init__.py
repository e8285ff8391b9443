"""Sound that is analysed while it comes.

`RealtimeProcessor` analyses one stream in a thread of its own and never holds up who feeds it; `sources` feeds it from
arrays, files and sound devices; `LiveSessions` keeps the streams of many users of a server apart and bounded.
"""

from gradio_pianoroll.realtime.analysers import Analyser, F0Update, Level, Onsets, Peak, StreamingF0, default_analysers
from gradio_pianoroll.realtime.histogram import LatencyHistogram, LatencySummary
from gradio_pianoroll.realtime.processor import RealtimeError, RealtimeProcessor
from gradio_pianoroll.realtime.ring import Block, BlockRing
from gradio_pianoroll.realtime.sessions import (
    LiveBusyError,
    LiveError,
    LiveOptions,
    LiveSession,
    LiveSessions,
    UnknownSessionError,
)
from gradio_pianoroll.realtime.sources import DeviceError, DeviceSource, blocks_of, feed, feed_file
from gradio_pianoroll.realtime.stats import AnalyserError, BlockResult, ProcessorStats

__all__ = [
    "Analyser",
    "AnalyserError",
    "Block",
    "BlockResult",
    "BlockRing",
    "DeviceError",
    "DeviceSource",
    "F0Update",
    "LatencyHistogram",
    "LatencySummary",
    "Level",
    "LiveBusyError",
    "LiveError",
    "LiveOptions",
    "LiveSession",
    "LiveSessions",
    "Onsets",
    "Peak",
    "ProcessorStats",
    "RealtimeError",
    "RealtimeProcessor",
    "StreamingF0",
    "UnknownSessionError",
    "blocks_of",
    "default_analysers",
    "feed",
    "feed_file",
]
