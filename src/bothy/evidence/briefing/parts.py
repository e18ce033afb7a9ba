"""The parts of a briefing, each a few sentences in which every number has its note."""

from __future__ import annotations

from collections.abc import Sequence

from bothy.evidence.briefing import pictures
from bothy.evidence.briefing.city import City
from bothy.evidence.briefing.house import cut
from bothy.evidence.briefing.notes import Figures, Notes
from bothy.evidence.briefing.told import Part, Picture, Row, Said, Span, Table
from bothy.evidence.claims.judging import Verdict
from bothy.reports.release import Grid

NOTHING = (Span("No month is over yet: there is nothing to show."),)

Keys = tuple[tuple[str, Span, str], ...]


def house_part(figures: Figures | None) -> tuple[Part, Keys]:
    """What the facility is and does, and its key figures."""
    does: list[Said] = [
        (Span("People bring drugs that they have bought elsewhere and use them in a place, watched by staff who act when something goes wrong. "),
         Span("Staff never receive, hold, prepare or hand on a drug; the record has no act by which they could.")),
        (Span("No name is asked for: a chosen one is enough. A visit, a supervised use and a person are three different counts."),),
    ]  # fmt: skip
    if figures is None:
        return Part(title="What the facility is and does", lines=(*does, NOTHING)), ()
    keys: Keys = (
        ("visits", figures.span("months", "service_accessed"), "by registered people"),
        ("people", figures.span("people", "people"), "came at least once"),
        ("supervised uses", figures.span("months", "supervised_uses"), "in a place, watched"),
        ("emergencies", figures.span("emergencies", "medical_emergencies"), "all causes, inside"),
        ("deaths inside", figures.span("emergencies", "deaths_on_site"), "deaths elsewhere are not seen here"),
    )
    otherwise: Said = (
        Span("Asked where they would have used otherwise, people said in the open in "), figures.span("otherwise", "would_have_used_outside", interval=True),
        Span(" of the visits with an answer, and alone in "), figures.span("otherwise", "would_have_used_alone", interval=True),
        Span(". That is what they said at the door; nobody counted in the street."),
    )  # fmt: skip
    return Part(title="What the facility is and does", lines=(*does, otherwise)), keys


def day_part(figures: Figures | None) -> Part:
    """A day on the floor in one picture: a mean day, never one that happened."""
    title = "A day on the floor"
    if figures is None:
        return Part(title=title, lines=(NOTHING,))
    days = figures.figure("day", "open_days")
    per_day = None if days.hidden or not days.value else float(days.value)
    grid = figures.grid("hours")
    hours = [(row.label, None if row.figures[0].value is None else float(row.figures[0].value) / (per_day or 1.0)) for row in grid.rows if row.group]
    per = f"mean of {per_day:,.0f} days open" if per_day else "over the whole period"
    picture = pictures.day(hours, _steps(figures), per, figures.release.demo, figures.theme)
    lines: Said = (
        Span("Visits begun by the hour", figures.note("service_accessed")), Span(" over "), figures.span("day", "open_days", "days open"),
        Span("; half of the people who came to use had a place within "), figures.span("day", "wait_for_place_median", "minutes"),
        Span(" of the door, nine in ten within "), figures.span("day", "wait_for_place_p90"),
        Span(", and stayed in it for "), figures.span("day", "minutes_in_place_median", "minutes"), Span(" (median). Staff looked as often as the house rules ask in "),
        figures.span("day", "seen_within"), Span(" of the visits with a place. Turned away: "), figures.span("day", "turned_away", "times"),
        Span("; minutes with no place free: "), figures.span("day", "full_minutes"), Span("."),
    )  # fmt: skip
    return Part(title=title, lines=(lines,), pictures=(picture,))


def _steps(figures: Figures) -> list[pictures.Step]:
    found = [figures.figure("day", name) for name in ("wait_for_talk_median", "wait_for_place_median", "minutes_in_place_median")]
    values = [one.value for one in found if one.value is not None and not one.hidden]
    if len(values) < 3:
        return []
    talk, place, stay = (float(one) for one in values)
    # Medians of three groups of visits: drawn one after another they are a picture of the order, not of one visit.
    return [pictures.Step("to be seen", talk), pictures.Step("talk, to a place", max(0.0, place - talk)), pictures.Step("in a place, watched", stay)]


def emergencies_part(figures: Figures | None) -> Part:
    """Emergencies, what was done, and how they ended."""
    title = "Emergencies, and how they ended"
    if figures is None:
        return Part(title=title, lines=(NOTHING,))
    grid = figures.grid("outcomes")
    whole = figures.figure("emergencies", "medical_emergencies").value
    listed = [pictures.Part(row.label, _count(grid, at)) for at, row in enumerate(grid.rows) if row.group]
    shown: tuple[Picture, ...] = ()
    if whole:
        shown = (pictures.parts("How emergencies ended", int(whole), listed, figures.release.demo, figures.theme),)
    lines: Said = (
        figures.span("emergencies", "medical_emergencies", "emergencies"), Span(", of which "), figures.span("emergencies", "overdoses"), Span(" were overdoses; "),
        figures.span("emergencies", "emergency_rate", "for every 1,000 injecting episodes", interval=True), Span(". Naloxone was given in "),
        figures.span("emergencies", "naloxone_emergencies"), Span(", an ambulance called in "), figures.span("emergencies", "ambulance_calls"), Span("; ended in hospital: "),
        figures.span("emergencies", "emergencies_to_hospital"), Span("; deaths inside: "), figures.span("emergencies", "deaths_on_site"),
        Span(". Deaths that did not happen cannot be counted, and no figure here claims them."),
    )  # fmt: skip
    return Part(title=title, lines=(lines,), pictures=shown)


