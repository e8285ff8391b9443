"""What an analysis found as files: tables, MIDI, TextGrid, a picture. The suffix chooses."""

from gradio_pianoroll.analysis.export.write import EXPORT_FORMATS, export_analysis

__all__ = ["EXPORT_FORMATS", "export_analysis"]
