"""The course of an emergency: what was seen and done, minute by minute, and what nobody wrote down."""

from uuid import UUID

from bothy.care.bodies import (
    Acted,
    AmbulanceMoved,
    DutyDone,
    EmergencyClosed,
    EmergencyPlaced,
    EmergencyRaised,
    Observed,
    StaffJoined,
)  # fmt: skip
from bothy.care.rules import SCOTLAND
from bothy.demo.plan_months import Stay
from bothy.demo.plan_streams import made_id
from bothy.demo.plan_write import Scribe

NALOXONE_SHARE = 0.55
"""Of opioid emergencies; of all of them a quarter to a third then gets naloxone (Canada's federal sites: 26 %)."""
AMBULANCE_SHARE, HOSPITAL_SHARE, THIN_SHARE = 0.3, 0.4, 0.2


def write_emergency(scribe: Scribe, stay: Stay) -> str:
    """Write one emergency of a visit; returns how the visit ends."""
    at, rng = stay.minutes, scribe.rng
    subject = made_id(scribe.seed, "emergency", stay.id)
    alarm = at["alarm"]
    in_place = alarm < at["rises"]
    where, place = ("place", stay.place) if in_place else ("aftercare", None)
    nurse, worker = scribe.who(alarm, "nurse"), scribe.who(alarm, "worker")
    if rng.random() < 0.7:
        scribe.write(alarm, "raise-emergency", subject, EmergencyRaised(), worker)
        placed = EmergencyPlaced(where=where, place=place, visit=stay.id)
        scribe.write(alarm + rng.uniform(0.05, 0.2), "place-emergency", subject, placed, worker)
    else:
        body = EmergencyRaised(where=where, place=place, visit=stay.id)
        scribe.write(alarm, "raise-emergency", subject, body, worker)
    scribe.write(alarm + 0.25, "join-emergency", subject, StaffJoined(staff=nurse), nurse)
    scribe.write(alarm + 0.3, "join-emergency", subject, StaffJoined(staff=worker), worker)
    opioid = "heroin" in (stay.category or "") or (stay.category == "other" and rng.random() < 0.4)
    thin = rng.random() < THIN_SHARE
    course = Course(scribe, subject, alarm, nurse, worker)
    if opioid:
        course.opioid(thin, rng.random() < NALOXONE_SHARE)
        presentation = "mixed" if stay.category == "heroin_and_cocaine" else "opioid"
    else:
        course.stimulant(thin)
        presentation = ("stimulant", "stimulant", "seizure", "faint")[int(rng.integers(4))]
    hospital = False
    if rng.random() < AMBULANCE_SHARE:
        hospital = course.ambulance(rng.random() < HOSPITAL_SHARE, at["calm"] - alarm)
    outcome = "to_hospital" if hospital else "recovered_here"
    if not hospital and rng.random() < 0.05:
        outcome = "left_against_advice"
    if thin and rng.random() < 0.5:
        presentation = "not_known"
    debrief = None if thin else bool(rng.random() < 0.8)
    body = EmergencyClosed(outcome=outcome, presentation=presentation, debrief_done=debrief)
    scribe.write(at["calm"], "close-emergency", subject, body, nurse)
    _report(scribe, subject, at["calm"], course.called, nurse)
    if hospital:
        at["leaves"] = at["calm"] + 0.5
        return "to_hospital"
    if outcome == "left_against_advice":
        at["leaves"] = at["calm"] + 4.0
        return "left_against_advice"
    return "left"


def _report(scribe: Scribe, subject: UUID, closed: float, called: bool, nurse: UUID) -> None:
    """Most duties are done before the shift ends; one in twelve emergencies still waits for somebody to say so."""
    if subject.int % 12 == 0:
        return
    wanted = {"emergency", "ambulance"} if called else {"emergency"}
    for n, duty in enumerate(one for one in SCOTLAND.duties if one.after in wanted):
        done = DutyDone(
            duty=duty.name, how="email" if n else "telephone", evidence=f"N-{subject.int % 9000 + 1000}"
        )
        scribe.write(closed + 3.0 + n, "do-duty", subject, done, nurse)


