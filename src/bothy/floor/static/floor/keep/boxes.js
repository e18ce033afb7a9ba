// Sealed boxes on their way to the facility: handed in when it is heard again, also with nobody signed in, and kept until
// their entries stand in a copy.
import { outbox } from "../acts.js";
import { tell, unheard, unheardOfShift } from "../ask.js";
import { clocks } from "../outbox.js";
import { store } from "../store.js";
import { canKeep, db, readMeta, writeMeta } from "./db.js";
import { onHeard } from "./keeper.js";
import { MOST_KEPT } from "./rows.js";
import { leads } from "./source.js";
import { alone } from "./tabs.js";

/** Rows in boxes that were handed in and wait for a copy; more than these, and the oldest go. */
const MOST_BOXED = 20_000;
/** A facility that has fallen silent has not answered; what it took all the same it knows again. */
const PATIENCE_MS = 60_000;

/** Boxes with which this page is done: handed in, or tried and the facility cannot open them. @type {Set<number>} */ const done = new Set();
/** @param {string} url @param {any} told */
export const post = (url, told) => tell(url, told, PATIENCE_MS);

/** Begin to listen for the link and for how far copies are. */
export function handIn() {
  if (!canKeep()) return;
  onHeard((name, data) => {
    if (name === "lines" || name === "screens" || !leads()) return;
    const copied = data.copied ?? data.you?.copied;
    void (Number.isInteger(copied) ? haveCopied(copied) : Promise.resolve()).then(sendBoxes).catch(() => {});
  });
}

/** Hand in what is sealed, in order; what could not be heard waits. */
export async function sendBoxes() {
  if (!canKeep() || store.link !== "in-step") return;
  await alone("bothy-boxes", async () => {
    const database = await db();
    // Asked at every heartbeat: what lies in boxes that are done with is not read again.
    let more = false;
    for (const seq of /** @type {number[]} */ (await database.getAllKeys("boxes"))) {
      if (done.has(seq)) continue;
      more = true;
      const one = await database.get("boxes", seq);
      if (!one || one.sent) done.add(seq);
      else if (!(await (one.kind === "shift" ? sendShift(one) : sendBox(one)))) break;
    }
    if (more) await boundBoxes();
  });
}

/** @param {any} one */
async function sendShift(one) {
  const { status } = await post(one.url, { ...one.body, now: clocks() });
  if (unheardOfShift(status)) return false;
  await (await db()).delete("boxes", one.seq);
  return true;
}

/** @param {any} one */
async function sendBox(one) {
  const { status, told } = await post("/floor/sealed", { boxes: [one.box], now: clocks() });
  if (unheard(status)) return false;
  const answer = told.boxes?.[0];
  if (status !== 200 || answer?.box !== "opened") {
    done.add(one.seq); // kept; tried again when the page is opened anew
    return true;
  }
  const top = Math.max(one.top, ...answer.answers.flatMap((/** @type {any} */ each) => each.numbers ?? []));
  const copied = (await readMeta("copied")) ?? 0;
  const database = await db();
  if (top <= copied) await database.delete("boxes", one.seq);
  else await database.put("boxes", { ...one, top, sent: true });
  await outbox.heardOfAside(answer.answers);
  return true;
}

/** Entries after this number were lost by the facility: boxes that hold some are handed in once more. @param {number} from */
export async function sendBoxesAgain(from) {
  const tx = (await db()).transaction("boxes", "readwrite");
  for (const one of await tx.store.getAll()) {
    if (!one.sent || one.top <= from) continue;
    done.delete(one.seq);
    await tx.store.put({ ...one, sent: false });
  }
  await tx.done;
  await sendBoxes();
}

/** Up to this number the entries stand in a copy: nothing here is needed for them. @param {number} copied */
async function haveCopied(copied) {
  const database = await db();
  // After an older copy was restored fewer may be safe than were before.
  if (((await readMeta("copied")) ?? 0) !== copied) {
    await writeMeta("copied", copied);
    const tx = database.transaction(["kept", "boxes"], "readwrite");
    const kept = tx.objectStore("kept");
    for (const id of await kept.index("top").getAllKeys(IDBKeyRange.upperBound(copied))) await kept.delete(id);
    for (const one of await tx.objectStore("boxes").getAll()) {
      if (one.sent && one.kind === "rows" && one.top <= copied) await tx.objectStore("boxes").delete(one.seq);
    }
    await tx.done;
  }
  await boundKept();
}

// Neither answered rows nor boxes grow without end: the oldest go, of which a copy is the most likely.

async function boundKept() {
  const database = await db();
  const over = (await database.count("kept")) - MOST_KEPT;
  if (over > 0) {
    const tx = database.transaction("kept", "readwrite");
    const oldest = await tx.store.index("top").getAllKeys(undefined, over);
    await Promise.all(oldest.map((id) => tx.store.delete(id)));
    await tx.done;
  }
}

async function boundBoxes() {
  const database = await db();
  const sent = (await database.getAll("boxes")).filter((/** @type {any} */ one) => one.sent && one.kind === "rows");
  let rows = sent.reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + one.count, 0);
  for (const one of sent) {
    if (rows <= MOST_BOXED) break;
    rows -= one.count;
    await database.delete("boxes", one.seq);
  }
}
