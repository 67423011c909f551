// The auth files with what lives behind them: each file, its account in the pool, and how that one has been doing.

import type { AuthFileShelf, ShelvedFile } from "../../domain/auth-file-shelf.ts";
import type { AccountId } from "../../domain/ids.ts";
import type { Pool } from "../../pool/pool.ts";
import type { LiveAccount } from "../../pool/live-account.ts";
import type { AccountActivity, RecentBucket } from "../usage/account-activity.ts";
import type { RequestSums, UsageTotals } from "../../domain/usage-totals.ts";

export interface AuthFileRow {
  readonly file: ShelvedFile;
  /** The account in the pool; null where the file holds none. */
  readonly live: LiveAccount | null;
  /** The other file of the same account, which is the one that serves; null where this one does. */
  readonly servedBy: string | null;
  readonly success: number;
  readonly failed: number;
  /** Oldest first. */
  readonly recent: readonly RecentBucket[];
}

export interface AuthFileFilter {
  readonly fileName: string | null;
  readonly authIndex: string | null;
}

export interface ListDeps {
  readonly shelf: Pick<AuthFileShelf, "list">;
  readonly pool: Pick<Pool, "accounts">;
  readonly totals: Pick<UsageTotals, "byAccount">;
  readonly activity: Pick<AccountActivity, "recent">;
}

/** By name, upper and lower case alike. */
export async function listAuthFiles(deps: ListDeps, filter: AuthFileFilter): Promise<readonly AuthFileRow[]> {
  // A store that is away costs the counts, not the list.
  const counted = deps.totals.byAccount().catch(() => new Map<AccountId, RequestSums>());
  const [files, totals] = await Promise.all([deps.shelf.list(), counted]);
  const lives = new Map<AccountId, LiveAccount>(deps.pool.accounts().map((live) => [live.id, live]));
  return files
    .filter(({ fileName }) => filter.fileName === null || fileName === filter.fileName)
    .filter(({ account }) => filter.authIndex === null || account?.authIndex === filter.authIndex)
    .map((file): AuthFileRow => {
      const { account } = file;
      const live = account === null ? null : (lives.get(account.id) ?? null);
      const serving = live?.account.fileName ?? null;
      const sums = account === null ? undefined : totals.get(account.id);
      return {
        file,
        live,
        servedBy: serving === file.fileName ? null : serving,
        success: sums?.succeeded ?? 0,
        failed: sums === undefined ? 0 : sums.requests - sums.succeeded,
        recent: deps.activity.recent(account?.id ?? null),
      };
    })
    .map((row) => ({ row, key: row.file.fileName.toLowerCase() }))
    .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ row }) => row);
}
