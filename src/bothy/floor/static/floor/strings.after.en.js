// Sentences for what is left to say when an emergency is over.

export const a = {
  menu: (n) => (n ? `After emergencies (${n} open)` : "After emergencies"),
  title: "After emergencies",
  lead: "Closed of late. Nothing here blocks anything; it waits until somebody says it.",
  none: "No emergency was closed in the last days.",
  nothing: "Nothing is waiting.",
  departures: (n) => `${n} ${n === 1 ? "departure has" : "departures have"} no reason yet`,
  due: (n) => `${n} to report`,
  overdue: (n) => `${n} overdue`,
  noDebrief: "no debrief of the staff yet",
  gap: "too little recorded to say if it was reversed",
  record: "Record",
  replay: "Replay",
};
