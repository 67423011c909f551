// The auth file of a key of the Gemini API: `{"type":"gemini","api_key":"..."}`. CLIProxyAPI gives the same type to logins
// of Gemini CLI, which hold a `token`: those are another provider's.

import { secret } from "../../domain/secret.ts";
import type { AuthFileContext, AuthFileForm, JsonRecord, ParsedAuthFile } from "../auth-file.ts";
import { accountOfFile, fileNameOf } from "../shared/auth-file-fields.ts";
import { textAt } from "../shared/json-fields.ts";

const PROVIDER = "gemini";

export const geminiAuthFile: AuthFileForm = {
  provider: PROVIDER,
  parse,
  normalise,
  // A key has no tokens: there is nothing to put anywhere.
  withTokens: (json) => json,
  fileNameFor: fileNameOf,
  identify: () => Promise.resolve({ kind: "unknown", reason: "a key is its own identity; there is nothing to ask" }),
};

function parse(json: JsonRecord, context: AuthFileContext): ParsedAuthFile {
  if (textAt(json, "type")?.toLowerCase() !== PROVIDER || holdsLogin(json)) return { kind: "foreign" };
  const key = textAt(json, "api_key");
  if (key === null) return { kind: "broken", reason: "it holds neither api_key nor a login's token" };
  const identity = {
    identityKey: `apikey::${context.sha256(key)}`,
    email: textAt(json, "email")?.toLowerCase() ?? null,
    plan: null,
    credentials: { kind: "api-key", key: secret(key) },
  } as const;
  return { kind: "account", account: accountOfFile(PROVIDER, identity, { json, context }) };
}

function holdsLogin(json: JsonRecord): boolean {
  return ["token", "access_token", "refresh_token"].some((name) => json[name] !== undefined && json[name] !== null);
}

function normalise(json: JsonRecord): JsonRecord {
  return { ...json, type: PROVIDER, api_key: textAt(json, "api_key") };
}
