// The export of sub2api ("sub2api-data", version 1): accounts of several vendors with the proxies that they go through, bare
// or in the envelope of its API (`data`). Its priorities count the other way round than ours and are left behind.

import type { JsonRecord } from "../../providers/auth-file.ts";
import { instantAt, isoOf } from "../../providers/shared/auth-file-fields.ts";
import { isRecord, numberAt, recordAt, textAt } from "../../providers/shared/json-fields.ts";
import { accountItem, type ForeignFormat, type ForeignItem, skippedItem } from "./foreign-format.ts";

export const sub2apiExport: ForeignFormat = (json) => {
  const bundle = recordAt(json, "data") ?? json;
  const accounts = accountsIn(bundle);
  if (accounts === null) return null;
  const version = numberAt(bundle, "version") ?? 1;
  if (version > 1) return { kind: "refused", reason: `its version ${version} is newer than 1, the newest known here` };
  const proxies = proxiesIn(bundle);
  return { kind: "accounts", items: accounts.map((account) => itemOf(account, proxies)) };
};

/** null where it is no such export. One account alone is one as well. */
function accountsIn(bundle: JsonRecord): readonly JsonRecord[] | null {
  if (isAccount(bundle)) return [bundle];
  const { accounts } = bundle;
  if (!Array.isArray(accounts)) return null;
  const isNamed = textAt(bundle, "type")?.startsWith("sub2api-") === true;
  const records = accounts.filter(isRecord);
  return isNamed || (records.length > 0 && records.every(isAccount)) ? records : null;
}

function isAccount(record: JsonRecord): boolean {
  return textAt(record, "platform") !== null && recordAt(record, "credentials") !== null;
}

type Proxies = ReadonlyMap<string, string>;

/** Addresses by sub2api's key for them. */
function proxiesIn({ proxies }: JsonRecord): Proxies {
  const records = Array.isArray(proxies) ? proxies.filter(isRecord) : [];
  return new Map(
    records.flatMap((proxy) => {
      const [key, protocol, host] = ["proxy_key", "protocol", "host"].map((name) => textAt(proxy, name));
      const port = numberAt(proxy, "port");
      if (!key || !protocol || !host || port === null) return [];
      return [[key, `${protocol}://${loginOf(proxy)}${host}:${port}`] as const];
    }),
  );
}

function loginOf(proxy: JsonRecord): string {
  const [user, password] = ["username", "password"].map((name) => textAt(proxy, name) ?? "");
  return user ? `${encodeURIComponent(user)}:${encodeURIComponent(password ?? "")}@` : "";
}

function itemOf(account: JsonRecord, proxies: Proxies): ForeignItem {
  const platform = textAt(account, "platform") ?? "";
  const type = textAt(account, "type") ?? "oauth";
  const form = FORMS[platform];
  if (form === undefined) return skippedItem(`accounts of platform "${platform}" are not known here`);
  const credentials = recordAt(account, "credentials") ?? {};
  const json = form({ type, credentials, extra: recordAt(account, "extra") ?? {} });
  if (json === null) return skippedItem(`accounts of type "${type}" of platform "${platform}" are not known here`);
  return accountItem({ ...json, ...saidOf(account, json, proxies) });
}

/** What its operator said of it. A name that is an e-mail names nobody anew. */
function saidOf(account: JsonRecord, json: JsonRecord, proxies: Proxies): JsonRecord {
  const name = textAt(account, "name");
  const concurrency = numberAt(account, "concurrency") ?? 0;
  return {
    label: name === null || name.includes("@") || name === json["email"] ? null : name,
    note: textAt(account, "notes"),
    concurrency: concurrency > 0 ? concurrency : null,
    proxy_url: proxies.get(textAt(account, "proxy_key") ?? "") ?? null,
  };
}

interface Sub2apiLogin {
  readonly type: string;
  readonly credentials: JsonRecord;
  readonly extra: JsonRecord;
}

/** Our auth file of it; null for a type that we do not know. */
type Form = (login: Sub2apiLogin) => JsonRecord | null;

const FORMS: Readonly<Record<string, Form>> = {
  openai: ({ type, credentials }) =>
    type === "oauth"
      ? {
          ...tokensOf("codex", credentials),
          // sub2api keeps an account without its id token, too; the access token says as much about its owner.
          id_token: textAt(credentials, "id_token") ?? textAt(credentials, "access_token"),
          account_id: textAt(credentials, "chatgpt_account_id"),
        }
      : keyOf("codex", { type, credentials }),
  anthropic: ({ type, credentials, extra }) =>
    type === "oauth" || type === "setup-token"
      ? {
          ...tokensOf("claude", credentials),
          email: textAt(credentials, "email") ?? textAt(credentials, "email_address") ?? textAt(extra, "email_address"),
          account_uuid: textAt(credentials, "account_uuid") ?? textAt(extra, "account_uuid"),
          organization_uuid: textAt(credentials, "org_uuid") ?? textAt(extra, "org_uuid"),
        }
      : keyOf("claude", { type, credentials }),
  gemini: ({ type, credentials }) => {
    if (type !== "oauth") return keyOf("gemini", { type, credentials });
    // A login of AI Studio is of another kind than Gemini CLI's.
    if (textAt(credentials, "oauth_type") === "ai_studio") return null;
    return { ...tokensOf("gemini", credentials), project_id: textAt(credentials, "project_id") };
  },
  antigravity: ({ type, credentials }) =>
    type === "oauth"
      ? { ...tokensOf("antigravity", credentials), project_id: textAt(credentials, "project_id") }
      : null,
  grok: ({ type, credentials }) =>
    type === "oauth" ? tokensOf("xai", credentials) : keyOf("xai", { type, credentials }),
};

function tokensOf(type: string, credentials: JsonRecord): JsonRecord {
  const expiresAt = instantAt(asNumber(credentials), "expires_at");
  const names = ["access_token", "refresh_token", "id_token", "email"];
  return {
    type,
    ...Object.fromEntries(names.map((name) => [name, textAt(credentials, name)])),
    expired: expiresAt === null ? null : isoOf(expiresAt),
  };
}

/** Seconds stand there as a number, as text of digits, or as a date. */
function asNumber(credentials: JsonRecord): JsonRecord {
  const text = textAt(credentials, "expires_at");
  return text !== null && /^\d+$/.test(text) ? { expires_at: Number(text) } : credentials;
}

/** The vendors' own addresses need not be said. Another's key must not go to them. */
const VENDOR_HOSTS = new Set(["api.openai.com", "api.anthropic.com", "generativelanguage.googleapis.com", "api.x.ai"]);

function keyOf(
  type: string,
  { type: kind, credentials }: Pick<Sub2apiLogin, "type" | "credentials">,
): JsonRecord | null {
  const key = textAt(credentials, "api_key");
  if ((kind !== "apikey" && kind !== "upstream") || key === null) return null;
  const address = textAt(credentials, "base_url");
  const host = address !== null && URL.canParse(address) ? new URL(address).host : null;
  if (host === null || VENDOR_HOSTS.has(host)) return { type, api_key: key };
  if (type !== "codex") return { type, api_key: key, base_url: address };
  return { type: "openai-compatibility", name: host.split(":")[0], base_url: versioned(address ?? ""), api_key: key };
}

/** sub2api puts `/v1` behind a bare address; we take it as it stands. */
function versioned(address: string): string {
  return new URL(address).pathname === "/" ? `${address.replace(/\/+$/, "")}/v1` : address;
}
