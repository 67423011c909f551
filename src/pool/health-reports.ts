// What happened to an account, told to the roster; who listens hears of changes of its condition.

import type { HealthEvent } from "../domain/account-health.ts";
import type { Failure } from "../domain/failure.ts";
import type { AccountId } from "../domain/ids.ts";
import type { Clock } from "../domain/ports.ts";
import type { Quota } from "../domain/quota.ts";
import type { LiveAccount } from "./live-account.ts";
import type { Roster } from "./roster.ts";

export interface HealthReports {
  /** `startedAt`: when the request that succeeded began, epoch ms. */
  succeeded(id: AccountId, startedAt: number): void;
  failed(id: AccountId, failure: Failure, model: string | null): void;
  observeQuota(id: AccountId, quota: Quota): void;
  /** The operator says: forget what happened. Returns the models that were closed; null where there is no such account. */
  reset(id: AccountId): readonly string[] | null;
}

export function createHealthReports(deps: {
  readonly clock: Clock;
  readonly roster: Roster;
  quotaObserved(live: LiveAccount): void;
  healthChanged(live: LiveAccount): void;
  attemptFailed(live: LiveAccount, failure: Failure): void;
}): HealthReports {
  const { clock, roster } = deps;
  const watching = (id: AccountId, change: (live: LiveAccount) => void): void => {
    const live = roster.find(id);
    if (live === null) return;
    const before = live.condition.kind;
    change(live);
    if (live.condition.kind !== before) deps.healthChanged(live);
  };
  const report = (id: AccountId, event: HealthEvent): void => watching(id, () => void roster.report(id, event));
  return {
    succeeded: (id, startedAt) => report(id, { kind: "succeeded", at: clock.now(), startedAt }),
    failed(id, failure, model) {
      const live = roster.find(id);
      if (live === null) return;
      report(id, { kind: "failed", at: clock.now(), failure, model });
      deps.attemptFailed(live, failure);
    },
    observeQuota: (id, quota) =>
      watching(id, (live) => {
        roster.observe(id, quota);
        deps.quotaObserved(live);
      }),
    reset(id) {
      const live = roster.find(id);
      if (live === null) return null;
      const closed = Object.keys(live.health.closedModels);
      report(id, { kind: "reset", at: clock.now() });
      return closed;
    },
  };
}
