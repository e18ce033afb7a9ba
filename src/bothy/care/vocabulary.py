"""The code lists of the floor: every value that staff can choose, in the field's own words.

Sources: the Thistle's published page, NEO/NEO360 (Ontario), OnPoint NYC's intake form, the Scottish
injecting equipment provision sets. Labels for people are in ``words.en.json``, one catalogue for
screens, reports and print; a test fails when a code has no label.
"""

from typing import Literal, get_args

Unasked = Literal["declined", "not_asked", "not_known"]
"""Real answers, never blanks: a person may decline, staff may not ask, nobody may know."""

AgeBand = Literal["18-24", "25-34", "35-44", "45-54", "55-64", "65+", "declined", "not_asked", "not_known"]
Sex = Literal["male", "female", "other", "declined", "not_asked", "not_known"]

Purpose = Literal[
    "use", "wound_care", "testing", "advice", "supplies", "naloxone_kit", "shower", "laundry",
    "clothing", "food", "housing_help", "treatment_help", "other", "not_known",
]  # fmt: skip

Substance = Literal[
    "heroin", "cocaine", "crack", "street_benzodiazepine", "prescribed_benzodiazepine",
    "gabapentinoid", "alcohol", "amphetamine", "methamphetamine", "ketamine", "methadone",
    "buprenorphine", "other_opioid_medicine", "suspected_nitazene", "fentanyl_type",
    "synthetic_cannabinoid", "cannabis", "image_or_performance_drug", "other", "not_known",
]  # fmt: skip

Route = Literal[
    "vein", "muscle", "under_skin", "smoked", "foil", "pipe", "snorted", "swallowed", "rectal",
    "declined", "not_asked", "not_known",
]  # fmt: skip
INJECTED_ROUTES: frozenset[str] = frozenset({"vein", "muscle", "under_skin"})
INHALED_ROUTES: frozenset[str] = frozenset({"smoked", "foil", "pipe"})

Site = Literal[
    "arm_left", "arm_right", "hand", "leg", "foot", "groin", "neck", "other", "declined",
    "not_asked", "not_known",
]  # fmt: skip

LastUsed = Literal[
    "under_2_hours", "today", "yesterday", "this_week", "this_month", "over_a_month", "never",
    "declined", "not_asked", "not_known",
]  # fmt: skip

RiskFlag = Literal[
    "alcohol_today", "benzodiazepines_today", "opioids_today", "low_tolerance", "first_time_here",
    "left_prison_4_weeks", "left_hospital_4_weeks", "overdose_before", "unwell", "pregnant",
    "very_drowsy", "new_supply",
]  # fmt: skip

Otherwise = Literal[
    "street", "park_or_waste_ground", "close_or_stair", "public_toilet", "car_park", "car",
    "hostel", "own_home", "someone_elses_home", "would_not_have_used", "other", "declined",
    "not_asked", "not_known",
]  # fmt: skip
Alone = Literal["yes", "no", "declined", "not_asked", "not_known"]

Stage = Literal["waiting", "assessment", "using", "aftercare", "left"]
PlaceKind = Literal["inject", "smoke", "chair"]
PlaceStatus = Literal["ready", "being_cleaned", "out_of_use"]

SeenState = Literal["awake", "drowsy_rousable", "asleep_breathing"]

Service = Literal[
    "injecting_advice", "wound_care", "bbv_test", "vaccination", "sexual_health",
    "naloxone_training", "mental_health_talk", "drug_checking", "treatment_talk", "housing_talk",
    "welfare_talk", "shower", "laundry", "clothing", "food", "peer_support", "clinic", "other",
]  # fmt: skip

SupplyItem = Literal[
    "needle", "syringe", "one_piece_set", "spoon", "citric", "vitamin_c", "filter", "wipe", "water",
    "swab", "tourniquet", "foil", "pipe", "sharps_bin", "naloxone_kit_im", "naloxone_kit_nasal",
    "condom", "other",
]  # fmt: skip

