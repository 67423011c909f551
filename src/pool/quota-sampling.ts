// Quota over time, for trends and forecasts: a sample where a number moved, and one now and then where none does.

import type { QuotaSample, QuotaSamples } from "../domain/ports.ts";
import type { LiveAccount } from "./live-account.ts";

export interface QuotaSampling {
  note(live: LiveAccount): void;
  save(): Promise<void>;
}

const STEP_PERCENT = 0.1;
const STILL_MS = 10 * 60_000;
/** Samples kept for a store that is away; beyond this the oldest go. */
const MOST_PENDING = 10_000;

export function createQuotaSampling(samples: QuotaSamples): QuotaSampling {
  const last = new Map<string, QuotaSample>();
  let pending: QuotaSample[] = [];
  return {
    note(live) {
      const { quota } = live;
      if (quota === null) return;
      const sample: QuotaSample = {
        accountId: live.id,
        observedAt: quota.observedAt,
        primaryUsedPercent: quota.primary?.usedPercent ?? null,
        primaryResetsAt: quota.primary?.resetsAt ?? null,
        secondaryUsedPercent: quota.secondary?.usedPercent ?? null,
        secondaryResetsAt: quota.secondary?.resetsAt ?? null,
      };
      const before = last.get(live.id);
      if (before !== undefined && !isNews(before, sample)) return;
      last.set(live.id, sample);
      pending.push(sample);
    },
    async save() {
      if (pending.length === 0) return;
      const batch = pending;
      pending = [];
      try {
        await samples.append(batch);
      } catch (error) {
        pending = [...batch, ...pending].slice(-MOST_PENDING);
        throw error;
      }
    },
  };
}

function isNews(before: QuotaSample, after: QuotaSample): boolean {
  return (
    after.observedAt - before.observedAt >= STILL_MS ||
    moved(before.primaryUsedPercent, after.primaryUsedPercent) ||
    moved(before.secondaryUsedPercent, after.secondaryUsedPercent)
  );
}

function moved(before: number | null, after: number | null): boolean {
  if (before === null || after === null) return before !== after;
  return Math.abs(after - before) >= STEP_PERCENT;
}
