"""What things cost: repeated measurement, side by side, as ratios."""

from gradio_pianoroll.monitoring.measure import Report, Row, measure

__all__ = ["Report", "Row", "measure"]
