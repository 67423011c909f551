// Whose is the login that stands in a tool's home? Told by the login itself wherever it can; no upstream is asked.

import type { Account } from "../../domain/account.ts";
import type { AuthFileForm, JsonRecord, ParsedAuthFile } from "../../providers/auth-file.ts";
import type { Sha256Hex } from "../../domain/ids.ts";
import { accountLabel } from "../account-label.ts";
import { longLivedSecret } from "../prepare-auth-file.ts";
import type { ToolHome, ToolLogin } from "./tool-home.ts";

export type Holder =
  /** `held`: the account with the tool's tokens. `sure`: false where another file of the tool's alone says whose it is. */
  | { readonly kind: "known"; readonly ours: Account; readonly held: Account; readonly sure: boolean }
  /** `label`: e-mail, where the login says it. */
  | { readonly kind: "unknown"; readonly label: string | null }
  | { readonly kind: "broken"; readonly reason: string };

export interface MatchContext {
  readonly home: Pick<ToolHome, "provider" | "ownerFields">;
  readonly form: AuthFileForm;
  readonly accounts: readonly Account[];
  readonly sha256: Sha256Hex;
}

type Login = Pick<Extract<ToolLogin, { kind: "login" }>, "json" | "hint">;

export function matchLogin({ json, hint }: Login, context: MatchContext): Holder {
  const { home, sha256 } = context;
  const accounts = context.accounts.filter(({ provider }) => provider === home.provider);
  const parsed = parse(json, context);
  if (parsed.kind === "foreign") return { kind: "broken", reason: "it holds no login of a known kind" };
  if (parsed.kind === "broken") return parsed;
  const named = parsed.kind === "account" ? accounts.find(({ id }) => id === parsed.account.id) : undefined;
  if (parsed.kind === "account" && named !== undefined) {
    return { kind: "known", ours: named, held: parsed.account, sure: true };
  }
  const key = parsed.kind === "account" ? longLivedSecret(parsed.account) : parsed.key;
  const owner = accounts.find((account) => key !== null && longLivedSecret(account) === key);
  if (owner !== undefined) return known(json, owner, { context, sure: true });
  const hinted = accounts.filter((account) => isSameOwner(home.ownerFields(account), hint));
  const [only] = hinted;
  if (only !== undefined && hinted.length === 1) return known(json, only, { context, sure: false });
  if (parsed.kind === "account") return { kind: "unknown", label: accountLabel(parsed.account, sha256) };
  const { email } = hint;
  return { kind: "unknown", label: typeof email === "string" ? email : null };
}

/** The login read as this account's; an API key is the account as it is. */
function known(
  json: JsonRecord,
  ours: Account,
  { context, sure }: { readonly context: MatchContext; readonly sure: boolean },
): Holder {
  if (ours.credentials.kind === "api-key") return { kind: "known", ours, held: ours, sure };
  const parsed = parse({ ...json, ...context.home.ownerFields(ours) }, context);
  return parsed.kind === "account" && parsed.account.id === ours.id
    ? { kind: "known", ours, held: parsed.account, sure }
    : { kind: "unknown", label: ours.email };
}

function parse(json: JsonRecord, { form, sha256 }: MatchContext): ParsedAuthFile {
  return form.parse(json, { fileName: "", sha256 });
}

/** Both say the same wherever both say something. An e-mail may change; beside an id it says nothing. */
export function isSameOwner(fields: JsonRecord, told: JsonRecord): boolean {
  const both = Object.keys(fields).filter((name) => typeof fields[name] === "string" && typeof told[name] === "string");
  const telling = both.includes("account_uuid") ? both.filter((name) => name !== "email") : both;
  return telling.length > 0 && telling.every((name) => fields[name] === told[name]);
}
