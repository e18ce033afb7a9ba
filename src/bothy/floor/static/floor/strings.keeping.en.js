// What this tablet says about its own keeping. In a voice of its own, apart from the care that the rest speaks of.
export const k = {
  notKept: "This tablet cannot keep what is entered: it was opened without https, or its storage is barred. Until an entry is sent it is lost with the page. Do not close it while entries wait.",
  bare: "Contact was lost while nobody was signed in here, so this tablet does not know who is in the house. The places below are not known to be free. Emergencies work.",
  notKnown: "Not known",
  howMany: "?",
  raisedAt: (t) => `Emergency raised at ${t}. It sounds here and goes to the other screens as soon as the house is heard. Shout for help.`,
  raisedStranger: (t) => `Emergency at ${t}. It sounds here, but this screen is not known to the house: nobody else hears of it. Shout for help.`,
  silence: "Silence here",
  noSealKey: "This tablet has never heard the house, so it cannot take a PIN while it is cut off. An emergency needs none.",
  cutOffMark: "signed in cut off",
  cutOffWhy: "The PIN is checked when the house is heard again.",
  wrongPin: (name) => `The PIN typed for ${name} while cut off was not right. What was entered stands, without the name.`,
  somebody: "somebody",
  notOff: (count) => `${count} ${count === 1 ? "entry" : "entries"} could not be kept and ${count === 1 ? "waits" : "wait"} on the list. Signing out now removes ${count === 1 ? "it" : "them"} from this tablet. Sign out once more to do so.`,
};
