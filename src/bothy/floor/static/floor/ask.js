// Telling the house something, once: what it said to that, or that nothing was heard.

/**
 * @param {string} url @param {any} body what JSON can say @param {number} patience_ms how long an answer is waited for
 * @param {(url: string, how: any) => Promise<any>} [fetcher]
 * @returns {Promise<{status: number, ok: boolean, told: any, wait: number}>} status 0: not heard in that time; `wait`: seconds until it may be asked again
 */
export async function tell(url, body, patience_ms, fetcher = (...all) => fetch(...all)) {
  try {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetcher(url, { method: "POST", credentials: "same-origin", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(patience_ms) });
    return { status: answer.status, ok: answer.ok, told: await read(answer), wait: Number(answer.headers?.get("Retry-After") ?? 0) };
  } catch {
    return { status: 0, ok: false, told: {}, wait: 0 };
  }
}

/** Read to its end whatever it is: an answer that nobody reads keeps its connection. @param {any} answer */
async function read(answer) {
  try {
    return (await answer.json()) ?? {};
  } catch {
    return {};
  }
}

/** Not heard, to what is about commands: the server is away, starting, busy, or does not know this tablet. @param {number} status */
export const unheard = (status) => status === 0 || status >= 500 || [401, 403, 413, 429].includes(status);

/** Not heard, to somebody's PIN: anything else is the server's word on it. @param {number} status */
export const unheardOfShift = (status) => status === 0 || status >= 500 || status === 401;
