"""The processor: never in the producer's way, exact in what it counts, clean when it ends."""

import gc
import threading
import weakref

import numpy as np
import pytest

from gradio_pianoroll.realtime import Level, Peak, RealtimeError, RealtimeProcessor, feed

WAIT_S = 60


def _threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


class Gate:
    """An analyser that is held up until the test lets it go."""

    name = "gate"

    def __init__(self) -> None:
        self.open, self.entered = threading.Event(), threading.Event()
        self.positions: list[int] = []

    def process(self, block):
        self.entered.set()
        assert self.open.wait(WAIT_S)
        self.positions.append(block.position)
        return block.position

    def finish(self):
        return None

    def restart(self):
        self.positions.clear()


def test_blocks_are_put_together_from_pieces_of_any_length():
    rng = np.random.default_rng(1)
    sound = rng.uniform(-1, 1, 10_000).astype(np.float32)
    pieces = np.split(sound, np.sort(rng.integers(0, 10_000, 37)))
    found = []
    with RealtimeProcessor(256, process=lambda block: block.copy(), capacity_blocks=64) as processor:
        for piece in pieces:
            processor.add_audio(piece)
    for result in processor.results():
        assert result.position == sum(map(len, found))
        found.append(result.values["process"])
    assert np.array_equal(np.concatenate(found), sound)
    assert {len(block) for block in found[:-1]} == {256}


def test_results_can_be_waited_for():
    with RealtimeProcessor(64, analysers=[Peak()]) as processor:
        assert processor.get_result(0.0) is None
        processor.add_audio(np.full(64, -0.5, np.float32))
        assert processor.get_result(WAIT_S).values == {"peak": 0.5}
    assert processor.get_result() is None


@pytest.mark.parametrize(
    ("drop", "kept"), [("oldest", [0, *range(16, 20)]), ("newest", list(range(5)))], ids=["oldest", "newest"]
)
def test_a_stalled_worker_never_holds_up_the_producer_and_drops_are_exact(drop, kept):
    gate = Gate()
    processor = RealtimeProcessor(32, analysers=[gate], capacity_blocks=4, drop=drop).start_processing()
    processor.add_audio(np.zeros(32, np.float32))
    assert gate.entered.wait(WAIT_S)
    # The worker is stuck in block 0; all of this returns at once or the test never ends.
    for _ in range(19):
        processor.add_audio(np.zeros(32, np.float32))
    stats = processor.stats()
    assert (stats.received, stats.dropped, stats.waiting) == (20, 15, 4)
    assert stats.pressure == "overloaded"
    gate.open.set()
    processor.stop(timeout_s=WAIT_S)
    assert gate.positions == [32 * number for number in kept]
    stats = processor.stats()
    assert stats.received == 20 == stats.processed + stats.dropped
    assert stats.received_samples == 20 * 32


def test_under_overload_what_is_analysed_is_new_and_everything_is_accounted_for():
    # Each block of 5 ms takes eight times as long; one may wait for four others.
    slow, behind_blocks = threading.Event(), []

    class Slow(Gate):
        def process(self, block):
            behind_blocks.append(processor.stats().received - 1 - block.position // 50)
            slow.wait(0.04)

    processor = RealtimeProcessor(50, sr=10_000, analysers=[Slow()], capacity_blocks=16, deadline_s=0.02)
    with processor:
        feed(processor, (np.zeros(50, np.float32) for _ in range(400)))
    stats = processor.stats()
    assert stats.processed + stats.dropped + stats.skipped_late == stats.received == 400
    assert stats.skipped_late >= 100
    # Without passing over blocks that are too old, it would always be behind by the whole ring.
    assert sorted(behind_blocks)[len(behind_blocks) // 2] <= 10
    assert stats.nbytes == 17 * 50 * 4


def test_a_mere_stall_loses_nothing_although_it_is_past_the_deadline():
    gate = Gate()
    processor = RealtimeProcessor(32, sr=1_000, analysers=[gate], capacity_blocks=16, deadline_s=0.001)
    gate.open.set()
    with processor:
        for _ in range(20):
            processor.add_audio(np.zeros(32, np.float32))
            assert processor.get_result(WAIT_S) is not None
        gate.open.clear()
        feed(processor, (np.zeros(32, np.float32) for _ in range(10)), speed=1.0)
        gate.open.set()
    stats = processor.stats()
    assert stats.processed == 30
    assert stats.dropped == stats.skipped_late == 0
    assert stats.late >= 1


def test_a_failing_analyser_is_counted_kept_and_costs_nothing_else():
    class Broken:
        name = "broken"
        restarts = 0

        def process(self, block):
            if block.position % 64 == 0:
                raise KeyError(f"no such thing at {block.position}")
            return 1

        def finish(self):
            raise RuntimeError("not even an end")

        def restart(self):
            self.restarts += 1

    broken = Broken()
    with RealtimeProcessor(32, analysers=[Level(), broken, Peak()], capacity_blocks=128) as processor:
        processor.add_audio(np.ones(32 * 100, np.float32))
    results = processor.results()
    assert [set(r.values) for r in results] == [{"level_db", "peak"}, {"level_db", "broken", "peak"}] * 50
    assert processor.stats().errors == {"broken": 51}
    assert broken.restarts == 1 + 51
    kept = processor.errors
    assert len(kept) == 32
    assert "no such thing at 3136" in kept[-2].traceback
    assert kept[-2].position == 3_136
    assert isinstance(kept[-1].error, RuntimeError)


def test_not_a_number_and_a_failing_listener_are_errors_too():
    def listener(_):
        raise OSError("cannot listen")

    with RealtimeProcessor(4, analysers=[Peak()], on_result=listener) as processor:
        processor.add_audio(np.array([0, np.nan, 0, 0], np.float32))
        processor.add_audio(np.zeros(4, np.float32))
    assert processor.stats().errors == {"peak": 1, "on_result": 2}
    assert [r.values for r in processor.results()] == [{}, {"peak": 0.0}]


def test_restart_is_a_new_stream_and_no_thread_stays():
    before = _threads()
    processor = RealtimeProcessor(16, analysers=[Peak()])
    for _ in range(3):
        processor.start_processing()
        with pytest.raises(RealtimeError, match="running already"):
            processor.start_processing()
        processor.add_audio(np.ones(40, np.float32))
        processor.stop()
        assert [r.position for r in processor.results()] == [0, 16, 32]
        assert processor.stats().received_samples == 40
    processor.stop()
    assert _threads() == before
    with pytest.raises(RealtimeError, match="not running"):
        processor.add_audio(np.ones(4, np.float32))


def _ends(thread) -> bool:
    thread.join(WAIT_S)
    return not thread.is_alive()


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "in a block"])
def test_a_processor_that_is_dropped_frees_its_thread_and_its_memory(busy):
    gate = Gate()
    processor = RealtimeProcessor(32, analysers=[gate]).start_processing()
    known, thread = weakref.ref(processor), processor._thread
    if busy:
        processor.add_audio(np.zeros(32, np.float32))
        assert gate.entered.wait(WAIT_S)
    del processor
    gate.open.set()
    assert _ends(thread)
    gc.collect()
    assert known() is None