class Course:
    """Writes the looks and acts of one emergency, minutes after the alarm."""

    def __init__(self, scribe: Scribe, subject: UUID, alarm: float, nurse: UUID, worker: UUID) -> None:
        self.scribe, self.subject, self.alarm = scribe, subject, alarm
        self.nurse, self.worker, self.rng = nurse, worker, scribe.rng
        self.called = False

    def look(self, after: float, **seen: object) -> None:
        self.scribe.write(self.alarm + after, "observe", self.subject, Observed(**seen), self.nurse)

    def act(self, after: float, action: str, **how: object) -> None:
        by = self.nurse if action in ("oxygen", "naloxone") else self.worker
        body = Acted(action=action, by=by, **how)
        self.scribe.write(self.alarm + after, "act", self.subject, body, by)

    def opioid(self, thin: bool, naloxone: bool) -> None:
        rng = self.rng
        spo2, breaths = int(rng.integers(66, 88)), int(rng.integers(3, 9))
        deep = "unresponsive" if naloxone or rng.random() < 0.3 else "pain"
        self.look(
            0.4, breathing="absent" if breaths < 4 else "slow", breaths_per_minute=breaths, consciousness=deep,
            skin="blue" if spo2 < 78 else "pale", pupils=None if thin else "pinpoint",
            spo2_percent=None if thin else spo2,
        )  # fmt: skip
        self.act(0.5, "stimulation")
        self.act(0.8, "airway_opened")
        self.act(1.1, "oxygen", litres_per_minute=15.0)
        if breaths < 5:
            self.act(1.5, "rescue_breaths")
        better = 2.4
        if naloxone:
            self._naloxone(2.2)
            better = 5.0
            if rng.random() < 0.45:
                self._naloxone(2.2 + 2.6)
                better = 7.6
        if thin:
            return
        self.look(
            better - 0.3, breathing="shallow", breaths_per_minute=breaths + 3, on_oxygen=True,
            spo2_percent=min(94, spo2 + 11), consciousness="pain",
        )  # fmt: skip
        self.look(
            better + 1.8, breathing="normal", breaths_per_minute=int(rng.integers(11, 16)), on_oxygen=True,
            spo2_percent=int(rng.integers(95, 100)), consciousness="voice", skin="normal",
        )  # fmt: skip

    def _naloxone(self, after: float) -> None:
        if self.rng.random() < 0.75:
            self.act(after, "naloxone", dose_mg=0.4, route="im", batch=f"N{self.rng.integers(1000, 9999)}")
        else:
            self.act(after, "naloxone", dose_mg=1.8, route="nasal")

    def stimulant(self, thin: bool) -> None:
        rng = self.rng
        pulse = int(rng.integers(128, 172))
        self.look(
            0.5, breathing="shallow" if rng.random() < 0.6 else "normal", consciousness="confused", skin="flushed_hot", pupils="wide",
            pulse_per_minute=pulse, temperature_celsius=None if thin else round(float(rng.uniform(37.4, 39.2)), 1),
        )  # fmt: skip
        self.act(0.9, "calming")
        if rng.random() < 0.55:
            self.act(1.4, "oxygen", litres_per_minute=10.0)
        if rng.random() < 0.6:
            self.act(1.9, "cooling")
        if rng.random() < 0.3:
            self.act(2.2, "position")
        if thin:
            return
        self.look(
            4.0, pulse_per_minute=pulse - 18, systolic_mmhg=int(rng.integers(138, 185)),
            diastolic_mmhg=int(rng.integers(82, 110)), consciousness="alert", spo2_percent=int(rng.integers(95, 100)),
        )  # fmt: skip
        self.look(8.5, pulse_per_minute=pulse - 40, consciousness="alert", skin="normal", breathing="normal")

    def ambulance(self, takes: bool, closes: float) -> bool:
        """Called early; crews come within the emergency or are stood down. True when it took the person."""
        self.called = True
        called = float(self.rng.uniform(1.6, 3.0))
        self._crew(called, "called")
        arrives = called + float(self.rng.uniform(5, 12))
        if arrives + 1.6 > closes:
            self._crew(closes - 0.4, "stood_down")
            return False
        self._crew(arrives, "arrived")
        self._crew(arrives + 0.7, "handed_over")
        self._crew(min(arrives + 4.0, closes - 0.2), "left_with_person" if takes else "left_without")
        return takes

    def _crew(self, after: float, step: str) -> None:
        self.scribe.write(
            self.alarm + after, "move-ambulance", self.subject, AmbulanceMoved(step=step), self.nurse
        )
