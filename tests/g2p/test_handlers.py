"""In a handler: what a roll sends comes back with phonemes, and programs of 0.0.9 that make their own go on."""

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.g2p import phonemes, phonemise

SONG = {
    "tempo": 120,
    "notes": [
        {"id": f"note_{i}", "start": 80 * i, "duration": 80, "pitch": 60, "velocity": 100, "lyric": lyric, "mine": i}
        for i, lyric in enumerate("국물이")
    ],
    "curve_data": {"loudness": {"data": [1, 2]}},
    "segment_data": [{"start": 0, "end": 1, "type": "word", "value": "국물"}],
}


def test_a_score_goes_through_a_roll_and_has_phonemes():
    roll = PianoRoll()
    value = roll.preprocess(roll.postprocess(SONG))
    back = roll.preprocess(roll.postprocess(phonemise(value.score)))
    assert [note["phoneme"] for note in back["notes"]] == ["g u ng", "m u", "r i"]
    # Nothing else is lost on the way.
    assert [(note["id"], note["mine"], note["lyric"]) for note in back["notes"]] == [
        (note["id"], note["mine"], note["lyric"]) for note in SONG["notes"]
    ]
    assert back["segment_data"][0]["value"] == "국물"


def test_the_default_value_of_a_roll():
    roll = PianoRoll()
    score = roll.preprocess(roll.postprocess(roll.value)).score
    assert len(score.notes) == 3
    assert phonemise(score).notes.phoneme.present().all()


def test_a_handler_of_the_first_demo():
    """It fills what is missing, note by note, in the dict form."""

    def fill(song):
        notes = []
        for note in song["notes"]:
            copied = note.copy()
            if copied.get("lyric") and not copied.get("phoneme"):
                copied["phoneme"] = " ".join(phonemes(copied["lyric"], notation="demo"))
            notes.append(copied)
        return {**song, "notes": notes}

    song = {**SONG, "notes": [{**SONG["notes"][0], "lyric": lyric, "id": lyric} for lyric in ("사랑", "라", "아")]}
    roll = PianoRoll()
    back = roll.preprocess(roll.postprocess(fill(roll.preprocess(roll.postprocess(song)))))
    assert [note["phoneme"] for note in back["notes"]] == ["s a l a ng", "l aa", "aa"]
