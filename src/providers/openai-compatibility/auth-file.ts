// The auth file of one key of a compatible upstream: the same words as an entry of the configuration, in snake case.

import type { Account, OfferedModel } from "../../domain/account.ts";
import { secret } from "../../domain/secret.ts";
import type { AuthFileContext, AuthFileForm, JsonRecord, ParsedAuthFile } from "../auth-file.ts";
import { accountOfFile, fileNameOf, withoutSlash } from "../shared/auth-file-fields.ts";
import { isRecord, textAt } from "../shared/json-fields.ts";

const PROVIDER = "openai-compatibility";

export const openAiCompatibilityAuthFile: AuthFileForm = {
  provider: PROVIDER,
  parse,
  normalise,
  // There is nothing to refresh.
  withTokens: (json) => json,
  fileNameFor: (account) => fileNameOf({ ...account, email: account.qualifier }),
  identify: () => Promise.resolve({ kind: "unknown", reason: "a compatible upstream tells no owner" }),
};

function parse(json: JsonRecord, context: AuthFileContext): ParsedAuthFile {
  if (textAt(json, "type")?.toLowerCase() !== PROVIDER) return { kind: "foreign" };
  const name = textAt(json, "name");
  if (name === null) return { kind: "broken", reason: "name is missing: it stands before the slash of its models" };
  if (name.includes("/")) return { kind: "broken", reason: "name holds a slash, which ends it in front of a model" };
  const baseUrl = baseUrlOf(json);
  if (baseUrl === null) return { kind: "broken", reason: "base_url is missing" };
  if (!/^https?:\/\/./i.test(baseUrl)) return { kind: "broken", reason: "base_url is no http(s) address" };
  return { kind: "account", account: accountOf({ name, baseUrl, key: keyOf(json) ?? "" }, json, context) };
}

interface Entry {
  readonly name: string;
  readonly baseUrl: string;
  /** "" where the upstream wants none. */
  readonly key: string;
}

/** A key may be good at several addresses, and of those without a key each address is one. */
function accountOf({ name, baseUrl, key }: Entry, json: JsonRecord, context: AuthFileContext): Account {
  const identityKey = key === "" ? baseUrl : `${context.sha256(key)}::${baseUrl}`;
  const credentials = { kind: "api-key", key: secret(key) } as const;
  const identity = { identityKey, email: null, plan: null, credentials, baseUrl };
  const account = accountOfFile(PROVIDER, identity, { json, context });
  return { ...account, qualifier: name, models: { ...account.models, offered: modelsOf(json) } };
}

/** `[{"name":"deepseek-chat","alias":"ds"}]`, or names alone; null where the file names none: then the upstream's list. */
function modelsOf(json: JsonRecord): readonly OfferedModel[] | null {
  const { models } = json;
  if (!Array.isArray(models)) return null;
  const offered = models.flatMap((model: unknown): readonly OfferedModel[] => {
    const entry = isRecord(model) ? model : { name: model };
    const alias = textAt(entry, "alias");
    const name = textAt(entry, "name") ?? alias;
    return name === null ? [] : [{ name, alias: alias === name ? null : alias }];
  });
  return offered.length === 0 ? null : offered;
}

function baseUrlOf(json: JsonRecord): string | null {
  return withoutSlash(textAt(json, "base_url") ?? textAt(json, "base-url"));
}

function keyOf(json: JsonRecord): string | null {
  return textAt(json, "api_key") ?? textAt(json, "api-key");
}

const OWN_FIELDS = new Set(["type", "name", "base_url", "base-url", "api_key", "api-key"]);

function normalise(json: JsonRecord): JsonRecord {
  const rest = Object.fromEntries(Object.entries(json).filter(([name]) => !OWN_FIELDS.has(name)));
  const key = keyOf(json);
  return {
    ...rest,
    type: PROVIDER,
    name: textAt(json, "name"),
    base_url: baseUrlOf(json),
    ...(key === null ? {} : { api_key: key }),
  };
}
