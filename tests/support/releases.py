"""Releases made by hand, with every difficulty that a file of one may meet."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec

from bothy.reports.disclosure import hide
from bothy.reports.figures import UNKNOWN, Figure, count, rate, share
from bothy.reports.files.signed import Signed
from bothy.reports.release import Change, Column, Definition, Grid, Release, Row, Rules

MONTHS = tuple(f"2025-{month:02d}" for month in range(1, 13))
NAMES = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")  # fmt: skip
SIGNED = Signed(name="Ailsa Òran Màrtainn", role="manager", at=datetime(2025, 12, 3, 9, 15, tzinfo=UTC), entry=48_213)


def _definition(name: str, label: str, unit: str, **more: object) -> Definition:
    told = {"numerator": label.lower(), "missing": "It is recorded whenever it happens; what nobody recorded cannot be counted.", **more}
    return Definition(name=name, label=label, unit=unit, definition=f"{label}, as the staff on the floor recorded it.", **told)  # type: ignore[arg-type]


DEFINITIONS = (
    _definition("service_accessed", "Service accessed", "visits", additive=True),
    _definition("injecting_episodes", "Injecting episodes", "episodes", additive=True),
    _definition("people", "Different people", "people"),
    _definition("emergencies", "Medical emergencies", "emergencies", additive=True),
    _definition("emergency_rate", "Medical emergencies for every 1,000 injecting episodes", "per 1,000 episodes", denominator="injecting episodes"),
    _definition("share_drug", "Share of injecting episodes", "%", denominator="injecting episodes with a substance recorded", missing="Episodes without a substance are left out of both."),
    _definition("wait", "Median wait from the door to a place", "minutes"),
    _definition("drug_episodes", "Episodes by substance", "episodes", additive=True),
)  # fmt: skip
DRUGS = (
    "heroin", "cocaine", "crack cocaine", "heroin and cocaine in one barrel", "street benzodiazepines sold as diazepam, etizolam or bromazolam",
    "Donaudampfschifffahrtsgesellschaftskapitänsmütze", "gabapentin or pregabalin", "=SUM(A1:A9)", "@home mixture", "-methyl analogue", "+ something else",
    *(f"novel psychoactive substance, batch {n}" for n in range(12, 41)),
)  # fmt: skip


def use(secret: int = 3) -> Grid:
    """Months by counts: a range of people, one kept back with its partner, one not known, one month not over."""
    rows = []
    for n, (month, name) in enumerate(zip(MONTHS, NAMES, strict=True)):
        emergencies = count(5 + n)
        if n in (2, 3):
            emergencies = hide(count(secret + n))
        people = Figure(value=90 + n, k=90 + n, least=84 + n) if n in (6, 7) else count(80 + 3 * n)
        figures = (count(336 + 61 * n), count(268 + 43 * n), people, emergencies, UNKNOWN if n == 1 else Figure(value=6.5 + n / 4, n=200 + n))
        rows.append(Row(label=f"{name} 2025", period=month, complete=n < 11, figures=figures))
    total = (count(sum(336 + 61 * n for n in range(11))), count(sum(268 + 43 * n for n in range(11))), UNKNOWN, count(107), UNKNOWN)
    rows.append(Row(label="All complete months", period="2025-01/2025-11", total=True, figures=total))
    columns = (
        Column(label="Service accessed", indicator="service_accessed"),
        Column(label="Injecting episodes", indicator="injecting_episodes"),
        Column(label="Different people", indicator="people"),
        Column(label="Medical emergencies", indicator="emergencies"),
        Column(label="Median wait", indicator="wait"),
    )
    return Grid(name="use", title="Service accessed, injecting episodes and medical emergencies", columns=columns, rows=tuple(rows), chart="bars",
                notes=("A visit, an episode and a person are three different counts; they are never added.",))  # fmt: skip


def rates() -> Grid:
    """Rates with exact intervals, one of them kept back, one month not over."""
    rows = tuple(
        Row(label=f"{name} 2025", period=month, complete=n < 11,
            figures=(hide(rate(4, 400), n=True) if n == 2 else rate(5 + n, 268 + 43 * n),))
        for n, (month, name) in enumerate(zip(MONTHS, NAMES, strict=True))
    )  # fmt: skip
    return Grid(name="emergency-rate", title="Medical emergencies for every 1,000 injecting episodes", chart="rate", rows=rows,
                columns=(Column(label="Per 1,000 episodes", indicator="emergency_rate"),),
                notes=("With so few emergencies, months differ by chance alone.",))  # fmt: skip


def substances(secret: int = 4) -> Grid:
    """12 months by 9 columns of shares, each with its n, some kept back."""
    names = (*DRUGS[:7], "methadone or buprenorphine", "other or not known")
    rows = []
    for n, (month, name) in enumerate(zip(MONTHS, NAMES, strict=True)):
        whole = 260 + 40 * n
        parts = [whole // 4, whole // 5, whole // 6, whole // 9, whole // 12, 8, 9, 11]
        parts.append(whole - sum(parts))
        figures = [share(part, whole, missing=n % 3) for part in parts]
        if n in (0, 4):
            figures[5], figures[6] = hide(share(secret, whole)), hide(share(secret + 1, whole))
        rows.append(Row(label=f"{name} 2025", period=month, complete=n < 11, figures=tuple(figures)))
    columns = tuple(Column(label=name[:1].upper() + name[1:], indicator="share_drug", group=f"mix={n}") for n, name in enumerate(names))
    return Grid(name="substances", title="Substances by month", columns=columns, rows=tuple(rows), chart="stacked",
                notes=("Each share has its own n.", "What is kept back is not drawn: the bars are then shorter."))  # fmt: skip


def drugs(secret: int = 2) -> Grid:
    """40 rows of one period with long names, names that look like formulas, and small counts kept back."""
    rows = []
    for n, name in enumerate(DRUGS):
        k = 900 // (n + 1)
        figures = (count(k), share(k, 4000))
        if n > 34:
            figures = (hide(count(secret)), hide(share(secret, 4000)))
        rows.append(Row(label=name, period="2025-01/2025-11", group=f"substance={n}", figures=figures))
    columns = (Column(label="Episodes", indicator="drug_episodes"), Column(label="Share of all episodes", indicator="share_drug"))
    return Grid(name="drugs", title="Every substance named, January to November 2025", columns=columns, rows=tuple(rows), chart="bars")


def difficult(secret: int = 3, **changed: object) -> Release:
    """A demo's second publication of a year. `secret`: what the kept-back figures were; nothing may depend on it."""
    grids = (use(secret=secret), rates(), substances(secret), drugs(secret))
    made = Release(
        set="thistle",
        title="The Thistle's monthly table",
        facility=UUID("6f1b9f0e-8f7b-4d6a-9b65-0a1f5a3c2d10"),
        facility_name="The Thistle & Sons’ “Übung”",
        demo=True,
        since="2025-01",
        until="2025-12",
        number=48_190,
        digest="9f2c" * 16,
        as_of=datetime(2025, 12, 2, 17, 40, 3, tzinfo=UTC),
        made_with="Bothy 0.2.0",
        rules=Rules(name="Glasgow, the Thistle's published practice", effective_from=datetime(2025, 1, 13, 9, tzinfo=UTC),
                    time_zone="Europe/London", day_starts="06:00", suppress_below=5),
        definitions=DEFINITIONS,
        grids=tuple(invented(grid) for grid in grids),
        numbers={"rows of emergency [] | 2025-03": None, "rows of visit [] | 2025-01": 336},
        sums=(("rows of visit [] | 2025-01/2025-11", "rows of visit [] | 2025-01"),),
        notes=("The service opened on 13 January 2025: January is a shorter month.", "Not registered visitors are outside these figures."),
        revision=1,
        revises="ab12" * 16,
        changes=(
            Change(grid="use", row="May 2025", column="Injecting episodes", was="438", now="440", why=("late_entry",), entries=(31_002, 31_007)),
            Change(grid="use", row="March 2025", column="Medical emergencies", was="11", now="kept back", why=("correction", "kept_back"), entries=(30_114,)),
            Change(grid="substances", row="June 2025", column="Street benzodiazepines sold as diazepam, etizolam or bromazolam", was="7.9 %", now="8.3 %", why=("not_explained",)),
        ),
    )  # fmt: skip
    return msgspec.structs.replace(made, **changed)


