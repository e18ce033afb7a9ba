// The stage table: which stage may follow which by "enter stage". The same as bothy/care/stages.json (tested).

/** @type {Record<string, string[]>} */
export const ENTER = {
  waiting: ["assessment", "aftercare"],
  assessment: ["waiting", "aftercare"],
  using: ["waiting", "aftercare"],
  aftercare: ["waiting", "assessment"],
  left: [],
};

/** @param {string} now @param {string} then */
export const mayEnter = (now, then) => ENTER[now].includes(then);
