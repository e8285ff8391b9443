"""Whether two readings of a phrase are the same but for pauses between its words, which the standard leaves open.

Article 15 (꽃 위 꼬뒤), 18 (책 넣는다 챙넌는다), 12 (옷 한 벌 오탄벌) and 20 say what happens when words are said without a
pause; with one, nothing happens. So both readings are brought into the form without pauses before they are compared.
Written apart from the rules of the package, which are not to judge themselves.
"""

ONSETS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
CODAS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
TENSE = dict(zip("ㄱㄷㅂㅅㅈ", "ㄲㄸㅃㅆㅉ", strict=True))
ASPIRATED = dict(zip("ㄱㄷㅂ", "ㅋㅌㅍ", strict=True))
NASAL = dict(zip("ㄱㄷㅂ", "ㅇㄴㅁ", strict=True))


def joined(words):
    """Words that were said one by one, said without a pause."""
    letters = []
    for word in words.split():
        parts = [list(divmod(ord(letter) - 0xAC00, 28)) for letter in word]
        if letters:
            coda, onset = CODAS[letters[-1][1]], ONSETS[parts[0][0] // 21]
            if coda in "ㄱㄷㅂ" and onset == "ㅎ":
                coda, onset = " ", ASPIRATED[coda]
            elif onset == "ㅇ" and coda in "ㄱㄴㄷㄹㅁㅂ":
                coda, onset = " ", coda
            elif coda in "ㄱㄷㅂ":
                onset = TENSE.get(onset, "ㄴ" if onset == "ㄹ" else onset)
                coda = NASAL[coda] if onset in "ㄴㅁ" else coda
            elif coda + onset in ("ㄹㄴ", "ㄴㄹ"):
                coda = onset = "ㄹ"
            elif coda in "ㅁㅇ" and onset == "ㄹ":
                onset = "ㄴ"
            letters[-1][1] = CODAS.index(coda)
            parts[0][0] = ONSETS.index(onset) * 21 + parts[0][0] % 21
        letters += parts
    return "".join(chr(0xAC00 + upper * 28 + coda) for upper, coda in letters)


def same(found, wanted):
    """Whether a reading is one of those that are right, which `/` parts."""
    return joined(found) in {joined(one) for one in wanted.split("/")}
