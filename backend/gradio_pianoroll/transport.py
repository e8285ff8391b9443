"""How a score reaches the browser and how edits come back."""

from .delta import decode_delta, deflate, encode_delta, inflate
from .errors import TransportError
from .layers import decode_layers, encode_layers
from .peaks import decode_peaks, encode_peaks
from .score_stream import ScoreStream
from .snapshot import decode, encode, encode_exact, snapshot_hash
from .store import DocumentStore
from .value import PianoRollValue

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
