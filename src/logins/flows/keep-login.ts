// The end of every sign-in: the tokens become an auth file, and the account serves.

import type { AccountId } from "../../domain/ids.ts";
import type { JsonRecord } from "../../providers/auth-file.ts";
import type { LoginOutcome } from "../../providers/login.ts";
import type { PreparedAuthFile } from "../prepare-auth-file.ts";
import type { AddOutcome } from "../store-auth-file.ts";
import type { LoginSession, LoginStatus } from "./login-sessions.ts";

export interface KeepDeps {
  /** Who watches it is told of a stored account before `store` resolves. */
  readonly folder: {
    prepare(json: unknown): Promise<PreparedAuthFile>;
    store(prepared: PreparedAuthFile): Promise<AddOutcome>;
  };
}

export interface Kept {
  readonly session: LoginSession;
  readonly outcome: LoginOutcome;
  readonly wish: KeptWish;
}

export interface KeptWish {
  /** What the operator said of the account beforehand; stands in its file. */
  readonly fields: JsonRecord;
  /** Anybody else is refused. */
  readonly onlyAccount?: AccountId;
}

/** A sign-in that has ended meanwhile leaves nothing behind. */
export async function keepLogin({ session, outcome, wish }: Kept, deps: KeepDeps): Promise<void> {
  if (outcome.kind === "refused") return session.end({ kind: "error", reason: outcome.reason });
  const json = { ...outcome.json, ...wish.fields };
  let prepared = await deps.folder.prepare(json);
  if (prepared.kind === "skipped" && outcome.told !== undefined) {
    prepared = await deps.folder.prepare({ ...json, ...outcome.told });
  }
  if (session.status().kind !== "wait") return;
  const stranger = strangerIn(prepared, wish);
  if (stranger !== null) return session.end({ kind: "error", reason: stranger });
  session.end(statusOf(await deps.folder.store(prepared)));
}

/** Why this is not the one who was to sign in; null where it is, or anybody may. */
function strangerIn(prepared: PreparedAuthFile, { onlyAccount }: KeptWish): string | null {
  if (onlyAccount === undefined || prepared.kind === "skipped" || prepared.account.id === onlyAccount) return null;
  const who = prepared.account.email ?? "somebody else";
  return `another account signed in (${who}); nothing was changed: sign in as the one it was begun for`;
}

function statusOf(added: AddOutcome): Exclude<LoginStatus, { kind: "wait" }> {
  return added.kind === "skipped"
    ? { kind: "error", reason: `the sign-in succeeded, but the account could not be kept: ${added.reason}` }
    : { kind: "ok", account: added.account };
}
