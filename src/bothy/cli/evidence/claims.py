"""`bothy evidence claims`: the claims of the public debate, and what the figures allow to be said of each."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bothy.cli.evidence.app import JsonOption, evidence_app, told, write_json
from bothy.cli.shared import ASKED_WRONGLY, FOUND_SOMETHING, home_of, progress, stop, write_plain

if TYPE_CHECKING:
    from bothy.evidence.claims.awaited import Awaited
    from bothy.evidence.claims.judging import Verdict
    from bothy.reports.release import Release


@evidence_app.command()
def claims(
    claim: Annotated[str, typer.Argument(help="One claim, by its id; else all of them.", show_default=False)] = "",
    estimates: Annotated[
        Path | None, typer.Option("--estimates", help="Estimates of this city, a CSV file (docs/evidence/claims.md).", show_default=False)
    ] = None,
    studies: Annotated[bool, typer.Option("--studies", help="List the studies, with design and weakness.")] = False,
    words: Annotated[bool, typer.Option("--words", help="List what ministers, members and others said.")] = False,
    home: Annotated[
        Path | None, typer.Option("--home", help="A Bothy whose own figures stand beside each claim, as they may leave the house.", show_default=False)
    ] = None,
    json: JsonOption = False,
) -> None:
    """What is claimed for and against such facilities, and how far the figures go: here and elsewhere."""
    # Imported late: scipy takes its time to load.
    from bothy.evidence.claims.as_data import as_data
    from bothy.evidence.claims.claim import read_claims
    from bothy.evidence.claims.estimate import read_estimates
    from bothy.evidence.claims.judging import judge

    release, awaited = (None, ()) if home is None else _house(home)
    with told():
        known = read_claims()
        own = () if estimates is None else read_estimates(estimates, known)
        verdicts = judge(own, known, awaited=awaited)
    if claim:
        verdicts = tuple(one for one in verdicts if one.claim.id == claim)
        if not verdicts:
            stop(ASKED_WRONGLY, f"There is no claim {claim[:40]!r}. There are: {', '.join(one.id for one in known)}.")
    if json:
        write_json({"claims": [as_data(one, release) for one in verdicts]})
    else:
        write_plain("\n\n".join(_said(one, release, studies, words) for one in verdicts) + "\n")


def _house(folder: Path) -> "tuple[Release | None, tuple[Awaited, ...]]":
    """The tables of a house, and what of its city cannot be judged yet."""
    from bothy.cli.brief import prepared

    house = home_of(folder)
    prepared(house)
    from bothy.evidence.briefing.carried import awaited_of
    from bothy.server.briefing import NotMade, standing

    try:
        with progress("Adding up the journal") as tell:
            found = standing(house, tell)
    except NotMade as fault:
        stop(FOUND_SOMETHING if fault.record else ASKED_WRONGLY, str(fault))
    return found.release, () if found.area is None else awaited_of(found.area)


def _said(verdict: "Verdict", release: "Release | None", studies: bool, words: bool) -> str:
    from bothy.evidence.claims.inside import inside_of
    from bothy.evidence.claims.saying import said_elsewhere, said_here, would_change
    from bothy.reports.wording import period_name

    lines = [f"{verdict.claim.title}  [{verdict.claim.id}]", "", f"  What would show it: {verdict.claim.would_show}", ""]
    for head, said in (("Here", said_here(verdict)), ("Elsewhere", said_elsewhere(verdict))):
        lines += [f"  {head}: {said[0]}", *(f"    {one}" for one in said[1:]), ""]
    shown = inside_of(verdict.claim, release)
    if shown:
        assert release is not None
        lines += [f"  Recorded by {release.facility_name}, {period_name(release.since, release.until)}{' (a demo: invented)' if release.demo else ''}:"]
        lines += [f"    {one.label}: {one.says}{f' (95 % interval {one.interval})' if one.interval else ''}" for one in shown] + [""]
    lines += ["  What would change it:", *(f"    - {one}" for one in would_change(verdict))]
    if words:
        lines += ["", *(f"  {one.speaker}, {one.office}, {one.date}: “{one.words}” {one.url}" for one in verdict.words)]
    if studies:
        lines += ["", *_listed(verdict)]
    return "\n".join(lines)


def _listed(verdict: "Verdict") -> list[str]:
    from bothy.evidence.claims.finding import counts, finding_of

    said = []
    for one in verdict.elsewhere.studies:
        found = finding_of(one, verdict.claim) if counts(one) else None
        standing = f"{found.vote}, rung {found.rung}" if found else "retracted, not counted" if one.retracted else f"{one.role}, not counted"
        said.append(f"  {one.authors} ({one.year}), {one.place}, {one.design}: {one.outcome} [{standing}]")
        said += [f"      {weakness}" for weakness in one.weakness]
    return said
