// One inspection's way through its accounts: a few at a time, each probed and diagnosed.

import { diagnose, type InspectionResult, type ProbeResult } from "../../domain/inspection.ts";
import type { AccountId } from "../../domain/ids.ts";
import type { Clock } from "../../domain/ports.ts";
import { usedPercentAt } from "../../domain/quota.ts";
import type { LiveAccount } from "../../pool/live-account.ts";
import { type LiveProbeDeps, probeLive } from "./probe-live.ts";

export interface InspectDeps extends LiveProbeDeps {
  readonly clock: Pick<Clock, "now">;
  ownsPause(id: AccountId): boolean;
}

export interface InspectWish {
  readonly accountIds: readonly AccountId[];
  readonly workers: number;
  readonly testRequests: boolean;
  /** 0..100; null: no account is to be paused for what it has used. */
  readonly pauseAtPercent: number | null;
}

export interface InspectControl {
  isCancelled(): boolean;
  /** null: the account has gone meanwhile. */
  inspected(result: InspectionResult | null): void;
}

/** Resolves once the last has been told; after a cancel, once those under way have. */
export async function inspectAccounts(deps: InspectDeps, wish: InspectWish, control: InspectControl): Promise<void> {
  const todo = wish.accountIds.values();
  const worker = async (): Promise<void> => {
    for (const id of todo) {
      if (control.isCancelled()) return;
      const probed = await probeLive(deps, id, wish);
      control.inspected(probed === null ? null : resultOf(deps, wish, probed));
    }
  };
  await Promise.all(Array.from({ length: Math.min(wish.workers, wish.accountIds.length) }, worker));
}

function resultOf(
  { clock, ownsPause }: InspectDeps,
  { pauseAtPercent }: InspectWish,
  { live, probe }: { readonly live: LiveAccount; readonly probe: ProbeResult },
): InspectionResult {
  const { id, label, account, condition, paused, quota } = live;
  const now = clock.now();
  const credentials = account.credentials.kind;
  const diagnosis = diagnose({ probe, condition, credentials, paused, ownsPause: ownsPause(id), pauseAtPercent, now });
  return {
    ...diagnosis,
    accountId: id,
    label,
    provider: account.provider,
    fileName: account.fileName,
    plan: quota?.plan ?? account.plan,
    credentials,
    paused,
    primaryUsedPercent: usedPercentAt(quota?.primary ?? null, now),
    secondaryUsedPercent: usedPercentAt(quota?.secondary ?? null, now),
    httpStatus: probe.kind === "failed" ? probe.failure.status : null,
    inspectedAt: now,
    applied: null,
  };
}
