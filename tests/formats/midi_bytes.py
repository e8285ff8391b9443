"""Small MIDI files made with mido, whose texts are bytes of any encoding."""

import io

import mido
from mido import Message, MetaMessage


def meta(kind, text, encoding="utf-8", time=0):
    """A text event; mido writes each byte as a Latin-1 character."""
    member = "name" if kind in ("track_name", "instrument_name") else "text"
    return MetaMessage(kind, **{member: text.encode(encoding).decode("latin-1")}, time=time)


def note(pitch, length=96, velocity=80, channel=0, time=0):
    return [
        Message("note_on", note=pitch, velocity=velocity, channel=channel, time=time),
        Message("note_off", note=pitch, channel=channel, time=length),
    ]


def midi(*tracks, ppqn=96, kind=1):
    file = mido.MidiFile(ticks_per_beat=ppqn, type=kind)
    for messages in tracks:
        file.tracks.append(mido.MidiTrack(messages))
    stream = io.BytesIO()
    file.save(file=stream)
    return stream.getvalue()


def lyrics_by_mido(path):
    """(tick, text) of the lyrics of each track, read as UTF-8 by mido."""
    found = []
    for track in mido.MidiFile(path, charset="utf-8").tracks:
        tick, events = 0, []
        for message in track:
            tick += message.time
            if message.type == "lyrics":
                events.append((tick, message.text))
        found.append(events)
    return found


def raw(*bodies, division=96, kind=1, declared=None, head_size=6):
    """A file of chunk bodies in hexadecimal, with a header that may say anything."""
    head = kind.to_bytes(2, "big") + (len(bodies) if declared is None else declared).to_bytes(2, "big")
    head += division.to_bytes(2, "big") + bytes(head_size - 6)
    data = b"MThd" + head_size.to_bytes(4, "big") + head
    for body in bodies:
        content = bytes.fromhex(body) if isinstance(body, str) else body
        data += b"MTrk" + len(content).to_bytes(4, "big") + content
    return data
