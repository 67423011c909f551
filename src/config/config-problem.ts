// What is wrong with a config file, in words that send the operator to the right line. Never shows a secret.

export interface ConfigProblem {
  /** From 1; 0 where the problem is the file as a whole. */
  readonly line: number;
  readonly column: number;
  /** Dotted, e.g. `api-keys[0].name`; empty for the document. */
  readonly key: string;
  /** Complete for display: `config.yaml:12: port: expected a whole number between 0 and 65535, found "abc"`. */
  readonly message: string;
}

/** One mistake repeated in thousands of entries is not told thousands of times. */
const MOST_TOLD = 20;

/** A config that cannot be used. Thrown at start, by edits and by replacements; the file in force stays as it was. */
export class ConfigInvalid extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const messages = problems.slice(0, MOST_TOLD).map((problem) => problem.message);
    const more = problems.length - messages.length;
    super([...messages, ...(more > 0 ? [`... and ${more} more`] : [])].join("\n"));
    this.name = "ConfigInvalid";
    this.problems = problems;
  }
}

export interface ConfigPlace {
  readonly line: number;
  readonly column: number;
}

/** `["api-keys", 0, "name"]` -> `api-keys[0].name` */
export function dottedKey(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : `${index > 0 ? "." : ""}${String(part)}`))
    .join("");
}

/** `fileName` and place in front, as compilers say it. */
export function problemAt(
  fileName: string,
  place: ConfigPlace,
  what: { readonly key: string; readonly text: string },
): ConfigProblem {
  const where = place.line === 0 ? fileName : `${fileName}:${place.line}`;
  const message = what.key === "" ? `${where}: ${what.text}` : `${where}: ${what.key}: ${what.text}`;
  return { ...place, key: what.key, message };
}

/** A key that slipped out of its list stands where a name should be: only what looks like a name is shown. */
export function isShowableName(name: string): boolean {
  return /^(?!sk-)[a-z][a-z_-]{0,39}$/i.test(name);
}
