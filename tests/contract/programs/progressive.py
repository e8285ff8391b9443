"""`performance.create_progressive_piano_roll` with a loader."""

from gradio_pianoroll.performance import create_progressive_piano_roll


def load_full_note_data():
    return {"notes": [{"start": i * 20, "duration": 20, "pitch": 40 + i % 40} for i in range(9000)], "tempo": 140}


demo = create_progressive_piano_roll(load_full_note_data)

if __name__ == "__main__":
    demo.launch()
