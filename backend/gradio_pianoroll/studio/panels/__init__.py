"""One file per panel: what it shows and what it does."""
