"""A roll whose every text is a trap, and one half of a character."""

import gradio as gr

from gradio_pianoroll import PianoRoll

TRAP = '"><img src=x onerror="window.__run=1"><script>window.__run=1</script><svg onload="window.__run=1">'
HALF = "a\ud800b\u202ec"
note = {"start": 0, "duration": 320, "pitch": 60, "lyric": TRAP, "phoneme": TRAP, "id": TRAP}
half = {"start": 400, "duration": 320, "pitch": 62, "lyric": HALF}
value = {
    "notes": [note, half],
    "name": TRAP,
    "tracks": [{"name": TRAP, "color": TRAP}],
    "segment_data": [{"start": 0, "end": 1, "type": TRAP, "value": TRAP}],
    "line_data": {
        TRAP: {"color": TRAP, "yAxisLabel": TRAP, "unit": TRAP, "data": [{"x": 0, "y": 0}, {"x": 80, "y": 1}]}
    },
    "title": TRAP,
}
with gr.Blocks() as demo:
    PianoRoll(value, label=TRAP)

if __name__ == "__main__":
    demo.launch()
