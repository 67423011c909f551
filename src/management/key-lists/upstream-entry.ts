// One entry of a list of upstreams' keys: how it is shown, and what of a caller's entry is written.

import { type Entry, isEntry } from "./raw-list.ts";

/** Text in which emptiness means nothing. */
const TEXTS = new Set(["api-key", "name", "base-url", "proxy-url", "prefix"]);

/** What the entry says and the members that panels count on; `authIndexes` has one for each of its keys. */
export function entryRead(list: { readonly name: string }, given: unknown, authIndexes: readonly string[]): Entry {
  const entry = isEntry(given) ? said(given) : {};
  const models = modelsRead(entry["models"]);
  if (list.name === "openai-compatibility") {
    const keys = keysOf(entry["api-key-entries"]);
    return {
      "base-url": "",
      ...entry,
      "api-key-entries": keys.map((key, index) => ({ "proxy-url": "", ...key, ...indexed(authIndexes[index]) })),
      ...(keys.length === 0 ? indexed(authIndexes[0]) : {}),
      models: models ?? [],
    };
  }
  const always = list.name === "claude-api-key" || models !== null ? { models: models ?? [] } : {};
  return { "api-key": "", "base-url": "", "proxy-url": "", ...entry, ...always, ...indexed(authIndexes[0]) };
}

/** A whole entry: what means nothing is left out. */
export function entryWritten(given: Entry): Entry {
  return said(membersWritten(given));
}

/** The members that are said; undefined where one is to be taken away. */
export function membersWritten(given: Entry): Readonly<Record<string, unknown>> {
  const { "api-keys": legacyKeys, "auth-index": _shownOnly, ...members } = given;
  const written = Object.entries(members).map(([name, value]) => [name, memberWritten(name, value)] as const);
  // The older form of a compatible upstream's keys.
  const isLegacy = Array.isArray(legacyKeys) && legacyKeys.length > 0;
  const keys = isLegacy ? { "api-key-entries": mergedKeys(members["api-key-entries"], legacyKeys) } : {};
  return { ...Object.fromEntries(written), ...keys };
}

/** Two ways to write one thing are the same. */
export function memberCompared(name: string, value: unknown): unknown {
  if (name === "models") return modelsRead(value) ?? [];
  if (name === "api-key-entries") return keysOf(value).map(entryWritten);
  return value === undefined ? undefined : memberWritten(name, value);
}

function memberWritten(name: string, value: unknown): unknown {
  if (value === null) return undefined;
  if (TEXTS.has(name) && typeof value === "string") return value.trim() === "" ? undefined : value.trim();
  if (name === "headers" && isEntry(value)) return headersWritten(value);
  if (name === "models" && Array.isArray(value)) return value.filter((model) => !isBlankModel(model));
  if (name === "api-key-entries" && Array.isArray(value)) {
    return value.map((key: unknown) => (isEntry(key) ? entryWritten(key) : key));
  }
  return value;
}

function headersWritten(headers: Entry): Entry {
  const pairs = Object.entries(headers).map(([name, value]) => [
    name.trim(),
    typeof value === "string" ? value.trim() : value,
  ]);
  return Object.fromEntries(pairs.filter(([name, value]) => name !== "" && value !== ""));
}

function isBlankModel(model: unknown): boolean {
  const isBlank = (text: unknown): boolean => text === undefined || text === null || text === "";
  return isEntry(model) && isBlank(model["name"]) && isBlank(model["alias"]);
}

function mergedKeys(entries: unknown, legacy: readonly unknown[]): readonly unknown[] {
  const keys = Array.isArray(entries) ? entries.map((key: unknown) => (isEntry(key) ? entryWritten(key) : key)) : [];
  const known = new Set(keysOf(keys).map((key) => key["api-key"]));
  const added = legacy.map((key) => (typeof key === "string" ? key.trim() : key)).filter((key) => key !== "");
  return [...keys, ...[...new Set(added)].filter((key) => !known.has(key)).map((key) => ({ "api-key": key }))];
}

/** A key may stand there alone. */
function keysOf(entries: unknown): readonly Entry[] {
  if (!Array.isArray(entries)) return [];
  return entries.map((key: unknown) => (isEntry(key) ? said(key) : { "api-key": key }));
}

function modelsRead(models: unknown): readonly unknown[] | null {
  if (!Array.isArray(models)) return null;
  return models.map((model: unknown) => (isEntry(model) ? said(model) : { name: model, alias: "" }));
}

function indexed(authIndex: string | undefined): Entry {
  return authIndex === undefined ? {} : { "auth-index": authIndex };
}

function said(entry: Entry): Entry {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined && value !== null));
}
