"""The loop of a singing synthesizer: transcribe, correct notes, words and F0 in the roll, sing, correct again."""

import json
import tempfile
from pathlib import Path

import gradio as gr
import numpy as np

from gradio_pianoroll import PianoRoll, Score
from gradio_pianoroll.analysis import audio_to_score
from gradio_pianoroll.formats import save
from gradio_pianoroll.formats.audio import save_audio
from gradio_pianoroll.score import Set, edit
from gradio_pianoroll.synth import render
from gradio_pianoroll.utils import research

SR, FRAME_S = 24_000, 0.02


def example():
    """A voice to begin with, for those who have no recording at hand."""
    melody = Score.from_dict(research.from_midi_numbers([57, 60, 64, 60], durations=0.5))
    return str(save_audio(Path(tempfile.mkdtemp(), "voice.wav"), render(melody, SR, voice="flute", reverb=0), SR))


def transcribe(path):
    """Stands for theirs: notes and F0 of the recording, every syllable a "la"."""
    if not path:
        raise gr.Error("Choose or record a voice first.", print_exception=False)
    heard = audio_to_score(path, fmin=80, fmax=800)
    texts = [Set(heard.notes.id, "lyric", "la"), Set(heard.notes.id, "phoneme", "L AA1")]
    return heard.apply(texts)[0]


def model(target, control):
    """Stands for theirs: reads the file of its phrases and sings what stands there, as tones.

    By "melody" it follows the F0 of each frame, by "score" the pitch of each note.
    """
    sung = []
    for phrase in json.loads(Path(target).read_text(encoding="utf-8")):
        begin_s = phrase["time"][0] / 1000
        length_s, pitch = (np.array(phrase[name].split(), float) for name in ("duration", "note_pitch"))
        if control == "melody":
            hz = np.repeat(np.array(phrase["f0"].split(), float), int(FRAME_S * SR))
        else:
            hz = np.repeat(np.where(pitch > 0, 440 * 2 ** ((pitch - 69) / 12), 0), (length_s * SR).astype(int))
        silence = np.zeros(max(int(begin_s * SR) - sum(map(len, sung)), 0))
        sung += [silence, 0.3 * np.sin(2 * np.pi * np.cumsum(hz) / SR) * (hz > 0)]
    return (np.concatenate(sung) * 32_767).astype(np.int16)


def sing(roll, control, semitones):
    """What is on the roll becomes the file that the model reads; it is there to download, too."""
    score = edit.transpose(roll.score, int(semitones))
    target = save(score, Path(tempfile.mkdtemp(), "target.soulx.json"))
    return (SR, model(target, control)), str(target)


with gr.Blocks(title="Singing") as demo:
    with gr.Row():
        voice = gr.Audio(type="filepath", label="Voice", sources=["upload", "microphone"])
        with gr.Column():
            run = gr.Button("Transcribe", variant="primary")
            own = gr.Button("Example")
    roll = PianoRoll(Score(), interactive=True, label="What is sung", width="100%", height=420)
    with gr.Row():
        control = gr.Radio(["melody", "score"], value="score", label="Sing by")
        semitones = gr.Slider(-12, 12, 0, step=1, label="Shift (semitones)")
        again = gr.Button("Sing", variant="primary")
    with gr.Row():
        sound = gr.Audio(label="Sung", interactive=False)
        file = gr.File(label="Target")
    run.click(transcribe, voice, roll)
    own.click(example, None, voice).success(transcribe, voice, roll)
    again.click(sing, [roll, control, semitones], [sound, file])

if __name__ == "__main__":
    demo.launch()
