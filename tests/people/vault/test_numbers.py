"""Health numbers: a slip is seen, and nobody is forced."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothy.people.vault.numbers import doubt, tidy


@pytest.mark.parametrize(
    ("kind", "number", "born"),
    [
        ("nhs", "9434765919", None),  # the NHS Data Dictionary's own example
        ("nhs", "4010232137", None),
        ("other", "whatever they say", None),
    ],
)
def test_true_numbers_are_not_doubted(kind: str, number: str, born: date | None) -> None:
    assert doubt(kind, number, born) == ""


def a_chi(day: int, month: int, year: int, rest: int) -> str | None:
    """A CHI number by the definition, reckoned the other way about: the one last digit that makes the whole sum 0 modulo 11."""
    nine = f"{day:02}{month:02}{year:02}{rest:03}"
    fits = [
        last
        for last in range(10)
        if (sum(int(d) * w for d, w in zip(nine, range(10, 1, -1), strict=True)) + last) % 11 == 0
    ]
    return nine + str(fits[0]) if fits else None


@given(st.dates(date(1900, 1, 1), date(2025, 12, 31)), st.integers(0, 999))
def test_every_chi_number_that_is_well_made_passes_with_its_own_day_and_no_other(
    born: date, rest: int
) -> None:
    number = a_chi(born.day, born.month, born.year % 100, rest)
    if number is None:
        return
    assert doubt("chi", number, born) == "" and doubt("chi", number) == ""
    other = born.replace(day=1 if born.day != 1 else 2)
    assert "another day of birth" in doubt("chi", number, other)


@given(
    st.dates(date(1900, 1, 1), date(2025, 12, 31)), st.integers(0, 999), st.integers(0, 9), st.integers(1, 9)
)
def test_one_wrong_digit_is_always_seen(born: date, rest: int, at: int, more: int) -> None:
    number = a_chi(born.day, born.month, born.year % 100, rest)
    if number is None:
        return
    slip = number[:at] + str((int(number[at]) + more) % 10) + number[at + 1 :]
    assert doubt("chi", slip, born) != "" and doubt("nhs", slip) != ""


def test_what_is_wrong_is_said() -> None:
    assert "ten digits" in doubt("chi", "123") and "ten digits" in doubt("hc", "12345678x0")
    assert "ten digits" in doubt("nhs", "９４３４７６５９１９"), "digits of other scripts are no CHI"
    no_day = next(n for rest in range(1000) if (n := a_chi(31, 2, 80, rest)))
    assert "no day" in doubt("chi", no_day)
    assert tidy("chi", " 040 381-0001 ") == "0403810001" and tidy("other", " A 12 ") == "A 12"
