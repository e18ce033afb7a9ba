"""The invented people: as many, and as many men and women, as the published table counts."""

from dataclasses import dataclass
from uuid import UUID

import numpy as np

from bothy.demo.names import chosen_names, codes
from bothy.demo.plan_streams import made_id, pick, stream

NEWCOMERS = (85, 75, 60, 45, 40, 40, 40, 33)
"""In which month people first come. Invented, but that they add up to everyone."""

AGES = {
    "18-24": 0.03,
    "25-34": 0.17,
    "35-44": 0.41,
    "45-54": 0.30,
    "55-64": 0.07,
    "65+": 0.01,
    "declined": 0.01,
}
ROUTES = {"vein": 0.93, "muscle": 0.04, "under_skin": 0.03}
SITES = {
    "arm_left": 0.3,
    "arm_right": 0.18,
    "groin": 0.27,
    "hand": 0.1,
    "leg": 0.08,
    "neck": 0.03,
    "foot": 0.04,
}
OTHERWISE = {
    "street": 0.3, "close_or_stair": 0.2, "car_park": 0.09, "park_or_waste_ground": 0.11, "public_toilet": 0.08,
    "hostel": 0.1, "own_home": 0.06, "someone_elses_home": 0.04, "other": 0.02,
}  # fmt: skip


@dataclass(frozen=True)
class Invented:
    """One invented service user and their habits. ``drugs``: log odds by category of the published table."""

    id: UUID
    name: str
    code: str
    sex: str
    age_band: str
    weight: float
    first_month: int
    last_month: int
    use_lean: float
    drugs: tuple[float, float, float, float]
    route: str
    site: str
    otherwise: str
    alone: float
    benzodiazepines: float
    alcohol: float
    wheelchair: bool


def draw_people(seed: int, male: int, female: int, months: int) -> list[Invented]:
    """Everyone who will ever come in the history, the most frequent first."""
    rng = stream(seed, "people")
    total = male + female
    sexes = ["male"] * male + ["female"] * female
    order = rng.permutation(total)
    sexes = [sexes[i] for i in order]
    # The one who comes most is a man who has been there from the first month, as was reported of the real house.
    swap = sexes.index("male")
    sexes[0], sexes[swap] = sexes[swap], sexes[0]
    names, words = chosen_names(stream(seed, "names"), sexes), codes(stream(seed, "codes"), total)
    first = np.repeat(np.arange(months), _newcomers(total, months))
    rng.shuffle(first[1:])
    weights = rng.lognormal(0.0, 1.45, total)
    weights = np.minimum(weights, 14.0)
    people = []
    for i in range(total):
        leaves = months - 1 if i == 0 or rng.random() < 0.55 else int(rng.integers(first[i], months))
        lean = rng.normal(0, 1.2, 3)
        people.append(
            Invented(
                id=made_id(seed, "person", i),
                name=names[i],
                code=words[i],
                sex=sexes[i],
                age_band=pick(rng, AGES),
                weight=float(weights[i]),
                first_month=int(first[i]),
                last_month=leaves,
                use_lean=float(rng.normal(0, 1.1)) + (1.5 if i == 0 else 0),
                drugs=(1.4 + float(lean[0]), float(lean[1]), -0.6 + float(lean[2]), -2.0),
                route=pick(rng, ROUTES),
                site=pick(rng, SITES),
                otherwise=pick(rng, OTHERWISE),
                alone=float(rng.beta(1.2, 1.2)),
                benzodiazepines=float(rng.beta(0.6, 2.2)),
                alcohol=float(rng.beta(0.5, 3.0)),
                wheelchair=bool(rng.random() < 0.03),
            )
        )
    return people


def _newcomers(total: int, months: int) -> np.ndarray:
    """The newcomers of each month, scaled to any total so that smaller worlds can be drawn in tests."""
    shape = np.array(NEWCOMERS[:months], float)
    counts = np.floor(shape / shape.sum() * total).astype(int)
    counts[: total - counts.sum()] += 1
    return counts
