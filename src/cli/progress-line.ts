// A list that takes its time says so to a person at a terminal.

import type { CliDeps } from "./deps.ts";

/** While upstreams are asked: a line that a person at a terminal sees, gone afterwards. */
export function progressLine({ err }: Pick<CliDeps, "err">): {
  show(done: number, total: number): void;
  clear(): void;
} {
  let isShown = false;
  return {
    show(done, total) {
      if (!err.isTerminal) return;
      isShown = true;
      err.write(`\r\u001b[2KAsking upstreams: ${done} of ${total}`);
    },
    clear() {
      if (isShown) err.write("\r\u001b[2K");
    },
  };
}
