"""The ring: nothing is torn, nothing is counted twice, nobody waits."""

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradio_pianoroll.realtime import BlockRing


def _block(number: int, length: int = 8) -> np.ndarray:
    return np.full(length, number, np.float32)


@given(
    capacity=st.integers(1, 5),
    drop=st.sampled_from(["oldest", "newest"]),
    steps=st.lists(st.booleans(), max_size=60),
)
def test_ring_is_a_bounded_queue_with_that_policy(capacity, drop, steps):
    ring, model, pushed, lost = BlockRing(8, capacity, drop), [], 0, 0
    for push in steps:
        if push:
            if len(model) == capacity:
                lost += 1
                if drop == "oldest":
                    model.pop(0)
            taken = ring.push(_block(pushed), pushed * 8)
            if len(model) < capacity:
                model.append(pushed)
                assert taken
            else:
                assert not taken
            pushed += 1
        else:
            block = ring.take()
            if not model:
                assert block is None
            else:
                number = model.pop(0)
                assert block.position == number * 8
                assert np.array_equal(block.samples, _block(number))
        assert ring.waiting == len(model)
        assert ring.pushed == pushed
        assert ring.dropped == lost


@pytest.mark.parametrize("drop", ["oldest", "newest"])
def test_blocks_arrive_whole_and_in_order_between_two_threads(drop):
    total, ring, seen = 20_000, BlockRing(1_024, 4, drop), []
    done = threading.Event()

    def consume():
        while True:
            finished = done.is_set()
            block = ring.take()
            if block is None:
                if finished:
                    return
                ring.wait(1.0)
                continue
            first = block.samples[0]
            seen.append((block.position, int(first), bool((block.samples == first).all())))

    thread = threading.Thread(target=consume)
    thread.start()
    for number in range(total):
        ring.push(_block(number, 1_024), number * 1_024)
    done.set()
    ring.wake()
    thread.join(60)
    assert not thread.is_alive()
    assert all(whole and position == number * 1_024 for position, number, whole in seen)
    numbers = [number for _, number, _ in seen]
    assert numbers == sorted(set(numbers))
    assert len(seen) + ring.dropped == total == ring.pushed
    assert ring.waiting == 0


def test_ring_takes_no_more_memory_and_never_waits_without_a_consumer():
    ring = BlockRing(1_024, 16)
    size = ring.nbytes
    for number in range(5_000):
        ring.push(_block(number, 1_024), number * 1_024)
    assert ring.nbytes == size == 17 * 1_024 * 4
    assert ring.dropped == 5_000 - 16
    assert [ring.take().position // 1_024 for _ in range(16)] == list(range(4_984, 5_000))


@pytest.mark.parametrize("bad", [{"block_samples": 0}, {"capacity_blocks": 0}, {"drop": "all"}])
def test_impossible_rings_are_refused(bad):
    with pytest.raises(ValueError, match=r"block|drop"):
        BlockRing(**{"block_samples": 8, "capacity_blocks": 2, **bad})
