"""Programs that benchmarks start: `python -m benchmarks.apps.<name>`, sizes in `BENCH_…` variables."""
