// How many accounts, for a text that counts them.

import { wholeNumber } from "../../lib/format.ts";

/** As it is read; one stays a number, so that the text for one is taken. */
export function counted(count: number): number | string {
  return count === 1 ? count : wholeNumber(count);
}
