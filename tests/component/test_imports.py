"""The package costs nothing until something of it is used."""

import subprocess
import sys

import gradio_pianoroll

HEAVY = ("numpy", "gradio", "librosa", "soundfile", "symusic", "scipy")


def loaded_after(code):
    show = f"import sys; {code}; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    return subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True).stdout.split()


def test_the_import_is_light():
    assert loaded_after("import gradio_pianoroll") == []
    assert loaded_after("from gradio_pianoroll import Score; Score()") == ["numpy"]
    assert "gradio" not in loaded_after("from gradio_pianoroll import PianoRollValue; PianoRollValue()")
    assert not {"librosa", "soundfile", "symusic", "scipy"} & set(
        loaded_after("from gradio_pianoroll import PianoRoll")
    )


def test_every_public_name_is_there():
    for name in gradio_pianoroll.__all__:
        assert getattr(gradio_pianoroll, name) is not None
    assert set(gradio_pianoroll.__all__) <= set(dir(gradio_pianoroll))
    assert not hasattr(gradio_pianoroll, "nothing_of_that_name")