def treatment_part(figures: Figures | None) -> Part:
    """From a referral's offer to its outcome, and how many of which nothing is known."""
    title = "People into treatment and other help"
    if figures is None:
        return Part(title=title, lines=(NOTHING,))
    rungs = (
        ("offered", "referrals_offered"), ("accepted", "referrals_accepted"), ("made", "referrals_made"), ("attended", "referrals_attended"), ("engaged", "referrals_engaged"),
    )  # fmt: skip
    shown = [pictures.Part(name, _whole(figures, "referrals", indicator)) for name, indicator in rungs]
    lines: Said = (
        figures.span("referrals", "referrals_offered", "referrals"), Span(" of every kind were offered, to "), figures.span("treatment", "people_referred", "people"),
        Span(". So far "), figures.span("referrals", "referrals_attended"), Span(" were attended and in "), figures.span("referrals", "referrals_engaged"),
        Span(" the person began with it; of "), figures.span("referrals", "referrals_not_known"), Span(" staff asked and could learn nothing; "),
        figures.span("referrals", "referrals_open"), Span(" are still open."),
    )  # fmt: skip
    drugs: Said = (
        Span("To drug treatment: "), figures.span("treatment", "treatment_offered", "offered"), Span(", "), figures.span("treatment", "treatment_engaged"),
        Span(" began, "), figures.span("treatment", "share_treatment_engaged", interval=True), Span(". Whether they would have gone anyway the record cannot say."),
    )  # fmt: skip
    return Part(title=title, lines=(lines, drugs), pictures=(pictures.ladder("Referrals, from offer to outcome", shown, figures.release.demo, figures.theme),))


def _whole(figures: Figures, grid: str, indicator: str) -> int | None:
    one = figures.figure(grid, indicator)
    return None if one.hidden or one.value is None else int(one.value)


def _count(grid: Grid, at: int) -> int | None:
    one = grid.rows[at].figures[0]
    return None if one.hidden or one.value is None else int(one.value)


def city_part(city: City | None, notes: Notes) -> Part:
    """The city's figures with the honest answer; that there are none, where none were put in."""
    title = "The city’s figures"
    if city is None:
        return Part(title=title, lines=((Span("No figures of the city were put in. What the facility’s own record shows is what happened inside.", strong=True),),))
    by_key = {one.key: notes.add(f"city {one.key}", one.label, one.text, url=one.url) for one in city.sources}
    answer: list[Said] = [(Span(says, by_key.get(source, 0), strong=at == 0),) for at, (says, source) in enumerate(city.answer)]
    heads = tuple(Span(one.label, by_key[one.source]) for one in city.lines)
    table = Table(title="", first="", heads=heads, rows=(Row("", tuple(one.value for one in city.lines)),)) if heads else None
    return Part(title=title, lines=tuple(answer), pictures=() if city.picture is None else (city.picture,), table=table)


def claim_note(verdict: Verdict, notes: Notes) -> int:
    """The note on a claim: how many studies are behind it, and how to list them."""
    weight = verdict.elsewhere.weight
    papers = {one.paper for one in verdict.elsewhere.studies}
    counted = f"{len(weight.findings)} independent results in {weight.papers} papers are counted, {len(papers)} papers listed." if weight.findings else f"No measured effect is published; {len(papers)} papers are listed."
    return notes.add(f"claim {verdict.claim.id}", verdict.claim.title, counted, f"bothy evidence claims {verdict.claim.id}")


def cost_part(cost: str, verdicts: Sequence[Verdict], notes: Notes) -> Part:
    """What it costs is not in the record: as it was given, or that it was not."""
    models, money = next(((one.elsewhere.models, claim_note(one, notes)) for one in verdicts if one.claim.kind == "money"), (None, 0))
    if cost.strip():
        key = notes.add("cost", "Cost", "Given by whoever made this briefing; it does not stand in the record and was not checked.")
        first: Said = (Span(f"Given for this briefing: {cut(cost.strip())}", key),)
    else:
        first = (Span("Not recorded. The journal counts what was done and holds no money; no cost was given for this briefing.", strong=True),)
    lines = [first]
    if models is not None and sum(models.values()):
        every = sum(models.values())
        said = f" Published are {every} models, of which {models['against']} say that a facility saves more than it costs and {models['for']} that it costs more; each assumes the effect that would have to be shown."
        lines.append((Span("What it saves has not been measured anywhere.", strong=True), Span(said, money)))
    return Part(title="Cost", lines=tuple(lines))
