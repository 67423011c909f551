// A limit of a client key and the window it counts in. Windows have fixed lengths and follow one another from the instant at
// which the limit was set, so that everybody can tell when the next begins.

export const LIMIT_KINDS = ["requests", "tokens", "cost_usd"] as const;
/** Tokens are input and output together, cached input included. */
export type LimitKind = (typeof LIMIT_KINDS)[number];

export const LIMIT_WINDOWS = ["minute", "5h", "day", "week", "month"] as const;
export type LimitWindow = (typeof LIMIT_WINDOWS)[number];

const HOUR_MS = 3_600_000;
const WINDOW_MS: Readonly<Record<LimitWindow, number>> = {
  minute: 60_000,
  "5h": 5 * HOUR_MS,
  day: 24 * HOUR_MS,
  week: 7 * 24 * HOUR_MS,
  month: 30 * 24 * HOUR_MS,
};

export interface KeyLimit {
  readonly kind: LimitKind;
  readonly window: LimitWindow;
  /** Requests, tokens or USD within a window. */
  readonly max: number;
  /** Where its windows begin to follow one another; epoch ms. */
  readonly since: number;
}

/** What a window has used up so far. */
export interface WindowCount {
  /** Where the window began; epoch ms. */
  readonly startsAt: number;
  readonly used: number;
}

/** A limit's name within its key. */
export function limitId({ kind, window }: Pick<KeyLimit, "kind" | "window">): string {
  return `${kind}/${window}`;
}

/**
 * The count of the window that `now` is in. A clock that was put back takes the count along into the earlier window: what was
 * used is not forgotten by it, and nobody waits for an instant that was never meant.
 */
export function countAt(limit: KeyLimit, known: WindowCount | undefined, now: number): WindowCount {
  const length = WINDOW_MS[limit.window];
  const startsAt = limit.since + Math.max(0, Math.floor((now - limit.since) / length)) * length;
  if (known === undefined || known.startsAt < startsAt) return { startsAt, used: 0 };
  return known.startsAt === startsAt ? known : { startsAt, used: known.used };
}

/** Where the window of a count ends and the next begins; epoch ms. */
export function endOf({ window }: KeyLimit, { startsAt }: WindowCount): number {
  return startsAt + WINDOW_MS[window];
}

/** The limits as the operator has them now; those that were there before go on counting in their windows. */
export function withLimits(
  before: readonly KeyLimit[],
  wanted: readonly Omit<KeyLimit, "since">[],
  now: number,
): readonly KeyLimit[] {
  const since = new Map(before.map((limit) => [limitId(limit), limit.since]));
  return wanted.map((limit) => ({ ...limit, since: since.get(limitId(limit)) ?? now }));
}
