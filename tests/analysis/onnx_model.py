"""A small ONNX model written by hand: frames of the sound, averaged and scaled, are its F0. No package needed.

Only the fields of the ONNX protobuf schema (onnx/onnx.proto) that it needs.
"""

import struct

FLOAT, INT64 = 1, 7


def _varint(value):
    out = b""
    while True:
        value, low = value >> 7, value & 127
        out += bytes([low | (128 if value else 0)])
        if not value:
            return out


def _number(field, value):
    return _varint(field << 3) + _varint(value)


def _bytes(field, data):
    data = data.encode() if isinstance(data, str) else data
    return _varint(field << 3 | 2) + _varint(len(data)) + data


def _dimension(size):
    return _bytes(1, _bytes(2, size) if isinstance(size, str) else _number(1, size))


def _value(name, shape):
    tensor = _number(1, FLOAT) + _bytes(2, b"".join(_dimension(size) for size in shape))
    return _bytes(1, name) + _bytes(2, _bytes(1, tensor))


def _node(kind, inputs, output, *attributes):
    body = b"".join(_bytes(1, name) for name in inputs) + _bytes(2, output) + _bytes(4, kind)
    return body + b"".join(_bytes(5, attribute) for attribute in attributes)


def _tensor(name, data_type, values):
    packed = struct.pack(f"<{len(values)}{'f' if data_type == FLOAT else 'q'}", *values)
    return _number(1, len(values)) + _number(2, data_type) + _bytes(8, name) + _bytes(9, packed)


def write_model(path, *, sr=16_000, hop=160, gain=1000.0, output="f0", rank=1, metadata=True):
    """F0 = gain × mean of each `hop` samples; input `audio` of shape (n,) or (1, n), n a multiple of the hop."""
    nodes = [
        _node("Reshape", ["audio", "shape"], "frames"),
        _node("ReduceMean", ["frames", "axes"], "mean", _bytes(1, "keepdims") + _number(3, 0) + _number(20, 2)),
        _node("Mul", ["mean", "gain"], output),
    ]
    constants = [_tensor("shape", INT64, [-1, hop]), _tensor("axes", INT64, [1]), _tensor("gain", FLOAT, [gain])]
    shape = ["n"] if rank == 1 else [1, "n"]
    graph = b"".join(_bytes(1, node) for node in nodes) + _bytes(2, "g")
    graph += b"".join(_bytes(5, constant) for constant in constants)
    graph += _bytes(11, _value("audio", shape)) + _bytes(12, _value(output, ["frames"]))
    model = _number(1, 9) + _bytes(7, graph) + _bytes(8, _bytes(1, "") + _number(2, 18))
    if metadata:
        for key, value in (("model_sr", sr), ("model_hop_length", hop)):
            model += _bytes(14, _bytes(1, key) + _bytes(2, str(value)))
    path.write_bytes(model)
    return path
