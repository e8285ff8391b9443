"""Apps made from parts: a roll in a notebook, one that fills, one with an async handler, a benchmark of it all."""
