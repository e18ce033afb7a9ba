"""The board as plain sorted JSON, to hold two folds against each other, in any language.

Times are whole milliseconds since 1970, ids are text, lists that have no order of their own are sorted.
What depends on numbers or on when a line was recorded is left out: it differs with the order of arrival.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from bothy.care import board, links, register_items, register_visitors, restrictions
from bothy.care.completeness import completeness
from bothy.care.departures import departed
from bothy.care.duties import duties
from bothy.care.hours import milliseconds
from bothy.care.house import Emergency, House, Referral, Visit
from bothy.care.pathway import pathway
from bothy.care.prompts import prompts
from bothy.care.severity import severity
from bothy.care.signs import doses, last_values
from bothy.care.watches import due


def canonical(house: House, now: datetime) -> dict[str, Any]:
    """Every derived field of visits, emergencies, referrals, places, staff, contests, today, watches.

    People are not among them: their running counts travel beside the lines.
    """
    statuses = board.place_statuses(house)
    held = board.holders(house)
    return {
        "facility": {
            "id": _text(house.facility),
            "name": house.name,
            "time_zone": house.time_zone,
            "demo": house.demo,
            "floor_open": house.floor_open,
            "floor_since": _ms(house.floor_since),
            "rules": [[one.rules.name, _ms(one.effective_from), str(one.signer)] for one in house.rules],
        },
        "places": [
            {
                "number": spec.number,
                "kind": spec.kind,
                "accessible": spec.accessible,
                "status": statuses[spec.number],
                "visits": [str(visit) for visit in held.get(spec.number, ())],
            }
            for spec in sorted(house.specs, key=lambda spec: spec.number)
        ],
        "staff": [
            {"staff": str(one.staff), "role": one.role, "since": _ms(one.since), "here": one.here}
            for one in sorted(house.on_floor.values(), key=lambda one: str(one.staff))
        ],
        "flags": [
            {
                "id": str(one.id),
                "at": _ms(one.at),
                "ended_at": _ms(one.ended_at),
                "about": one.said.about,
                "code": one.said.code,
            }
            for one in sorted(house.flags, key=lambda one: str(one.id))
        ],
        "stock": [
            [
                one.item,
                one.batch,
                None if one.expires is None else str(one.expires),
                one.status,
                _ms(one.since),
            ]
            for one in sorted(house.stock, key=lambda one: (one.item, one.batch))
        ],
        "visits": [_visit(house, visit) for visit in _sorted(house.visits)],
        "emergencies": [_emergency(house, emergency, now) for emergency in _sorted(house.emergencies)],
        "referrals": [_referral(referral) for referral in _sorted(house.referrals)],
        "registers": [
            [str(one.id), [str(line.id) for line in one.lines], _ms(one.over_at)]
            for one in _sorted(house.registers)
        ],
        "items": [
            [str(one.id), one.bag, one.where_now, _ms(one.since), [step.bag for step in one.steps]]
            for one in register_items.items_of(house)
        ],
        "visitors": [
            [str(one.id), one.what, _ms(one.came_at), _ms(one.went_at)]
            for one in register_visitors.visitors(
                line for file in house.registers.values() for line in file.lines
            )
        ],
        "restricted": [
            [str(person), [[str(one.id), one.what] for one in holds]]
            for person in sorted(house.restricted, key=str)
            if (holds := restrictions.standing(house, person, now))
        ],
        "contests": [
            {"about": one.about, "visits": sorted(str(visit) for visit in one.visits)}
            for one in sorted(
                board.contests(house), key=lambda one: (one.about, [str(v) for v in one.visits])
            )
        ],
        "to_link": [str(person.id) for person in links.to_link(house)],
        "today": msgspec.to_builtins(board.today(house, now)),
        "watches": [
            {
                "id": str(one.id),
                "rule": one.rule,
                "subject": str(one.subject),
                "level": one.level,
                "due_at": _ms(one.due_at),
                "overdue": one.overdue,
            }
            for one in sorted(due(house, now), key=lambda one: (str(one.subject), one.rule))
        ],
    }


def _visit(house: House, visit: Visit) -> dict[str, Any]:
    emergency = board.emergency_of(house, visit)
    return {
        "id": str(visit.id),
        "lines": [str(line.id) for line in visit.lines],
        "person": _text(visit.person),
        "who": _who(house, visit),
        "started_at": _ms(visit.started_at),
        "purposes": list(visit.purposes),
        "stage": visit.stage,
        "stage_since": _ms(visit.stage_since),
        "with_staff": _text(visit.with_staff),
        "place": visit.place,
        "place_since": _ms(visit.place_since),
        "vacated": [[place, _ms(at)] for place, at in visit.vacated],
        "assessment": msgspec.to_builtins(visit.assessment),
        "assessed_at": _ms(visit.assessed_at),
        "episodes": [
            {
                "id": str(episode.id),
                "place": episode.place,
                "started_at": _ms(episode.started_at),
                "preparations": msgspec.to_builtins(episode.preparations),
                "ended_at": _ms(episode.ended_at),
                "used": episode.used,
            }
            for episode in visit.episodes
        ],
        "seen_at": _ms(visit.seen_at),
        "seen_state": visit.seen_state,
        "last_look": _ms(board.last_look(house, visit)),
        "last_naloxone": _ms(board.last_naloxone(house, visit)),
        "emergency": _text(emergency.id if emergency is not None else None),
        "services": list(visit.services),
        "supplies": [list(given) for given in visit.supplies],
        "departures": msgspec.to_builtins(visit.departures),
        "watches_missed": [[str(watch), level] for watch, level in visit.watches_missed],
        "settled": list(visit.settled),
        "ended_at": _ms(visit.ended_at),
        "ended_how": visit.ended_how,
        "said_left_at": _ms(visit.said_left_at),
        "said_left_how": visit.said_left_how,
        "reviews": [[str(review.entry), review.why] for review in visit.reviews],
        "corrected": visit.corrected,
        "open": visit.is_open,
    }


def _who(house: House, visit: Visit) -> dict[str, Any] | None:
    """Who is meant, and what "same as last time" goes by, all that they were entered as taken together."""
    person = None if visit.person is None else links.joined(house, visit.person)
    if person is None:
        return None
    return {
        "id": str(person.id),
        "visits": person.visits,
        "episodes": person.episodes,
        "last_visit_at": _ms(person.last_visit_at),
        "last_assessed_at": _ms(person.last_assessed_at),
        "otherwise_asked_at": _ms(person.otherwise_asked_at),
        "open": links.is_open(person),
    }


def _emergency(house: House, emergency: Emergency, now: datetime) -> dict[str, Any]:
    whole = completeness(emergency)
    judged = severity(emergency)
    return {
        "id": str(emergency.id),
        "lines": [str(line.id) for line in emergency.lines],
        "raised_at": _ms(emergency.raised_at),
        "raised_by": _text(emergency.raised_by),
        "where": emergency.where,
        "place": emergency.place,
        "visit": _text(emergency.visit),
        "staff": [str(staff) for staff in emergency.staff],
        "last_look_at": _ms(emergency.last_look_at),
        "oxygen_at": _ms(emergency.oxygen_at),
        "naloxone_at": _ms(emergency.naloxone_at),
        "naloxone_doses": emergency.naloxone_doses,
        "ambulance": emergency.ambulance,
        "ambulance_at": _ms(emergency.ambulance_at),
        "watches_missed": [[str(watch), level] for watch, level in emergency.watches_missed],
        "closed_at": _ms(emergency.closed_at),
        "outcome": emergency.outcome,
        "presentation": emergency.presentation,
        "drill": emergency.drill,
        "moved_at": _ms(emergency.moved_at),
        "seizure_at": _ms(emergency.seizure_at),
        "ambulance_why": emergency.ambulance_why,
        "debriefs": [[one.of, one.outcome, _ms(one.at), _text(one.by)] for one in emergency.debriefs],
        "explained": [[one.rule, one.why, _ms(one.at)] for one in emergency.explained],
        "duties_kept": [[one.duty, one.how, _ms(one.at), one.evidence] for one in emergency.duties_kept],
        "described": None
        if emergency.described is None
        else [
            msgspec.to_builtins(emergency.described.substances),
            list(emergency.described.appearances),
        ],
        "departures": msgspec.to_builtins(emergency.departures),
        "reviews": [[str(review.entry), review.why] for review in emergency.reviews],
        "corrected": emergency.corrected,
        "open": emergency.is_open,
        "reversed": whole.reversed,
        "missing": list(whole.missing),
        "acts": whole.acts,
        "pathway": pathway(house, emergency),
        "prompts": [
            [one.code, one.level, _ms(one.due_at), dict(one.values)] for one in prompts(house, emergency, now)
        ],
        "last_values": {field: [one.value, _ms(one.at)] for field, one in last_values(emergency).items()},
        "doses": [[one.nth, _ms(one.at), one.dose_mg, one.route, one.batch] for one in doses(emergency)],
        "severity": judged.level,
        "severity_reasons": [
            [one.level, one.sign, one.value, _ms(one.at), one.limit] for one in judged.reasons
        ],
        "departed": [
            [one.rule, _ms(one.at), one.why, one.not_called_why, one.reason]
            for one in departed(house, emergency, now)
        ],
        "duties": [
            [one.duty, one.after, _ms(one.since), _ms(one.due_at), _ms(one.kept_at), one.how, one.evidence]
            for one in duties(house, emergency)
        ],
    }


def _referral(referral: Referral) -> dict[str, Any]:
    return {
        "id": str(referral.id),
        "lines": [str(line.id) for line in referral.lines],
        "person": _text(referral.person),
        "to": referral.to,
        "visit": _text(referral.visit),
        "step": referral.step,
        "step_at": _ms(referral.step_at),
        "said_by": referral.said_by,
        "engagement": referral.engagement,
        "offered_at": _ms(referral.offered_at),
        "corrected": referral.corrected,
    }


def _sorted(held: Any) -> list[Any]:
    return sorted(held.values(), key=lambda one: str(one.id))


def _ms(at: datetime | None) -> int | None:
    return None if at is None else milliseconds(at)


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
