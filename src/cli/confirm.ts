// A question before something that cannot be taken back. Only a clear yes is one.

import type { CliDeps } from "./deps.ts";

/** Asks on standard error: standard output is for what was asked for. */
export function confirmed({ input, err }: Pick<CliDeps, "input" | "err">, question: string): Promise<boolean> {
  err.write(`${question} [y/N] `);
  return new Promise((resolve) => {
    const stop = input.onLine((line) => {
      stop();
      resolve(/^y(es)?$/i.test(line.trim()));
    });
  });
}
