"""Months and figures in words, the same on every page and in every file."""

import pytest

from bothy.reports.figures import Figure
from bothy.reports.wording import in_words, month_name, period_name


def test_months_and_periods_are_said_in_words() -> None:
    assert (month_name("2025-08"), month_name("2025-08", short=True)) == ("August 2025", "Aug")
    assert period_name("2025-01", "2025-08") == "January to August 2025" == period_name("2025-01/2025-08")
    assert period_name("2024-12", "2025-01") == "December 2024 to January 2025"


@pytest.mark.parametrize("told", ["", "2025-00", "2025-13", "2025-8", "August", "2025-08-01"])
def test_what_is_no_month_is_not_called_one(told: str) -> None:
    with pytest.raises(ValueError):
        month_name(told)


def test_a_range_of_one_number_is_that_number() -> None:
    assert in_words(Figure(value=412, least=412), "people") == "412"
    assert in_words(Figure(value=418, least=412), "people") == "412 to 418"
