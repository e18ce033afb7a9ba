"""Who may use, and how: asked before use, old enough, first times, barred supplies, routes."""

from collections import Counter

from bothy.care.words import label
from bothy.reports.inspection.ground import Ground
from bothy.reports.inspection.told import Answer, Finding, Question, count, judged, no_rule
from bothy.reports.inspection.trace import Trace

ASKED = Question(
    id="asked_before_use", group="use",
    asks="Was there a talk before use in every visit in which somebody used?",
    rule="Assessment comes before a place",
    condition="Eligibility asked and answered each visit",
    how="The first assessment of a visit against its first episode. What was declined, not asked or not known is counted beside it.",
)  # fmt: skip
OF_AGE = Question(
    id="of_age", group="use",
    asks="Was everybody who used old enough?",
    rule="Minimum age",
    condition="Age-check procedure and its outcome",
    how="The age band of whoever used, as said when they were registered. Nobody younger than 18 can be registered; who was too young stands among those turned away.",
)  # fmt: skip
FIRST_TIME = Question(
    id="first_time", group="use",
    asks="Were people who had never used before kept out, where the house rules ask for it?",
    rule="None in these house rules",
    condition="Occasional and first-time users excluded (some jurisdictions)",
    how="Bothy asks when somebody last used; the house rules have no rule that excludes them.",
)  # fmt: skip
SUPPLIES = Question(
    id="barred_supplies", group="use",
    asks="Was anything given out that the house rules bar?",
    rule="Barred supplies",
    condition="Equipment list excludes barred items by policy date",
    how="Each item given out against the list in force at that moment.",
)  # fmt: skip
ROUTES = Question(
    id="routes", group="use",
    asks="Was every use by a route that the house rules allow?",
    rule="Routes",
    condition="Uses within the authorised activity (inhalation only where allowed)",
    how="The routes told for each episode against those allowed at that moment. Where nobody told one, it cannot be said.",
)  # fmt: skip

_WORDS = {
    "substances": "what:",
    "route": "how:",
    "last_used": "last use:",
    "risks": "risks:",
    "otherwise": "where otherwise:",
}
_UNASKED = frozenset({"declined", "not_asked", "not_known"})


def _users(ground: Ground) -> list[tuple[int, Trace]]:
    """Visits, by their number in the pack, in which an episode began in the period."""
    return [
        (number, one)
        for number, one in enumerate(ground.record.visits, 1)
        if any(ground.record.within(use.at) for use in one.uses)
    ]


def asked(ground: Ground) -> Answer:
    findings, users = [], _users(ground)
    told: dict[str, Counter[str]] = {name: Counter() for name in _WORDS}
    for number, one in users:
        first = min(use.at for use in one.uses)
        before = [each for each in one.asked if each.at <= first]
        for each in one.asked[:1]:
            for name, answer in each.answers.items():
                told[name][answer] += 1
        if not before:
            late = f"; it was told of {label_minutes(one.asked[0].at - first)} later" if one.asked else ""
            says = f"Visit {number}: used without an assessment before{late}"
            use = min(one.uses, key=lambda use: use.at)
            findings.append(
                Finding(
                    since=use.at, says=says, explained=_reason(one, "no_assessment"), entries=(use.number,)
                )
            )
    parts = [f"{_WORDS[name]} {_asked(many)}" for name, many in told.items()]
    of = f"{count(len(users), 'visit')} with use; " + "; ".join(parts) if users else "no visit with use"
    return judged(ASKED, of, findings)


def _asked(many: Counter[str]) -> str:
    """ "answered" where all did; else how many did not, and how."""
    words = {"declined": "declined", "not_asked": "not asked", "not_known": "not known"}
    parts = [f"{many[name]:,} {word}" for name, word in words.items() if many[name]]
    return ", ".join(parts) if parts else "always answered"


def label_minutes(microseconds: int) -> str:
    return count(max(1, microseconds // 60_000_000), "minute")


def _reason(one: Trace, rule: str) -> str:
    return next((left.reason for left in one.left if left.rule == rule and left.reason), "")


def of_age(ground: Ground) -> Answer:
    findings, unknown, users = [], 0, _users(ground)
    for number, one in users:
        person = ground.record.people.get(one.person)
        band = "not_known" if person is None else person.age_band
        least = ground.record.rules_at(one.started).minimum_age_years
        if band in _UNASKED or (band[:2].isdigit() and int(band[:2]) < least <= _to(band)):
            unknown += 1
        elif _to(band) < least:
            findings.append(
                Finding(
                    since=one.started,
                    says=f"Visit {number}: {band} years, where {least} is the least",
                    entries=(one.number,),
                )
            )
    turned = sum(getattr(line.body, "reason", "") == "under_age" for line in ground.entries_of("turned-away"))
    of = (
        f"{count(len(users), 'visit')} with use; {count(turned, 'person', 'people')} turned away as too young"
    )
    why = f"Of {count(unknown, 'visit')} the age was declined, not asked or not known." if unknown else ""
    return judged(OF_AGE, of, findings, why)


def _to(band: str) -> int:
    return 200 if band.endswith("+") else int(band[-2:])


def first_time(ground: Ground) -> Answer:
    return no_rule(FIRST_TIME, "The house rules do not exclude anybody for this.")


def supplies(ground: Ground) -> Answer:
    findings, given, rules_bar = [], 0, False
    for number, one in enumerate(ground.record.visits, 1):
        for each in one.given:
            if not ground.record.within(each.at):
                continue
            given += 1
            barred = [item for item in each.items if item in ground.record.rules_at(each.at).barred_supplies]
            if barred:
                items = ", ".join(label("supply_item", item).lower() for item in barred)
                why = next(
                    (
                        left.reason
                        for left in one.left
                        if left.number == each.number and left.rule == "barred_supply"
                    ),
                    "",
                )
                findings.append(
                    Finding(
                        since=each.at,
                        says=f"Visit {number}: {items} given out",
                        explained=why,
                        entries=(each.number,),
                    )
                )
    rules_bar = any(rules.barred_supplies for _, _, rules in ground.eras())
    if not rules_bar:
        return no_rule(SUPPLIES, "The house rules bar nothing.")
    return judged(SUPPLIES, f"{count(given, 'time')} that something was given out", findings)


def routes(ground: Ground) -> Answer:
    findings, uses, unknown = [], 0, 0
    for number, one in enumerate(ground.record.visits, 1):
        for use in one.uses:
            if not ground.record.within(use.at):
                continue
            uses += 1
            told = (use.routes or frozenset()) - _UNASKED
            unknown += not told
            beside = told - set(ground.record.rules_at(use.at).routes)
            if beside:
                words = ", ".join(sorted(label("route", route).lower() for route in beside))
                why = next(
                    (left.reason for left in one.left if left.rule == "route_not_allowed" and left.reason), ""
                )
                findings.append(
                    Finding(
                        since=use.at,
                        says=f"Visit {number} in place {use.place}: {words}",
                        explained=why,
                        entries=(use.number,),
                    )
                )
    why = f"Of {unknown:,} of {count(uses, 'episode')} no route was told." if unknown else ""
    return judged(ROUTES, count(uses, "episode"), findings, why)


__all__ = [
    "ASKED",
    "FIRST_TIME",
    "OF_AGE",
    "ROUTES",
    "SUPPLIES",
    "asked",
    "first_time",
    "of_age",
    "routes",
    "supplies",
]
