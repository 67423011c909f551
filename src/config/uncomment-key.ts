// Finds the place that the default file keeps for a key.

import { diffConfig } from "./diff-config.ts";
import { parseConfig } from "./parse-config.ts";
import { configValueKeys } from "./schema-keys.ts";

/**
 * The text with the waiting line of a key (`#port: 8317`), and of its sections, brought to life, so that a new value stands
 * where the default was explained. Left alone where that would say anything but the defaults.
 */
export function uncommentKey(text: string, path: readonly (string | number)[]): string {
  const { names, known } = namesIn(path);
  if (!known) return text;
  const lines = text.split("\n");
  let from = 0;
  for (const [depth, name] of names.entries()) {
    const indent = "  ".repeat(depth);
    const end = depth === 0 ? lines.length : nextTopLevel(lines, from);
    const live = lines.findIndex((line, index) => index >= from && index < end && startsKey(line, `${indent}${name}:`));
    const waiting = lines.findIndex((line, index) => {
      return index >= from && index < end && startsKey(line.trimStart(), `#${indent}${name}:`);
    });
    if (live === -1 && waiting === -1) break;
    if (live === -1) lines[waiting] = (lines[waiting] ?? "").trimStart().slice(1);
    from = (live === -1 ? waiting : live) + 1;
  }
  const result = lines.join("\n");
  return result === text || saysTheSame(text, result) ? result : text;
}

/** The keys up to the first list index, and whether they are ours. */
function namesIn(path: readonly (string | number)[]): { readonly names: readonly string[]; readonly known: boolean } {
  const index = path.findIndex((part) => typeof part === "number");
  const names = path.slice(0, index === -1 ? path.length : index).map(String);
  const dotted = names.join(".");
  return { names, known: configValueKeys().some((key) => `${key.path}.`.startsWith(`${dotted}.`)) };
}

function saysTheSame(before: string, after: string): boolean {
  const [old, next] = [parseConfig(before, ""), parseConfig(after, "")];
  return old.kind === "ok" && next.kind === "ok" && diffConfig(old.config, next.config).length === 0;
}

function startsKey(line: string, key: string): boolean {
  return line.startsWith(key) && /^\s|^$/.test(line.slice(key.length));
}

function nextTopLevel(lines: readonly string[], from: number): number {
  const next = lines.findIndex((line, index) => index >= from && /^#?[a-z]/i.test(line));
  return next === -1 ? lines.length : next;
}
