// Words on the terminal: colours for people at a terminal only, errors always in the same two lines.

import type { CliDeps, Output } from "./deps.ts";

export interface Printer {
  line(text: string): void;
  green(text: string): string;
  red(text: string): string;
  dim(text: string): string;
  cyan(text: string): string;
}

/** Each stream is judged by itself; `NO_COLOR` (no-color.org) and a dumb terminal mean none. */
export function createPrinter(output: Output, env: CliDeps["env"]): Printer {
  const colours = output.isTerminal && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
  const paint =
    (code: number) =>
    (text: string): string =>
      colours ? `\u001b[${code}m${text}\u001b[0m` : text;
  return {
    line: (text) => output.write(`${text}\n`),
    green: paint(32),
    red: paint(31),
    dim: paint(2),
    cyan: paint(36),
  };
}

export function printError(deps: Pick<CliDeps, "err" | "env">, message: string, hint: string | null): void {
  const printer = createPrinter(deps.err, deps.env);
  printer.line(`${printer.red("error:")} ${message}`);
  if (hint !== null) printer.line(`${printer.cyan("hint:")} ${hint}`);
}

/** The one document of `--json`. Members are only ever added within one `schema_version`. */
export function printJson(deps: Pick<CliDeps, "out">, document: Readonly<Record<string, unknown>>): void {
  deps.out.write(`${JSON.stringify({ schema_version: 1, ...document }, null, 2)}\n`);
}
