"""What readers and analysis say to a page is said in its language: every sentence in their code carries its key."""

import ast
import copy
import pickle
import re
import string
import warnings
from pathlib import Path

import pytest

import gradio_pianoroll
from gradio_pianoroll.errors import FormatError, PianoRollWarning, collected_warnings
from gradio_pianoroll.i18n import LANGUAGES, texts
from gradio_pianoroll.i18n.filled import filled
from gradio_pianoroll.i18n.reasons import reason_in
from gradio_pianoroll.i18n.recognised import recognised
from gradio_pianoroll.i18n.sentence import SECTION, Sentence, joined, listed, named, sentence_of

PACKAGE = Path(gradio_pianoroll.__file__).parent
# Whose errors and warnings a page shows: files that it opens and saves, values of the dict form, the analysis.
ROOMS = (
    "formats",
    "score/dictform",
    "score/problems.py",
    "score/bars.py",
    "score/curve.py",
    "score/segment.py",
    "score/tempo_map.py",
    "score/track.py",
    "score/units.py",
    "value/written_times.py",
    "analysis",
    "session",
    "g2p",
    "live",
    "realtime/sessions.py",
    "extras.py",
)
# What only a program can do wrong, by room: arguments that no page gives.
FOR_PROGRAMS = {
    "formats/interop": "forms of other libraries",
    "formats/alignment.py": "its functions are not a page's",
    "formats/audio_stream.py": "arguments of arrays",
    "formats/audio_write.py": "arguments of arrays",
    "score/problems.py": "on_error",
    "analysis/blob_store.py": "parameters of a store",
    "analysis/bs1770.py": "a meter that is fed block by block",
    "analysis/compare.py": "no page compares two analyses by it",
    "analysis/compiled.py": "types of kernels",
    "analysis/features.py": "a weighting has a choice",
    "analysis/lattice/base.py": "arrays of a kept lattice, which is made anew",
    "analysis/lattice/keep.py": "files of a kept lattice, which is made anew",
    "analysis/lattice/machine.py": "what the model excludes",
    "analysis/lattice/rules.py": "pins without their path",
    "analysis/lattice/source.py": "a sound that is fed block by block",
    "analysis/loudness.py": "reference and weighting",
    "analysis/memory.py": "sound by the piece",
    "analysis/notes.py": "columns of one length",
    "analysis/one_pass.py": "names of raw features",
    "analysis/onsets.py": "columns of one length",
    "analysis/pyin/decoder.py": "a stream that is read out of order",
    "analysis/pyin/stream.py": "a stream that is fed block by block",
    "session/roll_session.py": "values of a handler",
    "session/score_stream.py": "values of a handler",
    "session/sound.py": "values of a handler",
    "realtime/sessions.py": "the number of sessions, in the environment",
    "session/proposing.py": "what a handler proposes",
}
SPEAKS = re.compile(r"(Error|Warning)$|^(warn|warn_of|say|_warn|_say|add|leave_out)$")
NO_SPEECH = re.compile(r"^(KeyError|IndexError|AttributeError|NotImplementedError)$")


def files():
    for room in ROOMS:
        yield from [PACKAGE / room] if room.endswith(".py") else sorted((PACKAGE / room).rglob("*.py"))


def called(node):
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def calls():
    for file in files():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield file.relative_to(PACKAGE).as_posix(), node