ReferralTo = Literal[
    "drug_treatment", "housing", "bbv_team", "sexual_health", "gp", "emergency_department",
    "mental_health", "social_work", "welfare_rights", "legal_advice", "wound_clinic", "third_sector",
    "other",
]  # fmt: skip
ReferralStep = Literal[
    "offered", "declined", "accepted", "made", "acknowledged", "appointment", "attended", "engaged",
    "lost", "not_known",
]  # fmt: skip
SaidBy = Literal["service_user", "service", "staff", "record", "not_known"]
Engagement = Literal[
    "opioid_substitution_started", "residential_started", "counselling_started",
    "stimulant_programme_started", "tenancy_started", "treatment_for_virus_started", "other",
]  # fmt: skip

TurnedAwayReason = Literal[
    "full", "closing_soon", "closed", "under_age", "not_eligible", "too_unwell", "restricted",
    "would_not_accept_rules", "violence_or_threat", "no_substance", "left_without_waiting", "other",
    "not_known",
]  # fmt: skip

EndedHow = Literal[
    "left", "left_before_use", "left_against_advice", "asked_to_leave", "to_hospital",
    "closed_by_staff", "died",
]  # fmt: skip
Used = Literal["yes", "no", "not_known"]

Breathing = Literal["normal", "slow", "shallow", "gasping", "absent"]
Consciousness = Literal["alert", "confused", "voice", "pain", "unresponsive"]
Skin = Literal["normal", "pale", "blue", "flushed_hot", "sweating"]
Pupils = Literal["normal", "pinpoint", "wide", "unequal"]
Seizure = Literal["started", "stopped", "none"]
Agitation = Literal["calm", "restless", "agitated", "danger_to_self_or_others"]
ActionTaken = Literal[
    "stimulation", "airway_opened", "airway_cleared", "position", "airway_adjunct", "rescue_breaths",
    "bag_and_mask", "oxygen", "oxygen_stopped", "naloxone", "cpr", "cpr_stopped", "aed_attached",
    "aed_shock", "aed_no_shock", "cooling", "fluids", "calming", "glucose", "other",
]  # fmt: skip
VENTILATION: frozenset[str] = frozenset({"rescue_breaths", "bag_and_mask", "cpr"})
NaloxoneRoute = Literal["im", "nasal", "iv", "not_known"]
AmbulanceStep = Literal[
    "called", "not_called", "arrived", "handed_over", "left_with_person", "declined_by_person",
    "left_without", "stood_down",
]  # fmt: skip
NotCalledWhy = Literal[
    "recovering", "no_condition_met", "clinician_here", "lead_decided", "person_declined",
    "raised_in_error", "other", "not_known",
]  # fmt: skip
AmbulanceCondition = Literal[
    "every_emergency", "not_breathing", "cpr", "not_rousable_after_two_doses", "most_doses_given", "chest_pain",
    "seizure", "long_seizure", "second_seizure", "stroke_signs", "hot", "hot_and_confused",
    "danger_to_self_or_others",
]  # fmt: skip
"""What house rules may name as a reason to call an ambulance; each is read from what is recorded."""

StockItem = Literal["naloxone_im", "naloxone_nasal", "glucose", "oxygen_cylinder", "aed_pads"]
StockStatus = Literal["open", "used_up", "withdrawn"]
Presentation = Literal[
    "opioid", "stimulant", "mixed", "sedative", "seizure", "faint", "allergic", "cardiac", "injury",
    "mental_health", "other", "not_known",
]  # fmt: skip
EmergencyOutcome = Literal[
    "recovered_here", "to_hospital", "left_against_advice", "died", "raised_in_error", "not_known"
]
EmergencyWhere = Literal[
    "place", "aftercare", "recovery_area", "clinical_room", "waiting", "toilet", "entrance", "outside",
    "other", "not_known",
]  # fmt: skip
Pathway = Literal["opioid", "stimulant", "both", "not_known"]
Severity = Literal["life_threatening", "severe", "moderate", "mild", "not_known"]
EmergencyRule = Literal[
    "ambulance_not_called", "too_little_recorded", "raised_in_error_late", "naloxone_before_oxygen",
    "dose_too_soon", "more_doses_than_reviewed", "not_looked_at",
]  # fmt: skip
"""House rules of an emergency that may be departed from, with a reason said afterwards."""
DepartureWhy = Literal[
    "condition_of_the_person", "clinical_judgement", "person_declined", "staff_elsewhere",
    "equipment_missing", "not_safe", "recorded_wrongly", "not_recorded_in_time", "other", "not_known",
]  # fmt: skip
DebriefOf = Literal["staff", "person"]
DebriefOutcome = Literal["done", "declined", "not_possible"]
DutyHow = Literal["email", "telephone", "online_form", "letter", "in_person", "other"]

