"""One file per question, each with its peer. `gradio-pianoroll bench NAME` runs one, `make bench` all."""
