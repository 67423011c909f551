// Whose is the account in this JSON? The first half of adding one: it writes nothing.

import type { Account } from "../domain/account.ts";
import type { Clock } from "../domain/ports.ts";
import type { AuthFileForm, JsonRecord } from "../providers/auth-file.ts";
import type { UpstreamClient } from "../wire/upstream-call.ts";
import { isJsonRecord } from "./auth-json.ts";
import type { FolderEntries } from "./folder-entries.ts";
import { identifyAccount } from "./identify-account.ts";
import { type FormContext, parseForms } from "./parse-forms.ts";

export type PreparedAuthFile =
  | { readonly kind: "ready"; readonly form: AuthFileForm; readonly json: JsonRecord; readonly account: Account }
  /** The folder has it; `account` is the one it has. */
  | { readonly kind: "unchanged"; readonly account: Account; readonly reason: string }
  | { readonly kind: "skipped"; readonly reason: string };

interface PrepareDeps extends FormContext {
  readonly entries: FolderEntries;
  readonly client: UpstreamClient;
  readonly clock: Clock;
}

interface UnknownAccount {
  readonly form: AuthFileForm;
  readonly json: JsonRecord;
  readonly key: string;
}

/** Longest time for all questions together: Google may make a project first, ms. */
const ASKING_LIMIT_MS = 60_000;

/** Asks the upstream only about a key or login that the folder does not have; waits 5 s for an answer. */
export async function prepareAuthFile(json: unknown, deps: PrepareDeps): Promise<PreparedAuthFile> {
  if (!isJsonRecord(json)) return skipped("it holds no JSON object");
  const found = parseForms({ json, fileName: "" }, deps);
  if (found.form === null) return skipped(found.reason);
  const { form, parsed } = found;
  if (parsed.kind === "account") return { kind: "ready", form, json, account: parsed.account };
  return prepareUnknown({ form, json, key: parsed.key }, deps);
}

async function prepareUnknown(unknown: UnknownAccount, deps: PrepareDeps): Promise<PreparedAuthFile> {
  const known = await deps.entries.find((account) => longLivedSecret(account) === unknown.key);
  if (known !== null) return { kind: "unchanged", account: known, reason: "this key is there already" };
  const limit = new AbortController();
  const cancel = deps.clock.after(ASKING_LIMIT_MS, () => limit.abort());
  const answer = await identifyAccount(deps, { ...unknown, signal: limit.signal });
  cancel();
  if (answer.kind === "unknown") return skipped(answer.reason);
  const { form } = unknown;
  const found = parseForms({ json: answer.json, fileName: "" }, deps);
  if (found.form === null || found.parsed.kind !== "account") return skipped("its owner remains unclear");
  return { kind: "ready", form, json: answer.json, account: found.parsed.account };
}

export function longLivedSecret({ credentials }: Account): string | null {
  if (credentials.kind === "api-key") return credentials.key.reveal();
  return credentials.refreshToken?.reveal() ?? null;
}

function skipped(reason: string): PreparedAuthFile {
  return { kind: "skipped", reason };
}
