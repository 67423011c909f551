// What is known of how accounts were used: the samples of their windows, and the weight of what they served hour by hour.

import { setImmediate as nextTurn } from "node:timers/promises";

import type { AccountId } from "../../domain/ids.ts";
import { capacityOf, type PlanCapacity } from "../../domain/plan-capacity.ts";
import type { QuotaSample, QuotaSamples, RequestRecords } from "../../domain/ports.ts";
import { createPriceLookup, type PriceTable } from "../../domain/price.ts";
import { type HourWeight, type UsedAccount, weightOf } from "../../domain/quota-cost.ts";
import type { LiveAccount } from "../../pool/live-account.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_SAMPLES = 2000;

export interface EvidenceDeps {
  readonly samples: Pick<QuotaSamples, "list">;
  readonly records: Pick<RequestRecords, "hourly">;
  prices(): PriceTable;
}

/** An account, and how it was used in the stretch. */
export interface Evidence extends UsedAccount {
  readonly live: LiveAccount;
}

/** A piece at a time, with requests served in between: SQLite works in this thread. */
export async function gatherEvidence(
  deps: EvidenceDeps,
  accounts: readonly LiveAccount[],
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly Evidence[]> {
  const hours = await hourWeights(deps, { from, to });
  const gathered: Evidence[] = [];
  for (const live of accounts) {
    gathered.push({
      live,
      provider: live.account.provider,
      capacity: planOf(live).capacity,
      samples: await samplesOf(deps, live.id, { from, to }),
      hours: hours.get(live.id) ?? [],
    });
  }
  return gathered;
}

/** The plan as the upstream tells it, else as the login does. */
export function planOf({ quota, account }: LiveAccount): {
  readonly plan: string | null;
  readonly capacity: PlanCapacity | null;
} {
  const plan = quota?.plan ?? account.plan;
  return { plan, capacity: capacityOf(account.provider, plan) };
}

async function hourWeights(
  { records, prices }: EvidenceDeps,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<ReadonlyMap<AccountId, readonly HourWeight[]>> {
  const table = { prices: prices(), priceFor: createPriceLookup() };
  const byAccount = new Map<AccountId, HourWeight[]>();
  for (let hour = Math.floor(from / HOUR_MS) * HOUR_MS; hour < to; hour += HOUR_MS) {
    const sums = new Map<AccountId, number>();
    for (const { accountId, model, usage } of await records.hourly({ from: hour, to: hour + HOUR_MS })) {
      if (accountId !== null) sums.set(accountId, (sums.get(accountId) ?? 0) + weightOf(usage, model, table));
    }
    for (const [accountId, weight] of sums) {
      const known = byAccount.get(accountId);
      if (known === undefined) byAccount.set(accountId, [{ hour, weight }]);
      else known.push({ hour, weight });
    }
    await nextTurn();
  }
  return byAccount;
}

/** A busy account has thousands a day: of each part of the stretch the last sample is kept. */
async function samplesOf(
  { samples }: EvidenceDeps,
  accountId: AccountId,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly QuotaSample[]> {
  const partMs = (to - from) / MOST_SAMPLES;
  const kept: QuotaSample[] = [];
  for (let day = from; day <= to; day += DAY_MS) {
    // What was seen at the very end counts.
    for (const sample of await samples.list(accountId, day, Math.min(day + DAY_MS, to + 1))) {
      const last = kept.at(-1);
      if (last !== undefined && part(sample) === part(last)) kept.pop();
      kept.push(sample);
    }
    await nextTurn();
  }
  return kept;

  function part({ observedAt }: QuotaSample): number {
    return Math.floor((observedAt - from) / partMs);
  }
}
