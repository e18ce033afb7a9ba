// What the page knows about its own keeping, for whoever draws it or decides by it.

export const keeping = {
  /** Whether what is entered here outlives the page. */ durable: true,
  /** Where the House came from when the server could not be heard: "whole", "bare" (nobody was signed in), or null. */
  fromRest: /** @type {"whole" | "bare" | null} */ (null),
  /** Staff who signed in here while it was cut off, until the server has said whether their PIN was right. */
  cutOffStaff: /** @type {Set<string>} */ (new Set()),
  /** Staff who signed out here while it was cut off, until the server has heard of it. */
  goneStaff: /** @type {Set<string>} */ (new Set()),
};

/** Opened cut off with nobody signed in: an empty board here does not mean an empty house. */
export const knowsNobody = () => keeping.fromRest === "bare";
