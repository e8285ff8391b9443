"""Fifty random edit sequences in the browser: undo-all gives the first document back, redo-all the last."""

from pathlib import Path

import pytest

from tests.browser.roll import RollPage

RANDOM_EDITS = Path(__file__).with_name("random_edits.js").read_text(encoding="utf-8").split("\n", 1)[1]


@pytest.mark.parametrize("block", range(5))
def test_undo_all_and_redo_all(serve, open_page, block):
    roll = RollPage(open_page(serve("editing").url))
    for seed in range(block * 10 + 1, block * 10 + 11):
        result = roll.eval(RANDOM_EDITS, seed * 7919)
        assert result["back"], (seed, result)
        assert result["forth"], (seed, result)
        assert result["done"] >= 10, result
        assert result["undone"] == result["done"]
