"""How a score reaches the browser and how edits come back."""

from .errors import TransportError
from .session.score_stream import ScoreStream
from .session.store import DocumentStore
from .value.value import PianoRollValue
from .wire.delta import decode_delta, deflate, encode_delta, inflate
from .wire.layers import decode_layers, encode_layers
from .wire.peaks import decode_peaks, encode_peaks
from .wire.snapshot import decode, encode, encode_exact, snapshot_hash

__all__ = [
    "DocumentStore",
    "PianoRollValue",
    "ScoreStream",
    "TransportError",
    "decode",
    "decode_delta",
    "decode_layers",
    "decode_peaks",
    "deflate",
    "encode",
    "encode_delta",
    "encode_exact",
    "encode_layers",
    "encode_peaks",
    "inflate",
    "snapshot_hash",
]
