"""Health numbers: whether one can be what it is said to be. A number that cannot is not refused for good, only doubted.

CHI (Scotland): ten digits, day, month and year of birth, two more, one that says the sex (even: female), and a check
digit modulo 11. NHS (England, Wales, Isle of Man) and H&C (Northern Ireland): ten digits with the same check digit.
Source: NHS Data Dictionary, "NHS number"; Public Health Scotland, "CHI number".
"""

import re
from datetime import date

KINDS: dict[str, str] = {
    "chi": "CHI number",
    "nhs": "NHS number",
    "hc": "Health and Care number",
    "other": "another number",
}
_TEN = re.compile(r"[0-9]{10}")


def tidy(kind: str, number: str) -> str:
    """The number without the spaces and dashes that people put in to read it."""
    return number.strip() if kind == "other" else re.sub(r"[\s.\-]", "", number)


def doubt(kind: str, number: str, born: date | None = None) -> str:
    """Why this can hardly be such a number, in words; "" where it can be. `born` is told beside it, if it is."""
    if kind == "other":
        return ""
    name = KINDS[kind]
    if not _TEN.fullmatch(number):
        return f"A {name} has ten digits."
    if _check_digit(number[:9]) != int(number[9]):
        return f"This {name} has a slip in it: its last digit does not fit the others."
    if kind != "chi":
        return ""
    days = _days(number)
    if not days:
        return "A CHI number begins with day, month and year of birth; these are no day."
    if born is not None and born not in days:
        return "This CHI number says another day of birth than the one beside it."
    return ""


def _check_digit(nine: str) -> int | None:
    """Modulo 11 with weights 10 to 2; None where no digit fits and the number is never given out."""
    left = 11 - sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
    return None if left == 10 else left % 11


def _days(number: str) -> set[date]:
    """The days of birth that the first six digits can mean: the century is not among them."""
    found = set()
    for century in (1800, 1900, 2000):
        try:
            found.add(date(century + int(number[4:6]), int(number[2:4]), int(number[:2])))
        except ValueError:
            continue
    return found


__all__ = ["KINDS", "doubt", "tidy"]
