// The settings of an account as a form shows them, and what of it is sent: the changed fields alone.

import type { AccountDetails } from "./account-query.ts";
import type { AccountFields } from "./wishes.ts";

export interface AccountSettings {
  readonly alias: string;
  readonly note: string;
  readonly priority: string;
  /** Empty: the usual one. */
  readonly weight: string;
  /** Empty: no cap. */
  readonly concurrency: string;
  readonly prefix: string;
  readonly projectId: string;
  readonly proxyUrl: string;
  readonly baseUrl: string;
  /** One a line. */
  readonly excluded: string;
  readonly aliases: readonly { readonly name: string; readonly alias: string; readonly fork: boolean }[];
  /** `value` is empty for one that is kept: values are never told. */
  readonly headers: readonly { readonly name: string; readonly value: string; readonly isKept: boolean }[];
}

const USUAL_WEIGHT = 1;

export function settingsOf(account: AccountDetails): AccountSettings {
  return {
    alias: account.alias ?? "",
    note: account.note ?? "",
    priority: String(account.priority),
    weight: account.weight === USUAL_WEIGHT ? "" : String(account.weight),
    concurrency: account.concurrency === null ? "" : String(account.concurrency),
    prefix: account.prefix ?? "",
    projectId: account.project_id ?? "",
    proxyUrl: account.proxy_url ?? "",
    baseUrl: account.base_url ?? "",
    excluded: account.excluded_models.join("\n"),
    aliases: account.model_aliases,
    headers: account.header_names.map((name) => ({ name, value: "", isKept: true })),
  };
}

/** null where nothing was changed. */
export function changedFields(before: AccountSettings, after: AccountSettings): AccountFields | null {
  const fields: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(TEXT_FIELDS) as [keyof typeof TEXT_FIELDS, string][]) {
    if (after[name].trim() !== before[name]) fields[field] = after[name].trim() === "" ? null : after[name].trim();
  }
  if (Number(after.priority) !== Number(before.priority)) fields["priority"] = Number(after.priority);
  for (const name of ["weight", "concurrency"] as const) {
    const value = after[name].trim();
    if (value !== before[name]) fields[name] = value === "" ? null : Number(value);
  }
  const excluded = linesOf(after.excluded);
  if (excluded.join("\n") !== before.excluded) fields["excluded_models"] = excluded.length === 0 ? null : excluded;
  if (JSON.stringify(after.aliases) !== JSON.stringify(before.aliases)) {
    fields["model_aliases"] = after.aliases.length === 0 ? null : after.aliases;
  }
  const headers = changedHeaders(before, after);
  if (Object.keys(headers).length > 0) fields["headers"] = headers;
  return Object.keys(fields).length === 0 ? null : fields;
}

const TEXT_FIELDS = {
  alias: "alias",
  note: "note",
  prefix: "prefix",
  projectId: "project_id",
  proxyUrl: "proxy_url",
  baseUrl: "base_url",
} as const;

/** An empty value takes a header out. */
function changedHeaders(before: AccountSettings, after: AccountSettings): Record<string, string> {
  const kept = new Set(after.headers.map(({ name }) => name.toLowerCase()));
  const gone = before.headers
    .filter(({ name }) => !kept.has(name.toLowerCase()))
    .map(({ name }) => [name, ""] as const);
  const said = after.headers
    .filter(({ value }) => value !== "")
    .map(({ name, value }) => [name.trim(), value] as const);
  return Object.fromEntries([...gone, ...said]);
}

function linesOf(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