def is_english(node):
    """A literal of words, which no other language is known of."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.Constant) and re.search("[a-z]{2}", part.value) for part in node.values)
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value


def test_every_error_and_warning_of_readers_and_analysis_is_a_sentence_with_a_key():
    english, spoken = [], 0
    for file, node in calls():
        if not SPEAKS.search(called(node)) or NO_SPEECH.search(called(node)) or called(node) == "warning":
            continue
        spoken += 1
        is_for_programs = any(file == room or file.startswith(f"{room}/") for room in FOR_PROGRAMS)
        if not is_for_programs and any(is_english(argument) for argument in node.args):
            english.append(f"{file}:{node.lineno}: {ast.unparse(node)[:120]}")
    assert spoken > 300
    assert english == []


def keys_in_code():
    """Keys of all sentences that are made in the package, with the names of their values."""
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or called(node) != "Sentence" or not node.args:
                continue
            key = node.args[0]
            options = [key.body, key.orelse] if isinstance(key, ast.IfExp) else [key]
            names = {keyword.arg for keyword in node.keywords}
            for option in options:
                if isinstance(option, ast.Constant):
                    yield file.name, node.lineno, re.escape(option.value), names
                elif isinstance(option, ast.JoinedStr):
                    parts = [re.escape(p.value) if isinstance(p, ast.Constant) else r"\w+" for p in option.values]
                    yield file.name, node.lineno, "".join(parts), names


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_that_is_made_is_there_in_every_language_with_its_gaps(language):
    known = texts(language, SECTION)
    made, wrong = set(), []
    for file, line, pattern, names in keys_in_code():
        fitting = {key for key in known if re.fullmatch(pattern, key)}
        made |= fitting
        if not fitting:
            wrong.append(f"{file}:{line}: {pattern}")
        for key in fitting:
            gaps = {name for _, name, _, _ in string.Formatter().parse(known[key]) if name is not None}
            # None stands for `**values`.
            if gaps != names and None not in names:
                wrong.append(f"{file}:{line}: {key} has the gaps {sorted(gaps)}, not {sorted(names)}")
    assert wrong == []
    # Nor is there one that nobody says.
    assert set(known) - made - {"named"} == set()


def test_a_sentence_is_its_english_text():
    sentence = Sentence("midi.no_end", count=3)
    assert sentence == "3 notes have no end; they last until the end of their track"
    assert sentence.in_language("ko") == "음표 3개에 끝이 없어 트랙 끝까지 이어집니다"
    assert sentence.in_language("fr") == sentence
    assert type(sentence.in_language("ko")) is str
    with pytest.raises(KeyError):
        Sentence("no such key")
    with pytest.raises(KeyError):
        Sentence("midi.no_end")


def test_errors_warnings_and_copies_keep_the_key():
    reason = Sentence("file.missing")
    error = FormatError("a.mid", reason)
    assert str(error) == "a.mid: there is no such file"
    assert reason_in("ko", ValueError(sentence_of(error))) == "a.mid: 그런 파일이 없습니다"
    assert type(str(error)) is str
    # What is told inside of another one.
    around = Sentence("audio.left_out", error=error)
    assert around == "audio_data is left out: a.mid: there is no such file"
    assert around.in_language("ko") == "소리를 뺐습니다: a.mid: 그런 파일이 없습니다"
    for same in (pickle.loads(pickle.dumps(around)), copy.deepcopy(around)):
        assert (same, same.in_language("ko")) == (around, around.in_language("ko"))
    with collected_warnings() as told, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.warn(named("a.mid", Sentence("csv.no_curve")), PianoRollWarning, stacklevel=1)
    assert [reason_in("ko", warning) for warning in told] == ["a.mid: 시간 옆에 곡선이 없습니다"]


def test_enumerations():
    words = [Sentence("word.phonemes"), Sentence("word.lyrics"), Sentence("word.curves")]
    assert joined(words) == "phonemes and lyrics and curves"
    assert listed(words) == "phonemes, lyrics, curves"
    assert joined(words).in_language("ko") == "음소, 가사, 곡선"


def test_a_sentence_that_became_text_is_said_in_other_languages_again():
    """A database of results, a log: what they keep has no key any more."""
    assert recognised("nothing that anybody says", "ko") is None
    assert recognised("a: " * 100_000 + " notes have no end; they last", "ko") is None
    for key, english in texts("en", SECTION).items():
        values = {name: f"v{number}" for number, name in enumerate(gaps_of(english), 3)}
        said = filled(without_forms(english), values)
        korean = recognised(said, "ko")
        if korean is not None:
            assert korean in said_in_korean(english, values)
            assert recognised(f"a: b.wav: {said}", "ko") == f"a: b.wav: {korean}"
        else:
            assert sum(character.isalpha() for character in re.sub(r"\{.*?\}", "", english)) < 14, key


def said_in_korean(english, values):
    """All that the English may mean: two sentences that are one there may be two in Korean."""
    return [
        filled(without_forms(texts("ko", SECTION)[key]), dict(zip(gaps_of(text), values.values(), strict=True)))
        for key, text in texts("en", SECTION).items()
        if re.sub(r"\{.*?\}", "{}", text) == re.sub(r"\{.*?\}", "{}", english)
    ]


def gaps_of(text):
    return list(dict.fromkeys(name for _, name, _, _ in string.Formatter().parse(text) if name))


def without_forms(text):
    return re.sub(r"(?<!\{)\{(\w+)(![a-z])?(:[^}|]*)?\}", r"{\1}", text)
