"""What the component does, by purpose; `gradio_pianoroll.component` puts it together."""