Appearance = Literal[
    "white", "off_white", "brown", "green", "blue", "pink_or_purple", "grey", "yellow", "clear_liquid", "tablet",
    "crystals", "does_not_dissolve", "gels_or_thickens", "unusual_smell", "other", "not_asked", "not_known",
]  # fmt: skip
MissedHow = Literal["missed", "not_heard", "told_late"]
"""What became of a watch that was written down as missed."""
TimedBy = Literal["ticks", "offset", "told"]
"""What the house went by for the time of an entry."""
WithdrawnWhy = Literal["wrong_figures", "points_at_somebody", "wrong_period", "published_by_mistake", "other"]

FlagEnded = Literal["warned_and_over", "found_harmless", "one_person", "wrongly_recorded", "other"]

AskedBy = Literal["person", "representative", "retention", "court", "other"]
HeldShownHow = Literal["on_screen", "printed", "file"]

ConsentTo = Literal["evaluation", "linkage", "contact"]
ConsentWord = Literal["given", "declined", "withdrawn", "not_asked"]
VaultPart = Literal["identity", "contact", "consent_paper"]
VaultAct = Literal["kept", "changed", "removed"]
LookReason = Literal[
    "treatment", "testing", "result_to_give", "contact_asked_for", "asked_by_the_person", "safeguarding",
    "emergency", "entered_wrongly", "linkage", "legal_request",
]  # fmt: skip
LookReview = Literal["in_order", "not_in_order", "to_be_looked_into"]
RequestFrom = Literal[
    "police", "procurator_fiscal", "court", "inspector", "other_authority", "solicitor", "press", "other"
]
RequestWants = Literal["identity", "attendance", "record", "footage", "statistics", "items", "entry", "other"]
RequestDecision = Literal["refused", "granted", "granted_in_part", "not_held", "withdrawn"]
RequestGiven = Literal[
    "nothing", "confirmation", "record_of_one_person", "statistics", "items", "entry", "other"
]

Competence = Literal[
    "life_support", "naloxone", "airway_and_oxygen", "defibrillator", "safeguarding", "trauma_informed", "infection_control",
    "fire_warden", "manual_handling", "other",
]  # fmt: skip
AccessChange = Literal[
    "device_enrolled", "device_taken_out", "staff_added", "staff_left", "staff_back", "role_changed", "pin_set",
    "password_set", "second_factor_set", "second_factor_removed", "recovery_codes_made", "signed_out_everywhere",
    "vault_given", "vault_taken_back",
]  # fmt: skip

ProtocolVerdict = Literal["go_on", "change", "pause", "stop", "put_off"]