def invented(grid: Grid) -> Grid:
    """The same table as a demo prints it: fitted to what was published, the rest invented."""
    rows = []
    for row in grid.rows:
        figures = tuple(
            msgspec.structs.replace(one, tag="fitted" if grid.name == "use" and n < 2 else "invented") for n, one in enumerate(row.figures)
        )
        rows.append(msgspec.structs.replace(row, figures=figures))
    return msgspec.structs.replace(grid, rows=tuple(rows))


def plain() -> Release:
    """A first publication of three months by a facility of its own: two counts, nothing kept back."""
    rows = tuple(Row(label=f"{NAMES[n]} 2025", period=MONTHS[n], figures=(count(336 + 61 * n), count(268 + 43 * n))) for n in range(3))
    grid = Grid(name="use", title="Service accessed and injecting episodes", chart="bars", rows=rows,
                columns=(Column(label="Service accessed", indicator="service_accessed"), Column(label="Injecting episodes", indicator="injecting_episodes")))  # fmt: skip
    rules = Rules(name="generic", effective_from=None, time_zone="Europe/London", day_starts="00:00", suppress_below=None)
    return difficult(demo=False, until="2025-03", grids=(grid,), rules=rules, revision=0, revises="", changes=(), notes=(), facility_name="Harbour House",
                     title="Use by month", set="use", numbers={}, sums=())  # fmt: skip
