"""Tests of the programs in examples/."""

#: Those that do what programs with MIDI models do: one server has them all, `tests/browser/apps/midi_programs.py`.
IN_ONE_SERVER = ("daw_endpoint", "midi_player", "multitrack_model", "singing_synthesis", "singing_to_midi")
