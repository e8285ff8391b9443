"""The store: what was put in comes out, from several threads and processes, and damage costs the damaged part."""

import logging
import multiprocessing
import sqlite3
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gradio_pianoroll.analysis.blob_store import BlobStore, BlobStoreError, content_digest, content_key

ARRAYS = st.dictionaries(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12).filter(
        lambda name: name != "__metadata__"
    ),
    hnp.arrays(
        st.sampled_from([np.float32, np.float64, np.int16, np.uint8, np.int64, np.bool_, np.float16]),
        hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=5),
    ),
    max_size=4,
)
META = st.dictionaries(
    st.text(max_size=8), st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
)


@given(ARRAYS, META)
@settings(max_examples=60, deadline=None)
def test_what_was_put_comes_back(tmp_path_factory, arrays, meta):
    with BlobStore(tmp_path_factory.mktemp("store") / "a.sqlite") as store:
        store.put("key", arrays, meta)
        blob = store.get("key")
        assert blob.meta == meta
        assert blob.arrays.keys() == arrays.keys()
        for name, array in arrays.items():
            assert blob.arrays[name].dtype == array.dtype
            np.testing.assert_array_equal(blob.arrays[name], array)
            assert not blob.arrays[name].flags.writeable
        assert store.size_bytes() > 0


def test_views_and_foreign_byte_order_are_stored_by_value(tmp_path):
    with BlobStore(tmp_path / "a.sqlite") as store:
        store.put("k", {"back": np.arange(6)[::-2], "swapped": np.arange(3, dtype=">f4"), "t": np.ones((2, 3)).T})
        arrays = store.get("k").arrays
    np.testing.assert_array_equal(arrays["back"], [5, 3, 1])
    np.testing.assert_array_equal(arrays["swapped"], [0, 1, 2])
    assert arrays["t"].shape == (3, 2)


def test_an_entry_is_replaced_deleted_and_found_again_by_another_store(tmp_path):
    with BlobStore(tmp_path / "deep" / "a.sqlite") as store:
        assert store.get("a") is None
        store.put("a", {"x": np.zeros(1000)})
        large = store.size_bytes()
        store.put("a", {"x": np.ones(3)}, {"n": np.float32(1.5), "list": np.arange(2)})
        store.put("b", {})
        assert store.size_bytes() < large
        assert store.keys() == ["a", "b"]
        assert "a" in store
        assert len(store) == 2
    with BlobStore(tmp_path / "deep" / "a.sqlite") as store:
        assert store.get("a").meta == {"n": 1.5, "list": [0, 1]}
        store.delete("a")
        store.delete("never there")
        assert "a" not in store
        store.delete("b")
        assert store.size_bytes() == 0


@pytest.mark.parametrize("bad", [np.array(["a"]), np.array([object()]), np.array([1j])])
def test_what_is_no_number_is_refused(tmp_path, bad):
    with BlobStore(tmp_path / "a.sqlite") as store:
        with pytest.raises(TypeError, match="'x' is"):
            store.put("k", {"x": bad})
        assert store.keys() == []


def test_least_recently_used_entries_make_room(tmp_path):
    def size(n):
        with BlobStore(tmp_path / "one.sqlite") as one:
            one.put("k", {"x": np.zeros(n)})
            return one.size_bytes()

    with BlobStore(tmp_path / "a.sqlite", max_bytes=4 * size(1000)) as store:
        for key in "abcd":
            store.put(key, {"x": np.zeros(1000)})
        assert store.keys() == ["a", "b", "c", "d"]
        store.get("a")
        store.put("e", {"x": np.zeros(1000)})
        assert store.keys() == ["a", "c", "d", "e"]
        store.put("huge", {"x": np.zeros(5000)})
        assert store.keys() == ["a", "c", "d", "e"]
        store.put("c", {"x": np.zeros(2500)})
        assert store.keys() == ["c", "e"]
        assert store.size_bytes() <= store.max_bytes


def test_a_damaged_entry_is_dropped_and_the_others_stay(tmp_path, caplog):
    path = tmp_path / "a.sqlite"
    with BlobStore(path) as store:
        for key in "abcd":
            store.put(key, {"x": np.arange(100.0)}, {"n": 1})
    with sqlite3.connect(path) as db:
        data = bytearray(db.execute("SELECT data FROM blobs WHERE key = 'a'").fetchone()[0])
        data[-3] ^= 1
        db.execute("UPDATE blobs SET data = ? WHERE key = 'a'", (bytes(data),))
        db.execute("UPDATE blobs SET data = substr(data, 1, 40) WHERE key = 'b'")
        db.execute("UPDATE blobs SET meta = '{' WHERE key = 'c'")
    db.close()
    with BlobStore(path) as store, caplog.at_level(logging.WARNING):
        assert [store.get(key) for key in "abc"] == [None] * 3
        assert len([r for r in caplog.records if "dropped" in r.message]) == 3
        assert store.keys() == ["d"]
        assert store.get("d").arrays["x"][99] == 99


