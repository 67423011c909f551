// What is left of each model's day: `:retrieveUserQuota` (wire facts 2.3).

import type { ModelQuota, Quota } from "../../domain/quota.ts";
import { instantAt } from "../shared/auth-file-fields.ts";
import { isRecord, numberAt, textAt } from "../shared/json-fields.ts";

const DAY_MS = 86_400_000;

/** `{"buckets":[{modelId,remainingFraction,resetTime,tokenType}]}`; of several of one model the fullest counts. */
export function readUserQuota(body: unknown, now: number): Quota | null {
  const buckets: unknown = isRecord(body) ? body["buckets"] : null;
  if (!Array.isArray(buckets)) return null;
  const byModel = new Map<string, ModelQuota>();
  for (const quota of buckets.flatMap(quotaOf)) {
    const known = byModel.get(quota.model);
    if (known === undefined || known.window.usedPercent < quota.window.usedPercent) byModel.set(quota.model, quota);
  }
  const models = [...byModel.values()];
  return { primary: null, secondary: null, models, plan: null, allowed: null, observedAt: now };
}

/** A bucket without a fraction is no news: whether it stands for nothing left or for nothing known is not documented. */
function quotaOf(bucket: unknown): readonly ModelQuota[] {
  if (!isRecord(bucket)) return [];
  const model = textAt(bucket, "modelId");
  const resetsAt = instantAt(bucket, "resetTime");
  const remaining = numberAt(bucket, "remainingFraction");
  if (model === null || remaining === null) return [];
  const usedPercent = Math.min(100, Math.max(0, Math.round((1 - remaining) * 10_000) / 100));
  return [{ model, window: { usedPercent, windowMs: DAY_MS, resetsAt } }];
}
