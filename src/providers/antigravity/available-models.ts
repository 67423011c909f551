// Which models an account may use and what is left of each: one answer tells both, `:fetchAvailableModels`
// (cpa-manager facts, "Antigravity").

import type { ModelQuota, Quota } from "../../domain/quota.ts";
import type { JsonRecord } from "../auth-file.ts";
import { instantAt } from "../shared/auth-file-fields.ts";
import { isRecord, numberAt, recordAt } from "../shared/json-fields.ts";

const HOUR_MS = 3_600_000;
const SHORT_MS = 5 * HOUR_MS;
const WEEK_MS = 7 * 24 * HOUR_MS;

/** `{"models":{"<name>":{...}}}`, without those that complete code in the editor. */
export function readAvailableModels(body: unknown): readonly string[] | null {
  const models = modelsIn(body);
  if (models === null) return null;
  return Object.entries(models).flatMap(([name, model]) => {
    const isChat = isRecord(model) && model["isInternal"] !== true && /^(?!tab_|chat_)\S+$/.test(name);
    return isChat ? [name] : [];
  });
}

/** `quotaInfo{remainingFraction,resetTime}`; without a fraction it is no news. */
export function readAvailableQuota(body: unknown, now: number): Quota | null {
  const models = modelsIn(body);
  if (models === null) return null;
  const quotas = Object.entries(models).flatMap(([name, model]) => (isRecord(model) ? quotaOf(name, model, now) : []));
  return { primary: null, secondary: null, models: quotas, plan: null, allowed: null, observedAt: now };
}

function quotaOf(model: string, told: JsonRecord, now: number): readonly ModelQuota[] {
  const info = recordAt(told, "quotaInfo") ?? {};
  const remaining = numberAt(info, "remainingFraction");
  if (model === "" || remaining === null) return [];
  const resetsAt = instantAt(info, "resetTime");
  const usedPercent = Math.min(100, Math.max(0, Math.round((1 - remaining) * 10_000) / 100));
  // There are windows of five hours and of a week; which of the two it is the reset alone tells.
  const windowMs = resetsAt !== null && resetsAt - now > SHORT_MS ? WEEK_MS : SHORT_MS;
  return [{ model, window: { usedPercent, windowMs, resetsAt } }];
}

function modelsIn(body: unknown): JsonRecord | null {
  return isRecord(body) ? recordAt(body, "models") : null;
}
