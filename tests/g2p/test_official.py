"""The 433 examples of the standard pronunciation (표준 발음법) by article.

The table was compiled from the text of 2017 (국립국어원), some rows from that of 1988 or the commentary; its last column says what is
doubtful. No lengths, no spaces in pronunciations; where the standard allows several, the first is the principal one.
"""

from collections import Counter

import pytest

from gradio_pianoroll.g2p import pronounce
from tests.g2p.tables import rows_of

ROWS = rows_of("standard_pronunciation.tsv")
# Rows that the rules do not say, with the reason: none.
OTHERWISE: dict[str, str] = {}


def test_the_table_is_whole():
    assert len(ROWS) == 433
    articles = Counter(int(row[0].rstrip("abc").split(".")[0]) for row in ROWS)
    assert set(articles) == {*range(5, 8), *range(9, 31)} - {8}


@pytest.mark.parametrize("article", sorted({row[0] for row in ROWS}))
def test_examples_are_said_as_the_article_says(article):
    wrong = []
    for _, spelling, pronunciations, *_ in (row for row in ROWS if row[0] == article):
        said = pronounce(spelling).replace(" ", "")
        # The principal form, where there are others.
        if said != pronunciations.split("/")[0] and spelling not in OTHERWISE:
            wrong.append((spelling, said, pronunciations))
    assert wrong == []


def test_all_examples_in_one_long_text_are_said_the_same():
    """Long texts take another way through the same tables."""
    spellings = [row[1] for row in ROWS]
    whole = pronounce("\n".join(spellings))
    assert whole.split("\n") == [pronounce(spelling) for spelling in spellings]
