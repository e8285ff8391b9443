"""What a page shows of an error is in the language of its visitor."""

import ast
import re
import types
from pathlib import Path

import gradio as gr
import pytest
from gradio.context import LocalContext

import gradio_pianoroll
from gradio_pianoroll import PianoRoll
from gradio_pianoroll.errors import FormatError
from gradio_pianoroll.i18n.page import page_error, page_sentence
from gradio_pianoroll.i18n.reasons import reason_in
from gradio_pianoroll.i18n.sentence import Sentence

PACKAGE = Path(gradio_pianoroll.__file__).parent
ROOMS = ("session", "wire", "component.py", "server_functions.py", "utils/templates")
# What a program gets to read: the page has no field for it.
FOR_PROGRAMS = re.compile(r"^x$")


def literals():
    """The first argument of each TransportError and page_error, with an x for what is put in."""
    for room in ROOMS:
        files = [PACKAGE / room] if room.endswith(".py") else sorted((PACKAGE / room).rglob("*.py"))
        for file in files:
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
                    continue
                said = node.args[0]
                if node.func.id not in ("TransportError", "page_error"):
                    continue
                if isinstance(said, ast.Constant):
                    yield f"{file.name}:{node.lineno}", said.value
                elif isinstance(said, ast.JoinedStr):
                    parts = [
                        part.value if isinstance(part, ast.Constant) else "'x'" if part.conversion == 114 else "x"
                        for part in said.values
                    ]
                    yield f"{file.name}:{node.lineno}", "".join(parts)


def test_every_sentence_that_reaches_a_page_has_a_korean_one():
    found = list(literals())
    assert len(found) > 30
    english = [
        (where, said)
        for where, said in found
        if not re.search("[가-힣]", reason_in("ko", said)) and not FOR_PROGRAMS.search(said)
    ]
    assert english == []


@pytest.fixture
def asked():
    """`asked("ko")`: what follows is done for a visitor who reads that language."""
    marks = []

    def ask(language):
        request = types.SimpleNamespace(headers={"accept-language": f"{language};q=1"})
        marks.append(LocalContext.request.set(request))

    yield ask
    for mark in reversed(marks):
        LocalContext.request.reset(mark)


def test_a_page_error_is_in_the_language_of_the_visitor_and_english_for_programs(asked):
    said = Sentence("document.gone")
    assert said == "the server does not have this score any more; reload the page or open it again"
    assert str(page_error(said).message) == said
    asked("ko")
    assert page_error(said).message == "서버에 이 악보가 없습니다. 페이지를 새로 고치거나 파일을 다시 여세요"
    assert page_sentence(FormatError("song.mid", Sentence("file.missing"))) == "song.mid: 그런 파일이 없습니다"
    asked("fr")
    assert page_error(said).message == said


def test_a_value_that_is_none_is_refused_in_korean(asked):
    roll = PianoRoll()
    asked("ko")
    with pytest.raises(gr.Error) as caught:
        roll.data_model.model_validate([1, 2, 3])
    assert re.search("[가-힣]", caught.value.message), caught.value.message
