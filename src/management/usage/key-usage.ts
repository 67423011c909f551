// How the keys of the configuration have been doing, each under its address and key, as panels look them up.

import type { UsageTotals } from "../../domain/usage-totals.ts";
import type { Pool } from "../../pool/pool.ts";
import type { AccountActivity, RecentBucket } from "./account-activity.ts";

export interface KeyUsageDeps {
  readonly totals: Pick<UsageTotals, "byAccount">;
  readonly pool: Pick<Pool, "accounts">;
  readonly activity: Pick<AccountActivity, "recent">;
}

export interface KeyUsage {
  readonly success: number;
  readonly failed: number;
  readonly recent: readonly RecentBucket[];
}

/** Provider, or name of the compatible upstream -> `<base url>|<key>` -> how it has been doing. */
export async function usageOfKeys(deps: KeyUsageDeps): Promise<ReadonlyMap<string, ReadonlyMap<string, KeyUsage>>> {
  const totals = await deps.totals.byAccount();
  const byProvider = new Map<string, Map<string, KeyUsage>>();
  for (const { account } of deps.pool.accounts()) {
    const { credentials, qualifier, fileName, baseUrl, id } = account;
    if (fileName !== null || credentials.kind !== "api-key") continue;
    const sums = totals.get(id);
    const keys = byProvider.get(qualifier) ?? new Map<string, KeyUsage>();
    keys.set(`${baseUrl ?? ""}|${credentials.key.reveal()}`, {
      success: sums?.succeeded ?? 0,
      failed: sums === undefined ? 0 : sums.requests - sums.succeeded,
      recent: deps.activity.recent(id),
    });
    byProvider.set(qualifier, keys);
  }
  return byProvider;
}
