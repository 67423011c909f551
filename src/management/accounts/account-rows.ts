// Each account of the pool with what its auth file says of it and how it has been doing: what every list shows.

import { type AccountProblem, type AccountStatus, problemOf, statusOf } from "../../domain/account-status.ts";
import type { AuthFileShelf, SaidInFile, ShelvedFile } from "../../domain/auth-file-shelf.ts";
import type { AccountId } from "../../domain/ids.ts";
import { capacityOf, type WindowLeft, windowLeft } from "../../domain/plan-capacity.ts";
import type { Clock } from "../../domain/ports.ts";
import type { LiveAccount } from "../../pool/live-account.ts";
import type { Pool } from "../../pool/pool.ts";
import type { AccountActivity, RecentBucket } from "../usage/account-activity.ts";

export interface AccountRow {
  readonly live: LiveAccount;
  readonly status: AccountStatus;
  readonly problem: AccountProblem | null;
  /** An inspection ends its own pauses; somebody's nobody else does. null where it is not paused. */
  readonly pausedBy: "operator" | "inspection" | null;
  /** As the upstream last told, else as the login says; null where nobody says. */
  readonly plan: string | null;
  readonly primary: WindowLeft | null;
  readonly secondary: WindowLeft | null;
  /** Empty for a key of config.yaml. */
  readonly said: SaidInFile;
  /** Oldest first; null where nobody has used it lately. */
  readonly recent: readonly RecentBucket[] | null;
}

export interface RowDeps {
  readonly clock: Pick<Clock, "now">;
  readonly pool: Pick<Pool, "accounts">;
  readonly shelf: Pick<AuthFileShelf, "known">;
  readonly activity: Pick<AccountActivity, "recent">;
  /** Whether an account's pause is an inspection's own. */
  isOwnPause(id: AccountId): boolean;
}

/** By e-mail, then id; those without an e-mail last. */
export function accountRows(deps: RowDeps): readonly AccountRow[] {
  const saidIn = new Map(deps.shelf.known().map(({ fileName, said }) => [fileName, said]));
  const now = deps.clock.now();
  return deps.pool
    .accounts()
    .map((live) => rowOf(live, { said: saidIn.get(live.account.fileName ?? "") ?? {}, now, deps }))
    .toSorted(byEmail);
}

/** null where there is no such account. */
export function accountRow(deps: RowDeps, id: AccountId): AccountRow | null {
  const live = deps.pool.accounts().find((one) => one.id === id);
  if (live === undefined) return null;
  const file = deps.shelf.known().find(({ fileName }) => fileName === live.account.fileName);
  return rowOf(live, { said: file?.said ?? {}, now: deps.clock.now(), deps });
}

/** Auth files that hold no account, and why. */
export function brokenFiles(shelf: Pick<AuthFileShelf, "known">): readonly { fileName: string; reason: string }[] {
  return shelf
    .known()
    .flatMap(({ fileName, problem }: ShelvedFile) => (problem === null ? [] : [{ fileName, reason: problem }]));
}

export function displayNameOf({ live, said }: Pick<AccountRow, "live" | "said">): string {
  return aliasOf(said) ?? live.account.email ?? live.label;
}

export function aliasOf(said: SaidInFile): string | null {
  return textIn(said, "label");
}

export function textIn(said: SaidInFile, name: string): string | null {
  const value = said[name];
  return typeof value === "string" && value !== "" ? value : null;
}

function rowOf(
  live: LiveAccount,
  { said, now, deps }: { readonly said: SaidInFile; readonly now: number; readonly deps: RowDeps },
): AccountRow {
  const { account, quota } = live;
  const plan = quota?.plan ?? account.plan;
  const at = { capacity: capacityOf(account.provider, plan), now };
  const recent = deps.activity.recent(live.id);
  return {
    live,
    status: statusOf(live, now),
    problem: problemOf(live.condition, now),
    pausedBy: live.paused ? (deps.isOwnPause(live.id) ? "inspection" : "operator") : null,
    plan,
    primary: windowLeft(quota, "primary", at),
    secondary: windowLeft(quota, "secondary", at),
    said,
    recent: recent.some(({ success, failed }) => success + failed > 0) ? recent : null,
  };
}

function byEmail({ live: a }: AccountRow, { live: b }: AccountRow): number {
  const [left, right] = [a.account.email, b.account.email];
  if (left !== right) {
    if (left === null || right === null) return left === null ? 1 : -1;
    return left < right ? -1 : 1;
  }
  return a.id < b.id ? -1 : 1;
}
