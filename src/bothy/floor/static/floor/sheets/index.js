// Which sheet is which. Each is an element of its own, so that what was half tapped dies with it.
import { html, nothing } from "../lit.js";

/** @param {{name: string, args: Record<string, any>}} call */
export function sheetFor({ name, args }) {
  return nothing;
}
