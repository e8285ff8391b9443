"""The song that players in every language play alike; tests/vectors/make_soundfont_song.py says how."""

import json
from pathlib import Path

import numpy as np

from gradio_pianoroll.synth import stream_soundfont
from tests.vectors.make_soundfont_song import STRIDE, small_font, song

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/soundfont_song.json").read_text())


def test_the_song_sounds_as_in_the_vectors(tmp_path):
    path = tmp_path / "small.sf2"
    path.write_bytes(small_font())
    sound = np.concatenate(list(stream_soundfont(song(), path, VECTORS["sr"])))
    for side, said in zip(sound.T, (VECTORS["left"], VECTORS["right"]), strict=True):
        np.testing.assert_allclose(side[::STRIDE], said, atol=1e-6)
    assert max(map(abs, VECTORS["left"])) > 0.03