@pytest.mark.parametrize("kind", ["text", "middle"])
def test_a_damaged_file_is_put_aside_and_begun_anew(tmp_path, caplog, kind):
    path = tmp_path / "a.sqlite"
    with BlobStore(path) as store:
        for i in range(50):
            store.put(str(i), {"x": np.arange(2000.0)})
    raw = bytearray(path.read_bytes())
    if kind == "text":
        raw = bytearray(b"this is no database " * 1000)
    else:
        raw[4096:40_960] = b"\xff" * (40_960 - 4096)
    path.write_bytes(raw)
    with caplog.at_level(logging.WARNING), BlobStore(path) as store:
        for i in range(50):
            store.get(str(i))
            store.put(str(i), {"x": np.full(10, i)})
        assert [int(store.get(str(i)).arrays["x"][0]) for i in range(50)] == [*range(50)]
    assert any("begun anew" in record.message for record in caplog.records)
    assert (tmp_path / "a.sqlite.broken").exists()


def test_a_store_that_cannot_be_made_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BlobStoreError, match=r"a\.sqlite: the store cannot be used"):
        BlobStore(tmp_path / "file" / "a.sqlite")
    with pytest.raises(ValueError, match="max_bytes"):
        BlobStore(tmp_path / "b.sqlite", max_bytes=0)
    store = BlobStore(tmp_path / "c.sqlite")
    store.close()
    store.close()
    with pytest.raises(BlobStoreError, match="closed"):
        store.get("a")


def test_a_full_disk_is_an_error_that_names_the_store_and_leaves_it_usable(tmp_path):
    with BlobStore(tmp_path / "a.sqlite") as store:
        store.put("small", {"x": np.arange(10)})
        store._connection.execute("PRAGMA max_page_count = 60")
        with pytest.raises(BlobStoreError, match=r"a\.sqlite: .*full"):
            store.put("large", {"x": np.zeros(1_000_000)})
        assert store.keys() == ["small"]
        store.put("other", {"x": np.arange(10)})
        assert store.get("other") is not None


WORKER = """
    import sys
    import numpy as np
    from gradio_pianoroll.analysis.blob_store import BlobStore

    path, worker = sys.argv[1], int(sys.argv[2])
    with BlobStore(path, max_bytes=40_000_000) as store:
        for i in range(60):
            store.put(f"{worker}-{i}", {"x": np.full(500, worker * 1000 + i)})
            store.put("shared", {"x": np.full(2000, worker)}, {"worker": worker})
            shared = store.get("shared")
            # Always one writer's entry, whole.
            assert (shared.arrays["x"] == shared.meta["worker"]).all()
"""


def test_several_processes_write_one_store(tmp_path):
    path = tmp_path / "a.sqlite"
    command = [sys.executable, "-c", textwrap.dedent(WORKER), str(path)]
    workers = [subprocess.Popen([*command, str(i)], stderr=subprocess.PIPE, text=True) for i in range(3)]
    for worker in workers:
        _, said = worker.communicate(timeout=200)
        assert worker.returncode == 0, said
    with BlobStore(path) as store:
        assert len(store) == 3 * 60 + 1
        for i in range(3):
            assert store.get(f"{i}-59").arrays["x"][0] == i * 1000 + 59


def test_several_threads_share_one_store(tmp_path):
    with BlobStore(tmp_path / "a.sqlite") as store, ThreadPoolExecutor(4) as pool:

        def work(worker):
            for i in range(40):
                store.put(f"{worker}-{i}", {"x": np.full(10, i)})
                assert store.get(f"{worker}-{i}").arrays["x"][0] == i
            return worker

        assert [*pool.map(work, range(4))] == [0, 1, 2, 3]
        assert len(store) == 160


def _in_child(store, answer):
    store.put("child", {"x": np.arange(3)})
    answer.put((store.get("parent").arrays["x"].tolist(), store.keys()))


def test_a_store_survives_a_fork(tmp_path):
    context = multiprocessing.get_context("fork")
    with BlobStore(tmp_path / "a.sqlite") as store:
        store.put("parent", {"x": np.arange(2)})
        answer = context.SimpleQueue()
        child = context.Process(target=_in_child, args=(store, answer))
        child.start()
        assert answer.get() == ([0, 1], ["child", "parent"])
        child.join()
        assert child.exitcode == 0
        assert store.get("child").arrays["x"].tolist() == [0, 1, 2]


def test_keys_name_content_and_parameters(tmp_path):
    audio = np.arange(1000, dtype=np.float32)
    key = content_key(audio, {"a": 1, "b": [2.5, None]})
    assert len(key) == 40
    assert key == content_key(audio.copy(), {"b": [np.float64(2.5), None], "a": np.int64(1)})
    (tmp_path / "a.bin").write_bytes(audio.tobytes())
    others = [
        content_key(audio, {"a": 2, "b": [2.5, None]}),
        content_key(audio.astype(np.float64), {"a": 1, "b": [2.5, None]}),
        content_key(audio.reshape(10, 100), {"a": 1, "b": [2.5, None]}),
        content_key(audio[::-1], {"a": 1, "b": [2.5, None]}),
        content_key(audio.tobytes(), {"a": 1, "b": [2.5, None]}),
        content_key(tmp_path / "a.bin", {"a": 1, "b": [2.5, None]}),
    ]
    assert len({key, *others}) == 7
    with pytest.raises(TypeError, match="parameter"):
        content_key(audio, {"a": object()})
    with pytest.raises(FileNotFoundError):
        content_digest(tmp_path / "missing")
