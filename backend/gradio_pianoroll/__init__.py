"""A fast piano roll for Gradio."""
