// Who may come on shift, as last heard: kept so that somebody can sign in while the tablet is cut off.
import { get } from "../session.js";
import { store } from "../store.js";
import { canKeep, db } from "./db.js";
import { onHeard } from "./keeper.js";
import { current, lock, unlock } from "./keys.js";
import { leads } from "./source.js";

/** @typedef {{staff: string, name: string, role: string}} Someone */

/** The server's list, or the one kept; null where neither is to be had. @returns {Promise<{staff: Someone[]} | null>} */
export async function whoMayCome() {
  const lying = () => kept().catch(() => null);
  return store.link === "in-step" ? ((await heard()) ?? (await lying())) : ((await lying()) ?? (await heard()));
}

/** Keep the list fresh without anybody asking. */
export function keepStaff() {
  if (canKeep()) onHeard((name) => name === "snapshot" && leads() && void heard());
}

async function heard() {
  const told = await get("/floor/staff");
  if (told && canKeep()) void keep({ staff: told.staff }).catch(() => {});
  return told;
}

/** Staff are no service users: the list lies under the tablet's own key and outlives a sign-out. @param {any} list */
async function keep(list) {
  const locked = await lock(await current("device"), list);
  await (await db()).put("picture", { part: "staff", ...locked });
}

async function kept() {
  const record = canKeep() ? await (await db()).get("picture", "staff") : undefined;
  return record ? ((await unlock(record)) ?? null) : null;
}