def test_a_processor_that_only_its_own_listener_knows_is_dropped_too():
    class Listener:
        def __init__(self) -> None:
            self.processor = RealtimeProcessor(32, analysers=[Peak()], on_result=self.hear).start_processing()

        def hear(self, result) -> None:
            self.last = result

    listener = Listener()
    thread = listener.processor._thread
    listener.processor.add_audio(np.zeros(320, np.float32))
    del listener
    gc.collect()
    assert _ends(thread)


def test_stop_without_draining_throws_away_what_waits():
    gate = Gate()
    processor = RealtimeProcessor(8, analysers=[gate]).start_processing()
    processor.add_audio(np.zeros(8 * 10, np.float32))
    assert gate.entered.wait(WAIT_S)
    with pytest.raises(RealtimeError, match="still busy"):
        processor.stop(drain=False, timeout_s=0.05)
    gate.open.set()
    processor.stop(drain=False, timeout_s=WAIT_S)
    assert gate.positions == [0]
    assert not processor.running


def test_the_last_short_block_pushes_no_other_out():
    gate = Gate()
    processor = RealtimeProcessor(8, analysers=[gate], capacity_blocks=2).start_processing()
    processor.add_audio(np.zeros(8, np.float32))
    assert gate.entered.wait(WAIT_S)
    processor.add_audio(np.zeros(8 * 2 + 3, np.float32))
    threading.Timer(0.2, gate.open.set).start()
    processor.stop(timeout_s=WAIT_S)
    assert gate.positions == [0, 8, 16, 24]
    assert processor.stats().dropped == 0


def test_results_that_nobody_fetches_are_bounded_and_counted():
    with RealtimeProcessor(8, analysers=[Peak()], results_capacity=5, capacity_blocks=64) as processor:
        processor.add_audio(np.zeros(8 * 30, np.float32))
    assert [r.position // 8 for r in processor.results()] == list(range(25, 30))
    assert processor.stats().results_dropped == 25


def test_stopping_from_its_own_listener_is_refused_and_not_a_deadlock():
    processor = RealtimeProcessor(8, analysers=[Peak()], on_result=lambda _: processor.stop())
    with processor:
        processor.add_audio(np.zeros(8, np.float32))
    assert isinstance(processor.errors[0].error, RealtimeError)


@pytest.mark.parametrize(
    "bad", [np.zeros((2, 2, 2)), np.zeros(4, complex), np.zeros(4, np.uint8), np.array("text")], ids=str
)
def test_what_is_no_sound_is_refused_at_the_door(bad):
    with RealtimeProcessor(8, analysers=[Peak()]) as processor, pytest.raises(ValueError, match="block of sound"):
        processor.add_audio(bad)


def test_integers_and_channels_become_mono_at_full_scale():
    with RealtimeProcessor(2, process=lambda block: block.tolist()) as processor:
        processor.add_audio(np.array([[16_384, 0], [-32_768, -32_768]], np.int16))
    assert processor.results()[0].values["process"] == [0.25, -1.0]


@pytest.mark.parametrize("bad", [{"sr": 0}, {"buffer_size": 0}, {"deadline_s": 0}, {"results_capacity": 0}])
def test_impossible_settings_are_refused(bad):
    with pytest.raises(ValueError, match=r"must|at least"):
        RealtimeProcessor(**bad)
