// A facility that came back from an older copy asks its tablets for what they had answers to and it has not any more.
import { unheard } from "../ask.js";
import { clocks } from "../outbox.js";
import { store } from "../store.js";
import { post, sendBoxesAgain } from "./boxes.js";
import { canKeep, db } from "./db.js";
import { onHeard } from "./keeper.js";
import { unlock } from "./keys.js";
import { leads } from "./source.js";

const AT_ONCE = 200;
const KNEW = "bothy-knew";

/** @type {number | null} the facility lost what came after this number, and asks */ let asked = null;
/** Whether rows are held there until other tablets were heard: they are asked after when that is over. */
let held = false;
let busy = false;

/** Begin to listen whether the facility asks. */
export function standBy() {
  if (!canKeep()) return;
  onHeard((name, data) => {
    if (!leads()) return;
    const from = (data.mending ?? data.you?.mending)?.from;
    if (Number.isInteger(from)) {
      if (from !== asked) void refill(from);
    } else if (name === "heartbeat" && asked !== null) {
      const again = held ? asked : null;
      asked = null;
      if (again !== null) void refill(again);
    } else if (name === "heartbeat" || name === "lines") remember();
  });
}

/** The highest entry that this tablet ever folded: it tells a restored facility how far its lost line went. */
function remember() {
  try {
    localStorage.setItem(KNEW, JSON.stringify({ facility: store.base.facility, number: store.base.number }));
  } catch {
    // Then the numbers of the rows alone tell.
  }
}

function knew() {
  try {
    const { facility, number } = JSON.parse(localStorage.getItem(KNEW) ?? "{}");
    return facility === store.base.facility && Number.isInteger(number) ? number : 0;
  } catch {
    return 0;
  }
}

/** @param {number} from */
async function refill(from) {
  if (busy) return;
  busy = true;
  asked = from;
  try {
    const whole = await bring(from);
    if (whole) await sendBoxesAgain(from);
    else asked = null; // not heard: at the next heartbeat
  } catch {
    asked = null;
  } finally {
    busy = false;
  }
}

/** @param {number} from @returns {Promise<boolean>} whether the facility heard all of it */
async function bring(from) {
  const records = await (await db()).getAllFromIndex("kept", "top", IDBKeyRange.lowerBound(from, true));
  const rows = await Promise.all(records.map(async (/** @type {any} */ one) => ({ command: await unlock(one), numbers: one.numbers })));
  const known = rows.filter(({ command }) => command !== undefined);
  held = false;
  // Nothing to bring is worth saying too: the facility waits for those who may have something.
  for (let first = 0; first === 0 || first < known.length; first += AT_ONCE) {
    const some = known.slice(first, first + AT_ONCE);
    const last = first + AT_ONCE >= known.length;
    const { status, told } = await post("/floor/refill", { rows: some, knew: knew(), last, now: clocks() });
    if (unheard(status)) return false;
    if (status !== 200) return true; // it is over, or was never so
    held = held || told.answers.includes(null);
    await renumber(told.answers);
  }
  return true;
}

/** What came back stands under new numbers, and waits for a copy of those. @param {any[]} answers */
async function renumber(answers) {
  const tx = (await db()).transaction("kept", "readwrite");
  for (const answer of answers) {
    if (!answer?.id || !answer.numbers?.length) continue;
    const record = await tx.store.get(answer.id);
    if (record) await tx.store.put({ ...record, numbers: answer.numbers, top: Math.max(...answer.numbers) });
  }
  await tx.done;
}
