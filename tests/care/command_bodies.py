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
    "register-person": {}, "link-person": {},
    "merge-person": {"same_as": "00000000-0000-4000-8000-000000000001"}, "enter-stage": {"stage": "waiting"}, "assess": {"preparations": "not_asked"},
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
    "forget-person": {"asked_by": "person"}, "erase-words": {"before": "2024-03-01", "months": 18, "notes": 3}, "note-held-shown": {"asked_by": "person", "how": "printed"},
    "say-consent": {"to": "evaluation", "word": "given", "version": "1"},
    "keep-in-vault": {"part": "identity", "act": "kept", "reason": "treatment"},
    "open-vault": {"part": "identity", "reason": "treatment"},
    "review-look": {"look": "00000000-0000-4000-8000-000000000001", "finding": "in_order"},
    "export-linkage": {
        "to": "the evaluators", "agreement": "DSA 12", "consent": "linkage", "second": "00000000-0000-4000-8000-000000000001",
        "people": 3, "sha256": "ab" * 32,
    },
    "receive-request": {"who": "police", "wants": "attendance", "authority": "section 1"},
    "decide-request": {"decision": "refused", "second": "00000000-0000-4000-8000-000000000001"},
    "answer-request": {"given": "nothing"},
    "note-competence": {"competence": "naloxone", "on": "2025-09-01"},
    "note-access": {"what": "pin_set", "whose": "00000000-0000-4000-8000-000000000001"},
    "notice-guessing": {"at": "pin", "tries": 6},
    "propose-rules": {"rules": msgspec.to_builtins(SCOTLAND), "effective_from": "2025-10-01T00:00:00Z"},
    "withdraw-proposal": {"reason": "not_wanted"},
    "say-readiness": {"item": "insurance"},
    "sign-protocol": {
        "title": "The pilot", "version": "1", "signer": "00000000-0000-4000-8000-000000000001", "question": "Does it work?",
        "outcomes": [{"name": "deaths", "primary": True}], "analysis": "Before and after.", "data_from": "2025-10-01",
    },
    "review-protocol": {"due_on": "2026-04-01", "verdict": "go_on", "number": 1},
    "find-item": {"where": "toilet", "bag": "A 123"}, "move-item": {"to": "police", "bag": "A 123"},
    "count-items": {}, "open-incident": {"what": "complaint"}, "move-incident": {"act": "answered"},
    "set-restriction": {"what": "using_space", "why": "dealing", "since": "2025-09-01T00:00:00Z"},
    "move-restriction": {"restriction": "00000000-0000-4000-8000-000000000001", "step": "told"},
    "let-visitor-in": {"what": "inspector", "purpose": "inspection"}, "let-visitor-out": {},
    "keep-duty": {"duty": "monthly return", "period": "2025-09-01", "how": "email"},
    "note-inspection": {"since": "2025-09-01", "until": "2025-09-30", "number": 1, "sha256": "ab" * 32, "holds": True},
    "check-publication": PUBLISHED,
    "sign-publication": PUBLISHED,
    "withdraw-publication": {"why": "wrong_figures"},
    "send-publication": {"to": "the partnership", "how": "email"},
    "end-flag": {"flag": "00000000-0000-4000-8000-000000000001", "why": "found_harmless"},
}  # fmt: skip
