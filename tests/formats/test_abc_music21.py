"""ABC as music21 reads it, on its own corpus: pitches, onsets, lengths and chord symbols; it reads no lyrics of ABC.

Where the two differ, music21 does not follow the standard (found with tunes of a line each):

- It lets no accidental hold to the end of its bar (standard, 4.2). Both read the bars as if none did.
- A broken rhythm with a decoration or an annotation before its second note (`B>.A`) is lost (standard, 4.20).
- It moves the folder `josquin` by octaves, by clefs and `-8va`, one voice and not the next: left out here.
- A note before `::` is lost; grace notes, ties from chord to chord and `Z2` are read otherwise.

So tunes are compared without decorations, annotations and grace notes, and without those that have the rest.
"""

import random
import re
from collections import Counter

import pytest

pytest.importorskip("music21")

from tests.formats.abc_readers import CORPUS, by_music21, by_us, tunes_of

# Folders of the corpus, and how many of their tunes are drawn.
FOLDERS = {
    "airdsAirs": 20,
    "essenFolksong": 20,
    "nottingham-dataset": 1,
    "oneills1850": 20,
    "ryansMammoth": 20,
}
TEXTS = re.compile(r'"(?:[^A-G"][^"]*|[A-G][a-z]{3,}[^"]*)"|![^! ]*!|\{[^}]*\}')
SIGNS = re.compile(r"[.~HLMOPRSTuvk](?=[\s({\[^_=A-Ga-guvSTHz|.:\-\"])")
NOT_ALIKE = re.compile(r"[A-Ga-g][,'\d/]*::|\][\d/]*-|[A-Ga-g][\d/]*-[A-G,'a-g\d/]*\]|Z|\[\[|<-|>-|\+")


def comparable(tune):
    """The tune without what music21 is known to read otherwise; None where that is not possible."""
    lines, is_body = [], False
    for line in tune.split("\n"):
        if is_body and not re.match("[A-Za-z]:", line):
            line = TEXTS.sub("", line)
            line = SIGNS.sub("", SIGNS.sub("", line))
            line = re.sub(r"[()](?!\d)", "", line)
            if NOT_ALIKE.search(line):
                return None
        if line.startswith("K:") and not is_body:
            lines.append("%%propagate-accidentals not")
            is_body = True
        lines.append(line)
    return "\n".join(lines)


def drawn(folder, count):
    tunes = [
        (file.name, tune)
        for file in sorted((CORPUS / folder).glob("*.abc"))
        for tune in tunes_of(file.read_text(encoding="utf-8", errors="replace"))
    ]
    picked = random.Random(folder).sample(tunes, min(len(tunes), 2 * count))
    return [(name, same) for name, tune in picked if (same := comparable(tune)) is not None][:count]


@pytest.mark.parametrize("folder", FOLDERS)
def test_notes_and_chord_symbols_are_the_same(folder):
    tunes = drawn(folder, FOLDERS[folder])
    assert len(tunes) == FOLDERS[folder]
    different = []
    for name, tune in tunes:
        notes, _, chords = by_music21(tune)
        ours, score = by_us(tune)
        symbols = sorted(round(m.beat * 15_360) for m in score.markers if m.extra.get("kind") == "chord")
        # music21 knows not every chord.
        if ours != notes or not Counter(at for _, at, _ in chords.elements()) <= Counter(symbols):
            different.append(
                (
                    name,
                    tune.split("\n")[0],
                    sorted((notes - ours).elements())[:3],
                    sorted((ours - notes).elements())[:3],
                )
            )
    assert different == []
