// Acts of an emergency: what the house writes even when everything else waits. The same list as care/rules.py.

/** @type {ReadonlySet<string>} */
export const EMERGENCY_ACTS = new Set([
  "raise-emergency", "place-emergency", "join-emergency", "observe", "say-presentation", "act", "move-ambulance",
  "close-emergency", "describe-substance",
]);
