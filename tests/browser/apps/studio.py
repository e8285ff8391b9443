"""The studio itself."""

from gradio_pianoroll.studio import build_app

app = build_app()

if __name__ == "__main__":
    app.launch()
