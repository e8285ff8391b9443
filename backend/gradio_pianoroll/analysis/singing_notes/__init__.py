"""Notes as listeners hear them in a voice: a small network, trained on rendered songs, and the cheapest way through."""
