// What the two ways of signing in have in common: what is wished for, what they need, and what they start.

import type { AccountId, ProviderId, Sha256Hex } from "../../domain/ids.ts";
import type { Clock, Ids } from "../../domain/ports.ts";
import type { JsonRecord } from "../../providers/auth-file.ts";
import type { UpstreamClient } from "../../wire/upstream-call.ts";
import type { KeepDeps } from "./keep-login.ts";
import type { LoginSession, LoginSessions, LoginStatus } from "./login-sessions.ts";

export interface LoginWish {
  readonly provider: ProviderId;
  /** In this computer's browser or by a code that is confirmed in any. */
  readonly flow: "browser" | "device";
  /** What the state begins with, for people to tell sign-ins apart. */
  readonly label: string;
  /** Fields that the account's file is to have. */
  readonly fields: JsonRecord;
  /** Signs this account in anew: whoever else signs in is refused. */
  readonly onlyAccount?: AccountId;
}

export type StartedLogin =
  | {
      readonly kind: "started";
      readonly state: string;
      /** The page to open. */
      readonly url: string;
      /** Whether the browser's way back leads here; else the address where it ends has to be pasted. */
      readonly isListening: boolean;
      readonly device: { readonly userCode: string; readonly expiresInMs: number } | null;
      /** What the operator has to see to before it can succeed; null: nothing. */
      readonly advice: string | null;
    }
  | { readonly kind: "unsupported" }
  | { readonly kind: "failed"; readonly reason: string };

/** What becomes of what a browser brought back, whichever way it came. */
export type CallbackVerdict =
  /** `ended` tells how the sign-in ends. */
  | { readonly kind: "taken"; readonly ended: Promise<LoginStatus> }
  | { readonly kind: "unknown-state" }
  /** The state is of a sign-in at somebody else. */
  | { readonly kind: "other-provider" }
  /** It has had its callback, or has ended. */
  | { readonly kind: "not-waiting" }
  /** It waits for a device code to be confirmed. */
  | { readonly kind: "wants-none" };

export interface FlowDeps extends KeepDeps {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly sha256: Sha256Hex;
  readonly client: UpstreamClient;
  readonly sessions: LoginSessions;
  failed?(error: unknown): void;
}

/** From the vendor's yes to the account; Google may make a project first. */
const FINISH_MS = 2 * 60_000;

export function openSession({ provider, label }: LoginWish, { ids, sessions }: FlowDeps): LoginSession {
  return sessions.open({ state: ids.token(label).replace("_", "-"), provider });
}

/** The user has done their part. */
export function finishSoon(session: LoginSession): void {
  session.limit(FINISH_MS, "OAuth flow timed out");
}

/** A sign-in that breaks ends with a word, and harms nobody. */
export function runSession(session: LoginSession, work: Promise<void>, deps: FlowDeps): void {
  work.catch((error: unknown) => {
    deps.failed?.(error);
    session.end({ kind: "error", reason: "the sign-in failed unexpectedly; the log tells more" });
  });
}
