"""What stands between words and at the ends of words: articles 20.2, 27 and 29.3, which ask for more than one word."""

from __future__ import annotations

from .boundary import Kind
from .hangul import ONSETS, VOWELS, coda_of, is_hangul, split
from .lists import named_lists

# Article 27: nouns that lean on a verb in -ㄹ, with how they may go on ("" is the end of the word, * is anything).
BOUND: dict[str, str] = {
    "것": "*", "거": "* ", "게": " 요", "걸": " 요", "겁": "니", "건": " 가데", "수": " 가는도를밖만록없있",
    "줄": " 은을도만이로", "데": " 가는도로를없에인와",
    "바": " 가는를에와", "적": " 에은이도", "듯": " 이한하해싶", "리": " ", "곳": " 이은을도에으", "뿐": " ",
    "법": " 하한해도이", "성": "싶", "도리": " 가는를도밖",
    "사람": " 이은을도만과아들", "시간": " 이은을도만과", "자신": " 이은을도만", "자격": " 이은을도",
    "작정": " 이은을인으", "지경": " 이은을인", "정도": " 로의가는인",
    "셈": " 이인", "즈음": " 에", "적에": " ", "생각": " 이은을도만에", "듯이": " ", "뻔": " ", "밖": "에",
    "바엔": " ", "바에": " ", "줄알": "*", "수있": "*",
    "수없": "*", "자리": " 가는를도", "방법": " 이은을도", "것같": "*", "상황": " 이은을도", "순간": " 이은을도에",
    "세상": " 이은을도에", "길": " 이은을도",
    "그날": " 이은을도까", "기회": " 가는를도", "동안": " 에은",
}  # fmt: skip
# What -ㄹ makes tense within a word, when the word goes on so.
ENDINGS: dict[str, str] = {
    "걸": " 요", "게": " 요", "게요": " ", "지": " 도", "지도": " ", "지몰": "*", "지모": "*", "지라": "*",
    "지언": "*", "수록": "*", "세라": " ", "진대": "*", "진": "대", "밖에": "*", "거야": "*", "거예": "*",
    "거에": "*", "거니": "*", "거다": "*", "거라": "*", "거였": "*", "거지": "*", "거면": "*", "것": "*",
    "수있": "*", "수없": "*", "수가": "*", "수는": "*", "수도": "*", "수밖": "*", "줄은": "*", "줄도": "*",
    "듯": "*", "지니": " ", "지어": "다", "쏘": "냐",
}  # fmt: skip
# Syllables of stems that end in ㄹ themselves: 알지 and 길게 are not tense, 알 수 is.
L_STEMS = set("알걸길날널놀늘달돌들떨말멀물밀벌불빌살설썰얼열울졸찔털틀팔풀헐흘굴글몰")
# Nouns and pronouns that end in ㄹ, which are no verbs.
NOUNS = frozenset(named_lists()["nouns that end in ㄹ"])
# Before -을, which may be the particle: stems of verbs.
VERBS_BEFORE_EUL = set(
    "있없않싶좋싫먹잊잃찾잡받믿웃울죽같많적작높깊넓닫듣걷묻씻벗놓닿쌓낳앉늦맞맑밝젊낫짓읽씹참남숨감안신넘앓옳싫입뽑굽돕눕업"
)

# Article 20, proviso: Sino-Korean parts behind a word that ends in ㄴ.
TAILS = set("란량력론료류령례로록")
# Words of two syllables that end so and are ㄹㄹ wherever they stand.
TWO_SYLLABLES = frozenset(named_lists()["words in ㄹㄹ"])
AFTER_TAIL = set("이가을를은는의과와에도만로까보라부")

# Article 29.3, over a space: words with an i or y that take ㄴ, with how they go on.
WITH_N: dict[str, str] = {
    "일": " 이은을도만과들에이나", "입": " 다고은을어었는던지게혀히으", "잎": "*", "이불": "*", "여섯": "*",
    "여덟": "*", "엿": " 이은을도", "연대": " ", "잎새": "*",
}  # fmt: skip
NUMERALS = set("일이삼사오육칠팔구십백천만")
I_OR_Y = frozenset(index for index, letter in enumerate(VOWELS) if letter in "ㅑㅒㅕㅖㅛㅠㅣ")


def goes_on(allowed: dict[str, str], word: str) -> bool:
    """Return True if a word begins with one of the table and goes on as the table says."""
    for length in (3, 2, 1):
        after = allowed.get(word[:length]) if len(word) >= length else None
        if after is not None and (after.startswith("*") or (word[length : length + 1] or " ") in after):
            return True
    return False


def word_at(text: str, place: int) -> str:
    """Hangul from a place to the end of its word."""
    end = place
    while end < len(text) and is_hangul(text[end]):
        end += 1
    return text[place:end]


def word_before(text: str, end: int) -> str:
    """Hangul up to a place, from the beginning of its word."""
    start = end
    while start > 0 and is_hangul(text[start - 1]):
        start -= 1
    return text[start:end]


def is_verb(word: str) -> bool:
    """Return True if a word in ㄹ may be a verb that goes with a noun (할, 잊을), as far as its letters tell."""
    last = word[-1]
    if word in NOUNS or last == "를":
        return False
    if last == "을" and len(word) > 1:
        return word[-2] in VERBS_BEFORE_EUL or coda_of(word[-2]) in "ㅆㅄㄶㅀㅎ"
    return last != "들" or len(word) == 1


def between_words(text: str, left: int, right: int) -> Kind:
    """Kind of the space between two words: text[left] and text[right] are the syllables at its sides."""
    coda = coda_of(text[left])
    onset, vowel, _ = split(text[right])
    letter = ONSETS[onset]
    if coda == "ㄹ" and letter in "ㄱㄷㅂㅅㅈ" and goes_on(BOUND, word_at(text, right)):
        # No noun goes before 듯.
        is_bound = text[right] == "듯" or is_verb(word_before(text, left + 1))
        return Kind.TENSE if is_bound else Kind.EDGE
    if letter == "ㅇ" and coda != " " and vowel in I_OR_Y:
        if text[left] == "못" and not (left > 0 and is_hangul(text[left - 1])):
            return Kind.INSERT
        word = word_at(text, right)
        if goes_on(WITH_N, word):
            is_number = word[0] == "일" and text[left] in NUMERALS
            return Kind.EDGE if is_number else Kind.INSERT
    return Kind.EDGE


def within_word(text: str, left: int) -> Kind:
    """Kind of the place behind text[left], of the articles that look at more than two syllables; PLAIN for nothing."""
    right = text[left + 1]
    coda = coda_of(text[left])
    if coda == "ㄹ" and right in _ENDING_FIRST:
        is_stem = text[left] in L_STEMS and right in "걸게지"
        if not is_stem and goes_on(ENDINGS, word_at(text, left + 1)):
            return Kind.TENSE
    elif coda == "ㄴ" and right in TAILS and left > 0 and is_hangul(text[left - 1]):
        after = text[left + 2 : left + 3]
        if (not is_hangul(after or " ") or after in AFTER_TAIL) and text[left] + right not in TWO_SYLLABLES:
            return Kind.NASAL
    return Kind.PLAIN


_ENDING_FIRST = {word[0] for word in ENDINGS}
#: Syllables behind which `within_word` may find something, by the coda before them.
WITHIN_FIRST = {"ㄹ": frozenset(_ENDING_FIRST), "ㄴ": frozenset(TAILS)}
WITHIN = frozenset().union(*WITHIN_FIRST.values())
