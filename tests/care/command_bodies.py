"""A body for every kind of command, for tests that want any command of a kind."""

from __future__ import annotations

import msgspec

from bothy.care.rules import SCOTLAND

PUBLISHED = {
    "set": "thistle", "since": "2025-08", "until": "2025-08", "number": 1, "digest": "ab" * 32, "sha256": "cd" * 32,
}  # fmt: skip

BODIES: dict[str, object] = {
    "found-facility": {"name": "x", "time_zone": "UTC", "places": [{"number": 1}]},
    "set-clock": {"clock": {"origin": "2025-09-01T00:00:00Z", "wall": "2025-09-01T00:00:00Z"}},
    "sign-rules": {
        "rules": msgspec.to_builtins(SCOTLAND),
        "effective_from": "2025-10-01T00:00:00Z",
        "signer": "00000000-0000-4000-8000-000000000001",
    },
    "open-floor": {}, "close-floor": {}, "change-place": {"place": 1, "status": "ready"},
    "come-on-shift": {"staff": "00000000-0000-4000-8000-000000000001", "role": "nurse"},
    "go-off-shift": {"staff": "00000000-0000-4000-8000-000000000001"},
    "turn-away": {"reason": "full"}, "note": {"about": "visit", "digest": "ab" * 32},
    "register-person": {}, "link-person": {}, "enter-stage": {"stage": "waiting"}, "assess": {"preparations": "not_asked"},
    "start-visit": {"person": "00000000-0000-4000-8000-000000000001", "purposes": ["use"]},
    "give-place": {"place": 1}, "start-episode": {},
    "end-episode": {"episode": "00000000-0000-4000-8000-000000000001"},
    "see": {"visits": ["00000000-0000-4000-8000-000000000001"]}, "give-service": {"service": "shower"},
    "give-supplies": {"items": []}, "end-visit": {},
    "miss-watch": {
        "watch": "00000000-0000-4000-8000-000000000001", "rule": "seen", "level": 1,
        "due_at": "2025-09-01T00:00:00Z",
    },
    "settle-contest": {"about": "person"},
    "offer-referral": {"person": "00000000-0000-4000-8000-000000000001", "to": "housing"},
    "move-referral": {"step": "made"},
    "correct": {"entry": "00000000-0000-4000-8000-000000000001", "reason": "x", "void": True},
    "raise-emergency": {}, "place-emergency": {"where": "toilet"},
    "join-emergency": {"staff": "00000000-0000-4000-8000-000000000001"},
    "note-stock": {"item": "naloxone_im", "batch": "AB 123"}, "say-presentation": {"presentation": "opioid"},
    "explain-departure": {"rule": "dose_too_soon", "why": "clinical_judgement"},
    "debrief": {"of": "staff"}, "do-duty": {"duty": "notice", "how": "email"},
    "observe": {"breathing": "slow"}, "act": {"action": "oxygen"}, "move-ambulance": {"step": "called"},
    "close-emergency": {"outcome": "recovered_here"}, "describe-substance": {"appearances": ["green"]},
    "flag-batch": {
        "about": "any", "code": "any", "since": "2025-09-01T00:00:00Z", "uses": 9, "expected": 0.1,
        "emergencies": ["00000000-0000-4000-8000-000000000001"], "usual_per_1000": 10.0, "tested": 12,
        "baseline_emergencies": 1, "baseline_uses": 100, "false_alarm_years": 12.0,
    },
    "note-export": {"what": "facts", "reason": "asked by the evaluators", "upto": 3, "manifest": "ab" * 32},
    "check-publication": PUBLISHED,
    "sign-publication": PUBLISHED,
    "withdraw-publication": {"why": "wrong_figures"},
    "send-publication": {"to": "the partnership", "how": "email"},
    "end-flag": {"flag": "00000000-0000-4000-8000-000000000001", "why": "found_harmless"},
}  # fmt: skip
