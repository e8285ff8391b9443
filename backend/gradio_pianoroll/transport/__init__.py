"""How a score reaches the browser and how edits come back."""
