// The fields that every auth file has whatever its provider: what the operator says about the account, and dates.

import type { Account, ModelAlias } from "../../domain/account.ts";
import { accountIdOf, authIndexOf, type ProviderId } from "../../domain/ids.ts";
import { type Secret, secret } from "../../domain/secret.ts";
import type { AuthFileContext, JsonRecord } from "../auth-file.ts";
import { isRecord, numberAt, recordAt, textAt } from "./json-fields.ts";

/** What a provider reads in its own file; the rest is the operator's and the same everywhere. */
export type AccountIdentity = Pick<Account, "identityKey" | "email" | "plan" | "credentials"> &
  Partial<Pick<Account, "baseUrl" | "region">>;

/**
 * The account of an auth file. Of the operator's fields are read: `disabled`, `priority`, `weight`, `concurrency`,
 * `disable_cooling`, `request_retry`, `websockets`, `proxy_url`, `prefix`, `base_url`, `headers`, `excluded_models`,
 * `model_aliases` (kebab-case as well).
 */
export function accountOfFile(
  provider: ProviderId,
  identity: AccountIdentity,
  from: { readonly json: JsonRecord; readonly context: AuthFileContext },
): Account {
  const { json, context } = from;
  const authIndex = authIndexOf(context.sha256, provider, identity.identityKey);
  const cap = numberOf(json, "concurrency");
  const weight = numberOf(json, "weight") ?? 1;
  return {
    id: accountIdOf(authIndex),
    authIndex,
    provider,
    qualifier: provider,
    fileName: context.fileName,
    // Who has no share is never asked (cliproxyapi facts 3).
    paused: json["disabled"] === true || weight <= 0,
    priority: numberOf(json, "priority") ?? 0,
    weight: weight <= 0 ? 1 : weight,
    concurrencyCap: cap === null || cap <= 0 ? null : cap,
    coolingDisabled: flagOf(json, "disable_cooling"),
    requestRetry: retriesOf(json),
    websockets: flagOf(json, "websockets") !== false,
    proxyUrl: proxyUrlOf(json),
    baseUrl: withoutSlash(textOf(json, "base_url")),
    region: null,
    headers: headersOf(json),
    models: {
      prefix: prefixOf(json),
      offered: null,
      aliases: aliasesOf(json),
      excluded: textsOf(json, "excluded_models"),
    },
    ...identity,
  };
}

/** The file's own proxy: an address, `direct`, or null for the global one. */
export function proxyUrlOf(json: JsonRecord): string | null {
  const said = textOf(json, "proxy_url");
  return said === "none" ? "direct" : said;
}

/** Beyond this a number is no date (ECMA-262 21.4.1.1). */
const LATEST_INSTANT = 8.64e15;

/** Epoch ms of a date: RFC 3339 text, seconds or milliseconds; null where it is none. */
export function instantAt(json: JsonRecord, name: string): number | null {
  const value = json[name];
  const at = typeof value === "number" ? (value < 1e12 ? value * 1000 : value) : Date.parse(textAt(json, name) ?? "");
  return Math.abs(at) <= LATEST_INSTANT ? at : null;
}

/** RFC 3339, as auth files say dates; "" for none. */
export function isoOf(at: number | null): string {
  return at === null ? "" : new Date(at).toISOString();
}

/** Characters of the e-mail in a file name, which file systems limit to 255 bytes. */
const LONGEST_NAME = 120;

/** E-mail first, for people; then part of the handle, since one e-mail may have several workspaces and keys. */
export function fileNameOf(account: Account): string {
  const who = (account.email ?? "account").replace(/[^a-zA-Z0-9@._+-]/g, "_").slice(0, LONGEST_NAME);
  return `${account.provider}-${who}-${account.authIndex.slice(0, 8)}.json`;
}

export function withoutSlash(url: string | null): string | null {
  return url === null ? null : url.replace(/\/+$/, "");
}

/** The two spellings in use: `proxy_url`, `proxy-url`. */
function spelt(json: JsonRecord, name: string): JsonRecord {
  return name in json ? json : { [name]: json[name.replaceAll("_", "-")] };
}

function textOf(json: JsonRecord, name: string): string | null {
  return textAt(spelt(json, name), name);
}

function numberOf(json: JsonRecord, name: string): number | null {
  return numberAt(spelt(json, name), name);
}

function flagOf(json: JsonRecord, name: string): boolean | null {
  const value = spelt(json, name)[name];
  return typeof value === "boolean" ? value : null;
}

function retriesOf(json: JsonRecord): number | null {
  const said = numberOf(json, "request_retry");
  return said === null || said < 0 ? null : Math.min(Math.floor(said), MOST_RETRIES);
}

/** As in the configuration. */
const MOST_RETRIES = 10;

function textsOf(json: JsonRecord, name: string): readonly string[] {
  const value = spelt(json, name)[name];
  if (!Array.isArray(value)) return [];
  return value.flatMap((one) => (typeof one === "string" && one.trim() !== "" ? [one.trim()] : []));
}

/** A prefix is one part of a path: slashes around it are the operator's habit. */
function prefixOf(json: JsonRecord): string | null {
  const prefix = textOf(json, "prefix")?.replace(/^\/+|\/+$/g, "") ?? "";
  return prefix === "" ? null : prefix;
}

function headersOf(json: JsonRecord): Readonly<Record<string, Secret>> {
  const headers = Object.entries(recordAt(json, "headers") ?? {});
  return Object.fromEntries(
    headers.flatMap(([name, value]) =>
      typeof value === "string" && HEADER_NAME.test(name) && !/[\r\n\0]/.test(value)
        ? [[name.toLowerCase(), secret(value)]]
        : [],
    ),
  );
}

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

function aliasesOf(json: JsonRecord): readonly ModelAlias[] {
  const value = spelt(json, "model_aliases")["model_aliases"];
  if (!Array.isArray(value)) return [];
  return value.flatMap((one) => {
    const name = isRecord(one) ? textAt(one, "name") : null;
    const alias = isRecord(one) ? textAt(one, "alias") : null;
    if (name === null || alias === null || name === alias) return [];
    return [{ name, alias, hidesName: isRecord(one) && one["fork"] !== true }];
  });
}
