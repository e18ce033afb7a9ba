"""What a person has agreed to, read from what was said: given, declined, withdrawn, not asked. The last word holds.

Consent hangs on no identity. Nothing said is *not asked*, and not asked is not consent.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

import msgspec

from bothy.care.bodies_vault import ConsentSaid
from bothy.care.history import in_order, standing
from bothy.care.house import Line
from bothy.care.vocabulary import ConsentTo, ConsentWord, codes


class Consent(msgspec.Struct, frozen=True):
    """How things stand with one of the things a person may agree to.

    `at`: when the word was written down; `on`: the day on which it was said; `by`: who took it; `given_on`: when they last
    gave it, also where it was withdrawn since; `version`: of the sheet that was read, None where nothing was said yet.
    """

    to: ConsentTo
    word: ConsentWord = "not_asked"
    version: str | None = None
    sheet: str | None = None
    at: datetime | None = None
    on: date | None = None
    by: UUID | None = None
    given_on: date | None = None

    @property
    def stands(self) -> bool:
        """Whether they agreed and have not taken it back."""
        return self.word == "given"


def consents(lines: Iterable[Line]) -> dict[ConsentTo, Consent]:
    """Each consent as it stands after these lines of one person, under whichever ids they were entered; corrections applied."""
    found: dict[ConsentTo, Consent] = {to: Consent(to) for to in codes("consent_to")}  # type: ignore[arg-type, misc]
    for line in standing(in_order(lines)):
        said = line.body
        if not isinstance(said, ConsentSaid):
            continue
        on = said.on or line.happened_at.date()
        given_on = on if said.word == "given" else found[said.to].given_on
        found[said.to] = Consent(
            said.to, said.word, said.version, said.sheet, line.happened_at, on, line.staff, given_on
        )
    return found


__all__ = ["Consent", "consents"]
