// TOML files: the text is edited, and then read again. Where that says anything but what was meant, nothing is changed.

import { isDeepStrictEqual } from "node:util";

import { parse, stringify, TomlError } from "smol-toml";

import { ConfigTextRefused, isRecord, type Setting, valueAt } from "./setting.ts";
import { type TomlStatement, tomlStatements, trailingComment } from "./toml-statements.ts";

export function readTomlText(text: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text, { integersAsBigInt: "asNeeded" });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new ConfigTextRefused(`line ${error.line} is no TOML (${error.message.split("\n")[0]})`);
  }
}

/** Values are texts, numbers and booleans. */
export function editTomlText(text: string, settings: readonly Setting[]): string {
  const before = readTomlText(text);
  const isCrLf = text.includes("\r\n");
  const lines = settings.reduce(edited, text.replaceAll("\r\n", "\n"));
  const after = isCrLf ? lines.replaceAll("\n", "\r\n") : lines;
  if (!saysAsMeant(before, after, settings)) {
    const names = settings.map(({ path }) => path.join(".")).join(", ");
    throw new ConfigTextRefused(`it is written in a way that cannot be changed safely; set by hand: ${names}`);
  }
  return after;
}

function saysAsMeant(before: unknown, text: string, settings: readonly Setting[]): boolean {
  try {
    const after = readTomlText(text);
    const paths = settings.map(({ path }) => path);
    return (
      settings.every(({ path, value }) => isDeepStrictEqual(valueAt(after, path), value)) &&
      isDeepStrictEqual(without(before, paths), without(after, paths))
    );
  } catch (error) {
    if (error instanceof ConfigTextRefused) return false;
    throw error;
  }
}

/** The values but for those at the paths, and for tables that hold nothing else. */
function without(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (!isRecord(value) || value instanceof Date) return value;
  const entries = Object.entries(value).flatMap(([name, member]) => {
    const below = paths.filter(([first]) => first === name).map((path) => path.slice(1));
    if (below.some((path) => path.length === 0)) return [];
    const left = below.length === 0 ? member : without(member, below);
    return below.length > 0 && isRecord(left) && Object.keys(left).length === 0 ? [] : [[name, left]];
  });
  return Object.fromEntries(entries);
}

function edited(text: string, { path, value }: Setting): string {
  const statements = tomlStatements(text);
  const pair = statements.find((one) => one.kind === "pair" && isDeepStrictEqual(one.path, path));
  if (value === undefined) return pair === undefined ? text : removed(text, pair);
  const name = path.at(-1) ?? "";
  const line = stringify({ [name]: value }).trimEnd();
  return pair === undefined ? inserted(text, { path, line, statements }) : replaced(text, pair, value);
}

/** The key stays as it is written. */
function replaced(text: string, { start, end }: TomlStatement, value: unknown): string {
  const lines = text.split("\n");
  const before = lines.slice(start, end).join("\n");
  const key = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^"'=])*=\s*/.exec(before)?.[0] ?? "";
  const literal = stringify({ value }).trimEnd().slice("value = ".length);
  return lines.toSpliced(start, end - start, `${key}${literal}${trailingComment(before)}`).join("\n");
}

function inserted(
  text: string,
  wish: { readonly path: readonly string[]; readonly line: string; readonly statements: readonly TomlStatement[] },
): string {
  const { path, line, statements } = wish;
  const table = path.slice(0, -1);
  const lines = text.split("\n");
  const header = statements.findIndex((one) => one.kind === "table" && isDeepStrictEqual(one.path, table));
  if (table.length > 0 && header === -1) return withTable(text, table, line);
  // Of the table itself: what follows the next header is another one's.
  const rest = statements.slice(header + 1);
  const next = rest.findIndex(({ kind }) => kind === "table");
  const last = [statements[header], ...(next === -1 ? rest : rest.slice(0, next))].findLast((one) => one !== undefined);
  if (last !== undefined) return lines.toSpliced(last.end, 0, line).join("\n");
  return text.trim() === "" ? `${line}\n` : `${line}\n\n${text}`;
}

function withTable(text: string, table: readonly string[], line: string): string {
  const header = table.map((part) => (/^[\w-]+$/.test(part) ? part : JSON.stringify(part))).join(".");
  const above = text.trim() === "" ? "" : `${text.replace(/\n*$/, "\n")}\n`;
  return `${above}[${header}]\n${line}\n`;
}

/** A table that held nothing else goes with it. */
function removed(text: string, pair: TomlStatement): string {
  const rest = text
    .split("\n")
    .toSpliced(pair.start, pair.end - pair.start)
    .join("\n");
  const table = pair.path.slice(0, -1);
  const statements = tomlStatements(rest);
  const header = statements.find((one) => one.kind === "table" && isDeepStrictEqual(one.path, table));
  const isEmpty = !statements.some((one) => one !== header && table.every((part, index) => one.path[index] === part));
  if (header === undefined || !isEmpty) return withoutDoubleBlank(rest, pair.start);
  const lines = rest.split("\n").toSpliced(header.start, header.end - header.start);
  return withoutDoubleBlank(lines.join("\n"), header.start);
}

/** What stood between two blank lines, or before the end, leaves one. */
function withoutDoubleBlank(text: string, at: number): string {
  const lines = text.split("\n");
  const isBlank = (index: number): boolean => (lines[index] ?? "").trim() === "";
  return at < lines.length && isBlank(at) && (at === 0 || isBlank(at - 1)) ? lines.toSpliced(at, 1).join("\n") : text;
}
