// A key's settings as the form has them, and back. Pure.

import {
  LIMIT_KINDS,
  LIMIT_WINDOWS,
  type LimitKind,
  limitId,
  type LimitWindow,
} from "../../../src/domain/key-limit.ts";
import type { ClientKey, KeyChange, NewKey } from "./client-keys-query.ts";

export interface LimitRow {
  readonly kind: LimitKind;
  readonly window: LimitWindow;
  readonly max: string;
}

export interface KeyForm {
  readonly name: string;
  /** As `datetime-local` has it, in the reader's time zone; empty: never. */
  readonly expires: string;
  readonly concurrency: string;
  /** One a line. */
  readonly models: string;
  readonly accountsMode: "all" | "some";
  readonly accounts: readonly string[];
  readonly limits: readonly LimitRow[];
}

export const NEW_KEY: KeyForm = {
  name: "",
  expires: "",
  concurrency: "",
  models: "",
  accountsMode: "all",
  accounts: [],
  limits: [],
};

export function formOf(key: ClientKey): KeyForm {
  return {
    name: key.name,
    expires: key.expires_at === null ? "" : localTime(key.expires_at),
    concurrency: key.concurrency === null ? "" : String(key.concurrency),
    models: (key.allowed_models ?? []).join("\n"),
    accountsMode: key.allowed_accounts === null ? "all" : "some",
    accounts: key.allowed_accounts ?? [],
    limits: key.limits.map(({ kind, window, max }) => ({ kind, window, max: String(max) })),
  };
}

/** What a new key is made with. */
export function newKeyOf(form: KeyForm): NewKey {
  const models = linesOf(form.models);
  return {
    name: form.name.trim(),
    expires_at: form.expires === "" ? null : new Date(form.expires).toISOString(),
    concurrency: form.concurrency.trim() === "" ? null : Number(form.concurrency),
    allowed_models: models.length === 0 ? null : models,
    allowed_accounts: form.accountsMode === "all" ? null : [...form.accounts],
    limits: form.limits.map(({ kind, window, max }) => ({ kind, window, max: Number(max) })),
  };
}

/** The changed fields alone: an expiry that has passed meanwhile is not sent again. Null where nothing has changed. */
export function keyChangeOf(before: KeyForm, after: KeyForm): KeyChange | null {
  const was = newKeyOf(before);
  const changed = Object.entries(newKeyOf(after)).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name as keyof NewKey]),
  );
  return changed.length === 0 ? null : (Object.fromEntries(changed) as KeyChange);
}

/** The first that is not there yet. */
export function nextLimit(limits: readonly LimitRow[]): LimitRow | null {
  const taken = new Set(limits.map(limitId));
  const all = LIMIT_WINDOWS.toReversed().flatMap((window) => LIMIT_KINDS.map((kind) => ({ kind, window })));
  const preferred = [{ kind: "requests", window: "day" } as const, ...all];
  const free = preferred.find((limit) => !taken.has(limitId(limit)));
  return free === undefined ? null : { ...free, max: "" };
}

export function isTwice(limits: readonly LimitRow[], index: number): boolean {
  const own = limits[index];
  return own !== undefined && limits.some((limit, at) => at < index && limitId(limit) === limitId(own));
}

function linesOf(text: string): string[] {
  return [...new Set(text.split(/[\n,]/).map((line) => line.trim()))].filter((line) => line !== "");
}

/** To the minute, in the reader's time zone: `2026-03-04T09:30`. */
function localTime(at: string): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
