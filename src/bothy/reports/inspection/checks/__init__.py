"""One question a check; each file one subject. `answers` is in the order in which a pack shows them."""

from bothy.reports.inspection.checks import emergencies, people, record, registers, staff, use
from bothy.reports.inspection.checks.record import Walked
from bothy.reports.inspection.ground import Ground
from bothy.reports.inspection.told import Answer


def answers(ground: Ground, walked: Walked) -> tuple[Answer, ...]:
    """Every check answered."""
    on_floor, trained = staff.staffed(ground)
    return (
        people.inside(ground),
        people.places(ground),
        people.seen_out(ground),
        on_floor,
        trained,
        staff.watched(ground),
        staff.named(ground),
        staff.looked(ground),
        use.asked(ground),
        use.of_age(ground),
        use.first_time(ground),
        use.supplies(ground),
        use.routes(ground),
        emergencies.departures(ground),
        emergencies.ambulance(ground),
        emergencies.reported(ground),
        emergencies.complete(ground),
        emergencies.deaths(ground),
        registers.left_behind(ground),
        registers.restrictions(ground),
        registers.incidents(ground),
        registers.visitors(ground),
        registers.duties(ground),
        record.chain(ground, walked),
        record.checkpoints(ground, walked),
        record.known(ground),
        record.told_late(ground),
        record.no_handling(ground),
    )


__all__ = ["Walked", "answers"]