ItemLooks = Literal[
    "powder", "tablets", "liquid", "plant", "wrap_unopened", "equipment_used", "other", "not_known"
]
ItemTo = Literal["safe", "police", "destroyed"]
CountFinding = Literal["as_it_should_be", "differs"]
IncidentKind = Literal[
    "violence_or_threat", "injury", "needlestick", "dealing_suspected", "sharing_suspected", "weapon", "theft", "fire",
    "equipment_failed", "data_incident", "complaint", "complaint_of_neighbour", "safeguarding", "medication_error",
    "death_elsewhere", "other",
]  # fmt: skip
IncidentAct = Literal[
    "talked_to", "asked_to_leave", "acknowledged", "police_called", "police_came", "restricted", "reported", "looked_into", "answered",
    "apologised", "put_right", "taught", "closed", "opened_again",
]  # fmt: skip
IncidentOutcome = Literal["upheld", "partly_upheld", "not_upheld", "no_finding", "passed_on", "withdrawn"]
RestrictionKind = Literal["whole_house", "using_space", "accompanied_only", "hours"]
RestrictionWhy = Literal[
    "violence_or_threat", "dealing", "sharing", "weapon", "theft", "rules_broken", "risk_to_self", "court_or_police", "other",
]  # fmt: skip
RestrictionStep = Literal["told", "reviewed", "changed", "lifted"]
VisitorKind = Literal[
    "inspector", "police", "prosecutor", "councillor_or_politician", "health_board", "contractor", "student", "researcher",
    "neighbour", "family", "press", "other",
]  # fmt: skip
VisitorPurpose = Literal[
    "inspection", "handing_over_items", "repair", "teaching", "meeting", "looking_round", "enquiry", "other"
]

Role = Literal[
    "reception", "worker", "nurse", "shift_lead", "manager", "analyst", "inspector", "administrator"
]
FLOOR_ROLES: frozenset[str] = frozenset({"reception", "worker", "nurse", "shift_lead"})

CODE_LISTS: dict[str, object] = {
    "unasked": Unasked, "age_band": AgeBand, "sex": Sex, "purpose": Purpose, "substance": Substance,
    "route": Route, "site": Site, "last_used": LastUsed, "risk_flag": RiskFlag,
    "otherwise": Otherwise, "alone": Alone, "stage": Stage, "place_kind": PlaceKind,
    "place_status": PlaceStatus, "seen_state": SeenState, "service": Service,
    "supply_item": SupplyItem, "referral_to": ReferralTo, "referral_step": ReferralStep,
    "said_by": SaidBy, "engagement": Engagement, "turned_away_reason": TurnedAwayReason,
    "ended_how": EndedHow, "used": Used, "breathing": Breathing, "consciousness": Consciousness,
    "skin": Skin, "pupils": Pupils, "seizure": Seizure, "agitation": Agitation,
    "action": ActionTaken, "naloxone_route": NaloxoneRoute, "ambulance_step": AmbulanceStep,
    "not_called_why": NotCalledWhy, "ambulance_condition": AmbulanceCondition,
    "stock_item": StockItem, "stock_status": StockStatus, "presentation": Presentation,
    "appearance": Appearance, "flag_ended": FlagEnded, "emergency_outcome": EmergencyOutcome,
    "emergency_where": EmergencyWhere, "pathway": Pathway, "severity": Severity,
    "departure_why": DepartureWhy, "debrief_of": DebriefOf, "debrief_outcome": DebriefOutcome,
    "duty_how": DutyHow, "withdrawn_why": WithdrawnWhy, "timed_by": TimedBy, "missed_how": MissedHow, "role": Role,
    "asked_by": AskedBy, "held_shown_how": HeldShownHow, "consent_to": ConsentTo,
    "consent_word": ConsentWord, "vault_part": VaultPart, "vault_act": VaultAct,
    "look_reason": LookReason, "look_review": LookReview, "request_from": RequestFrom,
    "request_wants": RequestWants, "request_decision": RequestDecision,
    "request_given": RequestGiven, "competence": Competence, "access_change": AccessChange,
    "protocol_verdict": ProtocolVerdict, "item_looks": ItemLooks, "item_to": ItemTo,
    "count_finding": CountFinding, "incident_kind": IncidentKind, "incident_act": IncidentAct,
    "incident_outcome": IncidentOutcome, "restriction_kind": RestrictionKind,
    "restriction_why": RestrictionWhy, "restriction_step": RestrictionStep,
    "visitor_kind": VisitorKind, "visitor_purpose": VisitorPurpose,
}  # fmt: skip


def codes(name: str) -> tuple[str, ...]:
    """The codes of one list in the order in which screens show them; KeyError for an unknown list."""
    return get_args(CODE_LISTS[name])
