// What a forecast comes to, in plain sentences: what the operator may want to do something about, the most urgent first.

import type { AccountForecast, WindowForecast } from "./forecast.ts";
import type { PoolForecast } from "./forecast-pool.ts";
import type { AccountId } from "./ids.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export interface ForecastHint {
  readonly kind: "pool_runs_dry" | "account_runs_dry" | "resets_soon" | "expires_unused" | "usage_unknown";
  readonly text: string;
  readonly accountIds: readonly AccountId[];
}

const SOON_MS = 3 * HOUR_MS;
/** Less than this left over is not worth a word. */
const WORTH_PERCENT = 20;
/** A day before its reset it is late, but not too late, to use what is left. */
const USE_UP_MS = 24 * HOUR_MS;
/** Hints are to be read. */
const MOST_ACCOUNTS_SAID = 5;

export function forecastHints(
  pool: PoolForecast,
  forecasts: readonly AccountForecast[],
  now: number,
): readonly ForecastHint[] {
  const serving = forecasts.filter(({ account }) => account.usableFrom !== Number.POSITIVE_INFINITY);
  return [
    ...poolDry(pool, now),
    ...accountsDry(serving, now),
    ...resetsSoon(serving, now),
    ...expiring(serving, now),
    ...unknown(serving),
  ];
}

function poolDry({ provider, runsDryAt, backAt }: PoolForecast, now: number): readonly ForecastHint[] {
  if (runsDryAt === null) return [];
  const when = runsDryAt <= now ? "Nobody can serve now" : `At this pace nobody can serve in ${spell(runsDryAt - now)}`;
  const back = backAt === null ? "; nobody comes back by himself" : `, for ${spell(backAt - runsDryAt)}`;
  return [{ kind: "pool_runs_dry", text: `${provider}: ${when}${back}.`, accountIds: [] }];
}

function accountsDry(forecasts: readonly AccountForecast[], now: number): readonly ForecastHint[] {
  return forecasts
    .flatMap(({ account, primary, secondary }) =>
      [primary, secondary].flatMap((window) => {
        const at = window?.runsDryAt ?? null;
        return window === null || at === null || at <= now ? [] : [{ account, window, at }];
      }),
    )
    .toSorted((a, b) => a.at - b.at)
    .slice(0, MOST_ACCOUNTS_SAID)
    .map(({ account, window, at }) => {
      const resetsAt = window.resetsAt ?? now + window.windowMs;
      const text = `${account.label} runs dry in ${spell(at - now)}, ${spell(resetsAt - at)} before ${nameOf(window)} resets.`;
      return { kind: "account_runs_dry", text, accountIds: [account.id] };
    });
}

function resetsSoon(forecasts: readonly AccountForecast[], now: number): readonly ForecastHint[] {
  const soon = forecasts.filter(({ secondary, primary }) => {
    const resetsAt = (secondary ?? primary)?.resetsAt ?? null;
    return resetsAt !== null && resetsAt - now <= SOON_MS;
  });
  if (soon.length === 0) return [];
  const text = `${count(soon.length)} reset${soon.length === 1 ? "s" : ""} within ${spell(SOON_MS)}.`;
  return [{ kind: "resets_soon", text, accountIds: soon.map(({ account }) => account.id) }];
}

/** A week that ends with much of it left is lost. */
function expiring(forecasts: readonly AccountForecast[], now: number): readonly ForecastHint[] {
  return forecasts
    .flatMap(({ account, secondary }) => {
      if (secondary === null || secondary.resetsAt === null || secondary.burn === null) return [];
      const hours = (secondary.resetsAt - now) / HOUR_MS;
      const unused = 100 - secondary.usedPercent - secondary.burn.percentPerHour * hours;
      return secondary.resetsAt - now <= USE_UP_MS && unused >= WORTH_PERCENT ? [{ account, unused, hours }] : [];
    })
    .toSorted((a, b) => b.unused - a.unused)
    .slice(0, MOST_ACCOUNTS_SAID)
    .map(({ account, unused, hours }) => ({
      kind: "expires_unused",
      text: `${account.label} resets in ${spell(hours * HOUR_MS)} with about ${Math.round(unused)} % of its week unused.`,
      accountIds: [account.id],
    }));
}

function unknown(forecasts: readonly AccountForecast[]): readonly ForecastHint[] {
  const silent = forecasts.filter(
    ({ account, primary, secondary }) => primary === null && secondary === null && !account.isUnmetered,
  );
  if (silent.length === 0) return [];
  const say = silent.length === 1 ? "does not say what it has" : "do not say what they have";
  const text = `${count(silent.length)} ${say} left: for how long is unknown.`;
  return [{ kind: "usage_unknown", text, accountIds: silent.map(({ account }) => account.id) }];
}

function nameOf({ slot, windowMs }: WindowForecast): string {
  if (slot === "primary") return `its ${Math.round(windowMs / HOUR_MS)}-hour window`;
  const days = Math.round(windowMs / (24 * HOUR_MS));
  return days === 7 ? "its week" : `its ${days}-day window`;
}

const WORDS = ["No accounts", "One account", "Two accounts", "Three accounts", "Four accounts", "Five accounts"];

function count(accounts: number): string {
  return WORDS[accounts] ?? `${accounts} accounts`;
}

/** `40 min`, `3 h`, `2 h 20 min`, `4 days`. */
export function spell(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / MINUTE_MS));
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 10 * 60)
    return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const hours = Math.round(minutes / 60);
  return hours < 72 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
