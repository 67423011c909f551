// `.env` files: one NAME=value a line.

import type { Setting } from "./setting.ts";

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/;

export function readEnvText(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split("\n").flatMap((line) => {
      const [, name, value] = ASSIGNMENT.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, unquoted(value)]];
    }),
  );
}

export function editEnvText(text: string, settings: readonly Setting[]): string {
  return settings.reduce(edited, text);
}

function edited(text: string, { path, value }: Setting): string {
  const [name = ""] = path;
  const lines = text.split("\n");
  const places = lines.flatMap((line, index) => (ASSIGNMENT.exec(line)?.[1] === name ? [index] : []));
  if (value === undefined) return lines.filter((_, index) => !places.includes(index)).join("\n");
  // Of several the last one counts.
  const place = places.at(-1);
  const line = `${name}=${quoted(typeof value === "string" ? value : JSON.stringify(value))}`;
  if (place !== undefined) return lines.with(place, line).join("\n");
  const above = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  return `${above}${line}\n`;
}

function quoted(value: string): string {
  return /^[\w.:/@%+,-]*$/.test(value) ? value : `"${value.replaceAll('"', '\\"')}"`;
}

function unquoted(value: string): string {
  const [, , inside] = /^(["'`])(.*)\1$/.exec(value) ?? [];
  return inside?.replaceAll('\\"', '"') ?? value;
}
