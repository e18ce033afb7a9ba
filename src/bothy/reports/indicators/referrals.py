"""Referrals from offered to engaged, and what nobody knows of them.

Each counts the referrals offered in the period as far as they have come by now: a month goes on
changing while people move on. Still open is not a failure, and not known is an answer.
"""

from bothy.reports.facts.referrals import LADDER
from bothy.reports.indicators.declared import Indicator
from bothy.reports.indicators.of import REFERRALS, unknown, where
from bothy.reports.measures import Measure

GROUPS = ("referral_to", "sex", "age_band")
_NOT_AT_ALL = "Where referrals are not recorded at all, it is not known, which is not none."
_NOT_HEARD = "What the other service did not tell is not known: it may be more, never less."
_TREATMENT = REFERRALS.but(where("to", "is", "drug_treatment"))


def _reached(step: str, of: Measure = REFERRALS) -> Measure:
    return of.but(where("furthest", "is", *LADDER[LADDER.index(step) :]))


def _count(
    name: str, label: str, definition: str, numerator: str, top: Measure, missing: str = _NOT_AT_ALL,
    groups: tuple[str, ...] = GROUPS,
) -> Indicator:  # fmt: skip
    return Indicator(
        name=name,
        label=label,
        definition=definition,
        unit="referrals",
        numerator=numerator,
        missing=missing,
        kind="count",
        top=top,
        groupings=groups,
        needs="referral",
        additive=True,
    )


def _share(
    name: str, label: str, definition: str, numerator: str, top: Measure, bottom: Measure = REFERRALS,
    groups: tuple[str, ...] = GROUPS,
) -> Indicator:  # fmt: skip
    return Indicator(
        name=name,
        label=label,
        definition=definition,
        unit="%",
        numerator=numerator,
        denominator="referrals offered" if bottom is REFERRALS else "referrals to drug treatment offered",
        missing=_NOT_HEARD,
        kind="share",
        top=top,
        bottom=bottom,
        groupings=groups,
    )


_RUNGS = (
    ("accepted", "accepted", "the person accepted"),
    ("made", "made", "staff made the referral to the other service"),
    ("attended", "attended", "the person went to the other service at least once"),
    ("engaged", "engaged", "the person began with what it offers, such as treatment or a tenancy"),
)
_OPEN = unknown(REFERRALS, "ending")
_TO_OTHERS = ("sex", "age_band")

INDICATORS = (
    _count(
        "referrals_offered", "Referrals offered",
        "Times staff offered somebody a referral to another service, whatever came of it.", "referrals offered", REFERRALS,
        groups=(*GROUPS, "ending"),
    ),
    *(
        _count(
            f"referrals_{step}", f"Referrals {said}",
            f"Of the referrals offered in the period, how many came so far by now that {words}.",
            f"referrals that are recorded as {said}, or further", _reached(step), _NOT_HEARD,
        )
        for step, said, words in _RUNGS
    ),
    *(
        _share(
            f"share_{step}", f"Referrals {said}, share",
            f"Of the referrals offered in the period, the share that came so far by now that {words}.",
            f"referrals that are recorded as {said}, or further", _reached(step),
        )
        for step, said, words in _RUNGS
    ),
    _count(
        "referrals_declined", "Referrals declined",
        "Of the referrals offered in the period, how many the person did not want.",
        "referrals whose last step is declined", REFERRALS.but(where("ending", "is", "declined")),
    ),
    _count(
        "referrals_lost", "Referrals lost on the way",
        "Of the referrals offered in the period, how many were lost on the way: begun, and not carried through.",
        "referrals whose last step is lost", REFERRALS.but(where("ending", "is", "lost")),
    ),
    _count(
        "referrals_not_known", "Referrals: asked after, and not known",
        "Of the referrals offered in the period, how many staff asked after and could learn nothing of.",
        "referrals whose last step is not known", REFERRALS.but(where("ending", "is", "not_known")),
    ),
    _count(
        "referrals_open", "Referrals still open",
        "Of the referrals offered in the period, how many have not ended in any way yet.",
        "referrals without an ending", _OPEN,
    ),
    _share(
        "share_not_known", "Referrals of which the end is not known, share",
        "Of the referrals offered in the period, the share of which nobody knows the end: still open, or asked after in vain.",
        "referrals that are open or not known", REFERRALS.but(where("ending", "except", "engaged", "declined", "lost")),
    ),
    _count(
        "treatment_offered", "Referrals to drug treatment offered",
        "Times staff offered somebody a referral to drug treatment.", "referrals to drug treatment offered", _TREATMENT,
        groups=(*_TO_OTHERS, "ending"),
    ),
    _count(
        "treatment_engaged", "Engaged in drug treatment",
        "Of the referrals to drug treatment offered in the period, how many people are recorded as having begun with it by now.",
        "referrals to drug treatment that are recorded as engaged", _reached("engaged", _TREATMENT), _NOT_HEARD, groups=_TO_OTHERS,
    ),
    _share(
        "share_treatment_engaged", "Engaged in drug treatment, share",
        "Of the referrals to drug treatment offered in the period, the share that led to the person beginning with it by now.",
        "referrals to drug treatment that are recorded as engaged", _reached("engaged", _TREATMENT), _TREATMENT, _TO_OTHERS,
    ),
)  # fmt: skip
