// How much of its allowance an account has used. Windows are told apart by their length, never by the upstream's slot:
// live accounts have been seen with the weekly window in the primary slot.

export interface QuotaWindow {
  /** 0..100 */
  readonly usedPercent: number;
  readonly windowMs: number;
  /** Epoch ms; null where the upstream does not say. */
  readonly resetsAt: number | null;
}

export interface Quota {
  /** The short window (5 h); null where the account has none. */
  readonly primary: QuotaWindow | null;
  /** The weekly window; null where the account has none. */
  readonly secondary: QuotaWindow | null;
  /** Limits of single models beside those of the account. */
  readonly models?: readonly ModelQuota[];
  readonly plan: string | null;
  /** False where the upstream says outright that nothing more is served now; null where it does not say. */
  readonly allowed: boolean | null;
  readonly observedAt: number;
}

export interface ModelQuota {
  /** A model's name upstream, or a wildcard (`claude-opus-*`). */
  readonly model: string;
  readonly window: QuotaWindow;
}

const DAY_MS = 86_400_000;

/** Sorts windows by length into primary (under a day) and secondary (a day and more); the fuller of two wins its place. */
export function windowsByDuration(windows: readonly (QuotaWindow | null)[]): Pick<Quota, "primary" | "secondary"> {
  let primary: QuotaWindow | null = null;
  let secondary: QuotaWindow | null = null;
  for (const window of windows) {
    if (window === null) continue;
    if (window.windowMs < DAY_MS) primary = fuller(primary, window);
    else secondary = fuller(secondary, window);
  }
  return { primary, secondary };
}

/** A window whose reset has passed counts as unused: its number is history. */
export function usedPercentAt(window: QuotaWindow | null, now: number): number | null {
  if (window === null) return null;
  return window.resetsAt !== null && window.resetsAt <= now ? 0 : window.usedPercent;
}

/** True where a window is used up and its reset still ahead. */
export function isExhausted(quota: Quota, now: number): boolean {
  return (usedPercentAt(quota.primary, now) ?? 0) >= 100 || (usedPercentAt(quota.secondary, now) ?? 0) >= 100;
}

/** When the last of the used-up windows resets; null where none is used up or none says. */
export function exhaustedUntil(quota: Quota, now: number): number | null {
  let until: number | null = null;
  for (const window of [quota.primary, quota.secondary]) {
    if (window === null || (usedPercentAt(window, now) ?? 0) < 100 || window.resetsAt === null) continue;
    until = until === null ? window.resetsAt : Math.max(until, window.resetsAt);
  }
  return until;
}

function fuller(known: QuotaWindow | null, next: QuotaWindow): QuotaWindow {
  return known === null || next.usedPercent > known.usedPercent ? next : known;
}
