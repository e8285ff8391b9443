"""What the studio says: in both languages, to the right people."""

from types import SimpleNamespace

import pytest

from gradio_pianoroll.score import NoteTable, Score, TempoMap
from gradio_pianoroll.studio.describe import clock, describe, status_line
from gradio_pianoroll.studio.panels.save import file_name
from gradio_pianoroll.studio.texts import language_of, say


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("en-US,en;q=0.9", "en"),
        ("en;q=0.5, ko;q=0.7", "ko"),
        ("fr,ko;q=0.3,en;q=0.9", "en"),
        ("de-DE", "en"),
        ("", "en"),
        ("ko;q=high", "en"),
    ],
)
def test_the_browser_chooses_the_language(header, language):
    assert language_of(SimpleNamespace(headers={"accept-language": header})) == language


def test_without_a_request_it_is_english():
    assert language_of(None) == "en"
    assert say("en", "saved", name="a.mid") == "Saved a.mid."
    assert say("ko", "saved", name="a.mid") == "a.mid 파일로 저장했습니다."


def test_a_score_in_one_line():
    notes = NoteTable.from_columns(onset_beats=[0, 119], duration_beats=1, pitch=60)
    score = Score(notes=notes, tempo_map=TempoMap(90), name="<b>Tune</b>")
    text = describe(score, "en")
    assert "&lt;b&gt;Tune&lt;/b&gt;" in text
    for fact in ("2 notes", "1:20", "90 bpm", "4/4"):
        assert f"<span>{fact}</span>" in text
    assert "음표 2개" in describe(score, "ko")
    assert "제목 없음" in describe(Score(), "ko")
    one = Score.from_dict({"notes": [{"start": 0, "duration": 80, "pitch": 60}]})
    assert ">1 note<" in describe(one, "en")
    assert ">음표 1개<" in describe(one, "ko")
    assert clock(0) == "0:00"
    assert clock(3725) == "62:05"


def test_file_names_cannot_break_the_page_or_leave_their_folder():
    assert "<script>" not in status_line("<script>alert(1)</script>", failed=True)
    assert file_name(Score(name="../../etc/pass:wd"), ".mid") == "etc pass wd.mid"
    assert file_name(Score(), ".json") == "score.json"
    assert file_name(Score(name="아리랑 · Arirang"), ".mid") == "아리랑 · Arirang.mid"
    assert len(file_name(Score(name="x" * 300), ".mid")) == 84
