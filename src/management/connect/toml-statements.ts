// Where what stands in a TOML text: its tables and its pairs, line by line. The library reads; we only look where.

import { parse } from "smol-toml";

export interface TomlStatement {
  readonly kind: "table" | "pair";
  /** From the top of the document; of a `[[table]]`'s parts, without the index. */
  readonly path: readonly string[];
  /** Lines from 0; `end` is not included. */
  readonly start: number;
  readonly end: number;
}

const PART = String.raw`(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)`;
const DOTTED = String.raw`${PART}(?:\s*\.\s*${PART})*`;
const HEADER = new RegExp(String.raw`^\s*\[\[?\s*(${DOTTED})\s*\]`);
const PAIR = new RegExp(String.raw`^\s*(${DOTTED})\s*=`);

/** The text must be TOML. */
export function tomlStatements(text: string): readonly TomlStatement[] {
  const lines = text.split("\n");
  const found: TomlStatement[] = [];
  let table: readonly string[] = [];
  for (let start = 0; start < lines.length;) {
    const line = lines[start] ?? "";
    const header = HEADER.exec(line)?.[1];
    const key = header === undefined ? PAIR.exec(line)?.[1] : undefined;
    const end = key === undefined ? start + 1 : endOfPair(lines, start);
    if (header !== undefined) {
      table = partsOf(header);
      found.push({ kind: "table", path: table, start, end });
    } else if (key !== undefined) {
      found.push({ kind: "pair", path: [...table, ...partsOf(key)], start, end });
    }
    start = end;
  }
  return found;
}

/** The comment at the end of a pair's last line, with the blanks before it. */
export function trailingComment(pair: string): string {
  for (let at = pair.indexOf("#"); at !== -1; at = pair.indexOf("#", at + 1)) {
    const before = pair.slice(0, at);
    if (isToml(before)) return pair.slice(before.trimEnd().length);
  }
  return "";
}

/** Values may go on over lines: until the library understands them. */
function endOfPair(lines: readonly string[], start: number): number {
  let text = "";
  for (let end = start; end < lines.length; end++) {
    text += `${lines[end]}\n`;
    if (isToml(text)) return end + 1;
  }
  return start + 1;
}

function isToml(text: string): boolean {
  try {
    parse(text, { integersAsBigInt: "asNeeded" });
    return true;
  } catch {
    return false;
  }
}

function partsOf(dotted: string): readonly string[] {
  const parts: string[] = [];
  for (let value: unknown = parse(`${dotted} = 0`); typeof value === "object" && value !== null;) {
    const [entry] = Object.entries(value);
    if (entry === undefined) break;
    parts.push(entry[0]);
    value = entry[1];
  }
  return parts;
}
