"""How likely the letters of a language are: enough to tell in which of its encodings a text was written.

All numbers are natural logarithms of rough probabilities per character; sums over a text are compared.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

# What a character costs that the language does not have, and what cannot be decoded at all.
STRANGE, BROKEN = -11.0, -16.0
ASCII_LETTER = -3.0
# In texts of another script Latin letters are few.
FOREIGN_LETTER = -4.5
_PUNCTUATION = -6.0
_CAPITAL = -1.5
_ODD = -3.0
# How often a letter of a Latin alphabet bears a mark.
_MARKED = 0.06
_TYPOGRAPHY = "’‘“”„–—…«»¿¡°©®·\u00a0"


@dataclass(frozen=True)
class Language:
    """Language in one encoding.

    Attributes
    ----------
    encoding
        As Python names it.
    cost
        Logarithm of the probability of a character beyond ASCII.
    prior
        Added to the sum of a text: how likely the encoding is beforehand.
    together, lone
        Added for each two letters beyond ASCII that stand together, and for each that stands alone. Those of Latin
        alphabets are few; those of others make words; a character of East Asia is a syllable or a word by itself.
    """

    encoding: str
    cost: Callable[[str], float]
    prior: float = 0.0
    together: float = 0.0
    lone: float = 0.0

    @property
    def is_latin(self) -> bool:
        """True if most of its letters are those of ASCII."""
        return self.together < 0


def _table(costs: dict[str, float]) -> Callable[[str], float]:
    def cost(char: str) -> float:
        if char in costs:
            return costs[char]
        lower = char.lower()
        if lower != char and lower in costs:
            return costs[lower] + _CAPITAL
        return _PUNCTUATION if char in _TYPOGRAPHY else STRANGE

    return cost


def _latin(encoding: str, shares: str, prior: float = 0.0) -> Language:
    """Latin alphabet: its marked letters, each with its share of them in percent."""
    costs = {item[0]: math.log(_MARKED * int(item[1:]) / 100) for item in shares.split()}
    return Language(encoding, _table(costs), prior, together=_ODD)


def _alphabet(encoding: str, frequent: str, usual: str, rare: str, prior: float = 0.0) -> Language:
    """Another alphabet, in three parts by how often its letters are used."""
    costs: dict[str, float] = {}
    for letters, share in ((frequent, 0.62), (usual, 0.3), (rare, 0.08)):
        costs |= {letter: math.log(share / len(letters)) for letter in letters}
    return Language(encoding, _table(costs), prior, lone=_ODD)


def _cjk(encoding: str, frequent: str, cost_of_others: Callable[[str], float], prior: float = 0.0) -> Language:
    often = math.log(0.5 / len(frequent))
    known = frozenset(frequent)
    return Language(encoding, lambda char: often if char in known else cost_of_others(char), prior)


def _bytes_of(char: str, encoding: str) -> tuple[int, int]:
    data = char.encode(encoding, "replace")
    return (data[0], data[1]) if len(data) == 2 else (data[0], 0)


def _korean(char: str) -> float:
    if "가" <= char <= "힣":
        # The 2 350 syllables of KS X 1001 are those in use; the rest appears when other bytes are read as Korean.
        return -8.6 if min(_bytes_of(char, "cp949")) >= 0xA1 else -13.0
    return -8.0 if char in "·…「」『』♪♬♡♥★~～、。！？（）" else STRANGE


def _japanese(char: str) -> float:
    if "ぁ" <= char <= "ん":
        return -4.6
    if "ァ" <= char <= "ー":
        return -5.6
    if "ｦ" <= char <= "ﾟ":
        return -5.0
    if "一" <= char <= "鿿":
        # The first level of JIS X 0208 is sorted by reading, the second holds what is seldom used.
        return -9.4 if 0x88 <= _bytes_of(char, "cp932")[0] <= 0x98 else -13.0
    return -7.0 if "\u3000" <= char <= "\u303f" or char in "♪！？（）～・" else STRANGE


def _chinese(char: str) -> float:
    first, second = _bytes_of(char, "gb18030")
    if second >= 0xA1 and 0xB0 <= first <= 0xD7:
        return -8.9
    if second >= 0xA1 and 0xD8 <= first <= 0xF7:
        return -12.5
    return -8.0 if char in "，。！？：；、（）…—《》“”\u3000" else -14.0


def _traditional(char: str) -> float:
    if "一" <= char <= "鿿":
        return -9.2 if 0xA4 <= _bytes_of(char, "big5hkscs")[0] <= 0xC6 else -13.0
    return -8.0 if char in "，。！？：；、（）…—《》「」\u3000" else -14.0


_RUSSIAN = ("оеаинтсрвл", "кмдпуяыьгзбчйх", "жшюцщэфъё")
_HANGUL = (
    "이다는을에가의나하지고도를로서어기리사랑해니은한그대너내마음라아여운면게만자인보있없우오날들시눈길요네수일정말같것처럼속"
    "빛새영생별밤꿈바람노래피아노기타베이스드럼"
)
_SIMPLIFIED = (
    "的一是不了人我在有他这中大来上国个到说们为子和你地出道也时要就可以会那得生着爱心天无情想过去如果没能只让都对好多么"
    "什吗呢吧啊风雨月花梦夜美丽等起走回看见海水山亮代表东西南北春秋红白钢琴吉贝斯鼓弦乐主旋律伴奏"
)
_TRADITIONAL = (
    "的一是不了人我在有他這中大來上國個到說們為子和你地出道也時要就可以會那得生著愛心天無情想過去如果沒能只讓都對好多麼"
    "什嗎呢吧啊風雨月花夢夜美麗等起走回看見海水山亮代表東西南北春秋紅白鋼琴吉貝斯鼓弦樂主旋律伴奏"
)

LANGUAGES = (
    _latin("cp1252", "é50 è12 à14 ê8 ç5 ù2 â3 î2 ô3 û2 ë1 ï1 œ2"),  # French
    _latin("cp1252", "ü35 ä30 ö18 ß17"),  # German
    _latin("cp1252", "á22 é16 í20 ó24 ú7 ñ10 ü1"),  # Spanish
    _latin("cp1252", "ã26 á15 é15 ç15 ó8 ê8 í6 õ4 ú3 â3 à3 ô3"),  # Portuguese
    _latin("cp1252", "è38 à22 ò14 ù12 ì8 é6"),  # Italian
    _latin("cp1252", "ä58 ö30 å12"),  # Finnish, Swedish
    _latin("cp1252", "å32 ø38 æ28 é2"),  # Danish, Norwegian
    _latin("cp1252", "á14 ð25 é5 í14 ó9 ú7 ý3 þ12 æ7 ö9", -1.0),  # Icelandic
    _latin("cp1252", "é40 ë30 ï20 è5 ö5"),  # Dutch
    _latin("cp1254", "ı36 ü15 ş13 ç10 ğ10 ö8 â1 î1"),  # Turkish
    _latin("cp1250", "ą14 ę16 ł22 ó11 ś10 ż12 ź1 ć6 ń3", -1.5),  # Polish
    _latin("cp1250", "á17 č8 ď1 é9 ě12 í20 ň1 ó1 ř9 š7 ť1 ú2 ů4 ý7 ž8 ľ2 ä1 ô1", -1.5),  # Czech, Slovak
    _latin("cp1250", "á27 é30 í6 ó9 ö9 ő8 ü6 ű3 ú4", -1.5),  # Hungarian
    _latin("cp1250", "č32 š25 ž18 ć16 đ9", -1.5),  # Croatian, Slovene
    _latin("cp1250", "ă42 î14 â10 ş20 ţ14", -2.0),  # Romanian
    _alphabet("cp1251", *_RUSSIAN),
    _alphabet("cp1251", "оаинтеврсл", "кмдпуіягзбчйхь", "жшюцщєїфґ", -1.0),  # Ukrainian
    _alphabet("koi8-r", *_RUSSIAN, -2.0),
    _alphabet("cp866", *_RUSSIAN, -2.0),
    _alphabet("cp1253", "αοιετνσηυρ", "πκμλςόίάέγδθήώ", "ωχύφβξζψϊϋ", -2.0),  # Greek
    _alphabet("cp1255", "יוהאלמרתבש", "נםדכעחקפ", "סגזטצןךףץ", -2.0),  # Hebrew
    _alphabet("cp1256", "اليمنرتبوه", "دسعفحكقجة", "شطصخذضزثغظئءأإىآؤ", -2.0),  # Arabic
    _alphabet(
        "cp874", "านรอกเงมยล", "วดท\u0e31\u0e35\u0e48\u0e49สต\u0e34ปบะคหแจพ", "ขใไชถ\u0e37\u0e38\u0e39ซโธผณญศฐฝภฎ", -1.0
    ),
    _cjk("cp949", _HANGUL, _korean, 1.0),
    _cjk("cp932", "のにはをたがでてとしれさないもらあきみこ", _japanese),
    _cjk("euc_jp", "のにはをたがでてとしれさないもらあきみこ", _japanese, -1.0),
    _cjk("gb18030", _SIMPLIFIED, _chinese),
    _cjk("big5hkscs", _TRADITIONAL, _traditional, -0.5),
)
