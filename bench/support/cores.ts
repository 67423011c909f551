// Which core runs what: the program measured has one of its own, so that "a second" means a second of one core, and the load
// and the upstream share what is left.

import { availableParallelism } from "node:os";

const cores = availableParallelism();

/** Null: nothing is tied to a core, as there is but one or no way to tie. */
export const PINNED = cores > 1 && Bun.which("taskset") !== null;

/** The command, tied to the cores of what it is for. */
export function onCore(part: "measured" | "load", command: readonly string[]): readonly string[] {
  if (!PINNED) return command;
  return ["taskset", "-c", part === "measured" ? "0" : `1-${cores - 1}`, ...command];
}
