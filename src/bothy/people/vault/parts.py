"""What can be kept of somebody, where they offered it. Every field may stay empty; nothing here shows itself in a log."""

from datetime import date

import msgspec

from bothy.care.vocabulary import VaultPart


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The root of what is sealed. Never printed: its repr says what it is and nothing of it."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"

    __rich_repr__ = None

    @property
    def is_empty(self) -> bool:
        return self == type(self)()


class Identity(Part, frozen=True, kw_only=True, omit_defaults=True):
    """`number_doubted`: the number cannot be what it is said to be, and they said that it is."""

    full_name: str = ""
    born: date | None = None
    number_kind: str = ""
    number: str = ""
    number_doubted: bool = False
    address: str = ""
    postcode: str = ""


class Contact(Part, frozen=True, kw_only=True, omit_defaults=True):
    """`safe`: how and when they may be reached without harm to them. `no_message`: do not leave one."""

    telephone: str = ""
    email: str = ""
    safe: str = ""
    no_message: bool = False
    not_say_who: bool = False


class ConsentPaper(Part, frozen=True, kw_only=True, omit_defaults=True):
    """A consent that was signed on paper, with a name: where it lies, and what it is signed as."""

    signed_as: str = ""
    filed_under: str = ""


SHAPES: dict[VaultPart, type[Part]] = {
    "identity": Identity,
    "contact": Contact,
    "consent_paper": ConsentPaper,
}

__all__ = ["SHAPES", "ConsentPaper", "Contact", "Identity", "Part"]
