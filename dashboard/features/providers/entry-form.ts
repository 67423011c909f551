// What is said of a key or an upstream, as its form has it, and back. Pure.

import type { ProviderKey, Upstream } from "./keys-query.ts";

export interface EntryForm {
  readonly provider: ProviderKey["provider"];
  readonly name: string;
  readonly key: string;
  readonly baseUrl: string;
  readonly proxyUrl: string;
  readonly prefix: string;
  readonly priority: string;
  readonly models: readonly { readonly name: string; readonly alias: string }[];
  /** One a line. */
  readonly excluded: string;
  readonly headers: readonly { readonly name: string; readonly value: string; readonly isKept: boolean }[];
}

export const NEW_ENTRY: EntryForm = {
  provider: "codex",
  name: "",
  key: "",
  baseUrl: "",
  proxyUrl: "",
  prefix: "",
  priority: "",
  models: [],
  excluded: "",
  headers: [],
};

export function formOfKey(key: ProviderKey): EntryForm {
  return { ...NEW_ENTRY, ...saidOf(key), provider: key.provider, proxyUrl: key.proxy_url ?? "" };
}

export function formOfUpstream(upstream: Upstream): EntryForm {
  return { ...NEW_ENTRY, ...saidOf(upstream), name: upstream.name };
}

function saidOf(entry: ProviderKey | Upstream): Partial<EntryForm> {
  return {
    baseUrl: entry.base_url ?? "",
    prefix: entry.prefix ?? "",
    priority: entry.priority === 0 ? "" : String(entry.priority),
    models: (entry.models ?? []).map(({ name, alias }) => ({ name, alias: alias ?? "" })),
    excluded: entry.excluded_models.join("\n"),
    headers: entry.header_names.map((name) => ({ name, value: "", isKept: true })),
  };
}

/** What both kinds may have; null takes it back. `before`: whose headers may be gone now. */
export function sayableOf(form: EntryForm, before: EntryForm) {
  const excluded = linesOf(form.excluded);
  return {
    prefix: form.prefix.trim() || null,
    priority: form.priority.trim() === "" ? null : Number(form.priority),
    headers: headersOf(form, before),
    models:
      form.models.length === 0
        ? null
        : form.models.map(({ name, alias }) => ({
            name: name.trim(),
            ...(alias.trim() === "" ? {} : { alias: alias.trim() }),
          })),
    excluded_models: excluded.length === 0 ? null : excluded,
  };
}

/** An empty value takes a header out; those that are kept are not sent. */
function headersOf(form: EntryForm, before: EntryForm): Record<string, string> {
  const stay = new Set(form.headers.map(({ name }) => name.toLowerCase()));
  const gone = before.headers.filter(({ name }) => !stay.has(name.toLowerCase()));
  const given = form.headers.filter(({ isKept, value }) => !isKept || value !== "");
  return Object.fromEntries([
    ...gone.map(({ name }) => [name, ""] as const),
    ...given.map(({ name, value }) => [name.trim(), value] as const),
  ]);
}

function linesOf(text: string): string[] {
  return [...new Set(text.split(/[\n,]/).map((line) => line.trim()))].filter((line) => line !== "");
}
