// Accounts for forecasts: windows and samples said in percent and hours from now.

import type { ForecastAccount } from "../../src/domain/forecast.ts";
import { capacityOf } from "../../src/domain/plan-capacity.ts";
import type { QuotaSample } from "../../src/domain/ports.ts";
import type { QuotaWindow } from "../../src/domain/quota.ts";

export const NOW = Date.UTC(2026, 0, 1, 12);
export const HOUR_MS = 3_600_000;

/** How much is used, when it resets (hours from now; null: not told), and how much an hour was used over the last hours. */
export interface WindowWords {
  readonly used: number;
  readonly resetsIn: number | null;
  /** Percent an hour; absent: no samples. */
  readonly pace?: number;
}

const HOURS = { primary: 5, secondary: 168 } as const;

/** `primary` and `secondary` say the windows; an even pace is shown by a sample now and one some hours ago. */
export function forecastedAccount(
  id: string,
  words: {
    readonly plan?: string;
    readonly primary?: WindowWords;
    readonly secondary?: WindowWords;
    readonly usableIn?: number;
    readonly more?: Partial<ForecastAccount>;
  },
): ForecastAccount {
  const { primary, secondary, usableIn } = words;
  const window = (slot: keyof typeof HOURS, said: WindowWords | undefined): QuotaWindow | null =>
    said === undefined
      ? null
      : { usedPercent: said.used, windowMs: HOURS[slot] * HOUR_MS, resetsAt: hoursFromNow(said.resetsIn) };
  return {
    id,
    label: `${id}@example.com`,
    provider: "codex",
    capacity: capacityOf("codex", words.plan ?? "plus"),
    quota: {
      primary: window("primary", primary),
      secondary: window("secondary", secondary),
      plan: words.plan ?? "plus",
      allowed: null,
      observedAt: NOW,
    },
    samples: [...sampled(id, "secondary", secondary), ...sampled(id, "primary", primary)].toSorted(
      (a, b) => a.observedAt - b.observedAt,
    ),
    hours: [],
    usableFrom: usableIn === undefined ? 0 : NOW + usableIn * HOUR_MS,
    isUnmetered: false,
    ...words.more,
  };
}

function hoursFromNow(hours: number | null): number | null {
  return hours === null ? null : NOW + hours * HOUR_MS;
}

/** Of the last 12 hours of a week, of the last 12 minutes of 5 hours. */
function sampled(id: string, slot: keyof typeof HOURS, said: WindowWords | undefined): readonly QuotaSample[] {
  if (said?.pace === undefined) return [];
  const hoursAgo = slot === "primary" ? 0.2 : 12;
  const resetsAt = hoursFromNow(said.resetsIn);
  const at = (ago: number): QuotaSample => {
    const usedPercent = said.used - (said.pace ?? 0) * ago;
    return {
      accountId: id,
      observedAt: NOW - ago * HOUR_MS,
      primaryUsedPercent: slot === "primary" ? usedPercent : null,
      primaryResetsAt: slot === "primary" ? resetsAt : null,
      secondaryUsedPercent: slot === "secondary" ? usedPercent : null,
      secondaryResetsAt: slot === "secondary" ? resetsAt : null,
    };
  };
  return [at(hoursAgo), at(0)];
}
