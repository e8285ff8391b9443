"""Eight users edit and analyse for half a minute: no error, and no memory that is not given back."""

import statistics

from benchmarks.load import soak

SECONDS = 30
# The store of remembered scores is still filling; what must not be there is memory in proportion to the edits.
MOST_MB = 60


def test_half_a_minute_of_eight_users():
    seen = soak(SECONDS)
    assert seen.errors == []
    assert len(seen.edits_ms) > 16
    used_mb = [mb for _, mb in seen.memory_mb]
    n = len(used_mb)
    assert n >= 4
    assert statistics.median(used_mb[3 * n // 4 :]) - statistics.median(used_mb[n // 4 : n // 2]) < MOST_MB
