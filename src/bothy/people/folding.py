"""How two spellings of a name are compared: case and accents off, by sound, and one slip of the finger apart."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[^\w]+|_+")
# In order. Scots and Irish names are spelled in more ways than they are said.
_SOUNDS = (
    (r"^mh", "v"), (r"^bh", "v"), (r"^kn|^gn|^pn", "n"), (r"^wr", "r"), (r"^ps", "s"), (r"^ae", "e"),
    (r"sch|sh|sio|tio", "x"), (r"tch|ch", "c"), (r"ph", "f"), (r"gh(?=[^aeiouy]|$)", ""), (r"gh", "g"),
    (r"ck|q|c(?![eiyh])|cc", "k"), (r"c(?=[eiy])|z", "s"), (r"dg(?=[eiy])|g(?=[ei])", "j"), (r"th", "t"),
    (r"(?<=[aeiouy])v(?=e?n)", "f"), (r"w(?=[^aeiouy]|$)|h(?=[^aeiouy]|$)", ""), (r"(?<=.)h", ""),
)  # fmt: skip
_SOUND_RULES = tuple((re.compile(pattern), to) for pattern, to in _SOUNDS)


def folded(text: str) -> str:
    """Lower case, accents off, every run of other signs one space. `" Siân-Marie "` is `"sian marie"`."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare).strip()


def sound(word: str) -> str:
    """A key that words which sound alike share; `folded` text in, one word. Stephen and Steven share one."""
    for pattern, to in _SOUND_RULES:
        word = pattern.sub(to, word)
    if not word:
        return ""
    # A first vowel matters, later ones are spelled in too many ways; doubled letters sound as one.
    first = "a" if word[0] in "aeiouy" else word[0]
    rest = re.sub(r"[aeiouy]", "", word[1:])
    return re.sub(r"(.)\1+", r"\1", first + rest)


def slips(word: str) -> set[str]:
    """The word and every way to leave one letter out. Two words a slip apart (a letter more, fewer, other,
    or two swapped) have a form in common; words under three letters are only themselves.
    """
    if len(word) < 3:
        return {word}
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def one_slip_apart(a: str, b: str) -> bool:
    """Whether one letter put in, left out, changed, or two neighbours swapped makes `a` of `b`."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    left_a, left_b = a[start : len(a) - end], b[start : len(b) - end]
    if len(left_a) <= 1 and len(left_b) <= 1:
        return True
    return len(left_a) == len(left_b) == 2 and left_a == left_b[::-1]


_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {
    key: {
        other
        for r in (row - 1, row, row + 1)
        if 0 <= r < len(_ROWS)
        for c in (column - 1, column, column + 1)
        if 0 <= c < len(_ROWS[r]) and (other := _ROWS[r][c]) != key
    }
    for row, keys in enumerate(_ROWS)
    for column, key in enumerate(keys)
}


def missed_key(a: str, b: str) -> bool:
    """Whether `a` is `b` but for one key beside the right one, on the keyboard of a phone or tablet."""
    if len(a) != len(b):
        return False
    others = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    return len(others) == 1 and others[0][0] in _BESIDE.get(others[0][1], ())
