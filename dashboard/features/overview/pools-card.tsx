// What each provider's accounts have left together, and how long it lasts.

import { addressOf } from "../../lib/address-of.ts";
import { type PoolForecast, useForecast } from "../../lib/forecast-query.ts";
import { percentText, wholeNumber } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { providerName } from "../../lib/provider-name.ts";
import { Badge } from "../../ui/badge.tsx";
import { Card } from "../../ui/card.tsx";
import { QuotaBar } from "../../ui/quota-bar.tsx";
import { TextWithTime } from "../../ui/text-with-time.tsx";
import { TEXT } from "./messages.ts";
import type { Overview } from "./overview-query.ts";
import { PoolOutlook } from "./pool-outlook.tsx";

type Pool = Overview["pools"][number];

export function PoolsCard({ pools }: { readonly pools: readonly Pool[] }) {
  const t = useText();
  const { data: forecast } = useForecast();
  const windowed = pools.filter(hasWindows);
  const others = pools.filter((pool) => !hasWindows(pool));
  return (
    <Card title={t(TEXT.pools)} note={t(TEXT.poolsNote)}>
      {pools.length === 0 && <p className="py-4 text-soft">{t(TEXT.noPools)}</p>}
      <ul className="flex flex-col divide-y">
        {windowed.map((pool) => (
          <PoolRow
            key={pool.provider}
            pool={pool}
            forecast={forecast?.pools.find(({ provider }) => provider === pool.provider) ?? null}
          />
        ))}
        {others.length > 0 && <OtherPools pools={others} />}
      </ul>
    </Card>
  );
}

function hasWindows({ primary, secondary }: Pool): boolean {
  return primary !== null || secondary !== null;
}

/** Of them there is no more to say than how many can serve. */
function OtherPools({ pools }: { readonly pools: readonly Pool[] }) {
  const t = useText();
  return (
    <li className="flex flex-col gap-2 py-3 first:pt-0 last:pb-0">
      <p className="text-xs text-soft">{t(TEXT.noWindows)}</p>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,17rem),1fr))] gap-x-6 gap-y-1.5">
        {pools.map((pool) => (
          <li key={pool.provider} className="flex items-center justify-between gap-2">
            <PoolName pool={pool} />
          </li>
        ))}
      </ul>
    </li>
  );
}

function PoolName({ pool: { provider, accounts, usable } }: { readonly pool: Pool }) {
  const t = useText();
  return (
    <>
      <a href={addressOf("/accounts", { provider })} className="min-w-0 truncate font-medium hover:underline">
        {providerName(provider)}
      </a>
      <Badge className="shrink-0" tone={usable === 0 ? "bad" : usable < accounts ? "warn" : "good"}>
        {t(TEXT.usable, { usable, count: accounts })}
      </Badge>
    </>
  );
}

function PoolRow({ pool, forecast }: { readonly pool: Pool; readonly forecast: PoolForecast | null }) {
  const t = useText();
  const { primary, secondary } = pool;
  return (
    <li className="grid gap-x-6 gap-y-2 py-3 first:pt-0 last:pb-0 md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <div className="flex min-w-0 flex-col items-start gap-1">
        <div className="flex max-w-full flex-wrap items-center gap-x-2 gap-y-1">
          <PoolName pool={pool} />
        </div>
        {forecast !== null && <PoolOutlook forecast={forecast} />}
      </div>
      <div className="flex min-w-0 flex-col justify-center gap-2">
        {primary !== null && (
          <WindowBar label={t(TEXT.shortWindow)} window={primary} pace={forecast?.primary?.burn_percent_per_hour} />
        )}
        {secondary !== null && (
          <WindowBar label={t(TEXT.longWindow)} window={secondary} pace={forecast?.secondary?.burn_percent_per_hour} />
        )}
      </div>
    </li>
  );
}

interface WindowBarProps {
  readonly label: string;
  readonly window: NonNullable<Pool["primary"]>;
  /** Percent an hour, as the forecast has it: what is said of when it runs dry fits to it. */
  readonly pace: number | null | undefined;
}

function WindowBar({ label, window, pace }: WindowBarProps) {
  const t = useText();
  const { remaining_percent, remaining_credits, capacity_credits, next_resets } = window;
  const [reset] = next_resets;
  const notes = [
    remaining_credits !== null && capacity_credits !== null
      ? t(TEXT.credits, { left: wholeNumber(remaining_credits), all: wholeNumber(capacity_credits) })
      : null,
    pace ? t(TEXT.pace, { percent: percentText(pace, 1) }) : null,
  ].filter((note) => note !== null);
  return (
    <QuotaBar
      label={label}
      remaining={remaining_percent}
      note={
        <>
          {notes.join(" · ")}
          {reset !== undefined && (
            <>
              {notes.length > 0 && " · "}
              <TextWithTime text={TEXT.nextReset} gap="relative" at={reset} />
            </>
          )}
        </>
      }
    />
  );
}
