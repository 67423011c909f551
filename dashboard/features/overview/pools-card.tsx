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
  return (
    <Card title={t(TEXT.pools)} note={t(TEXT.poolsNote)}>
      {pools.length === 0 && <p className="py-4 text-soft">{t(TEXT.noPools)}</p>}
      <ul className="flex flex-col divide-y">
        {pools.map((pool) => (
          <PoolRow
            key={pool.provider}
            pool={pool}
            forecast={forecast?.pools.find(({ provider }) => provider === pool.provider) ?? null}
          />
        ))}
      </ul>
    </Card>
  );
}

function PoolRow({ pool, forecast }: { readonly pool: Pool; readonly forecast: PoolForecast | null }) {
  const t = useText();
  const { provider, accounts, usable, primary, secondary } = pool;
  return (
    <li className="grid gap-x-6 gap-y-2 py-3 first:pt-0 last:pb-0 md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <div className="flex min-w-0 flex-col items-start gap-1">
        <a href={addressOf("/accounts", { provider })} className="font-medium hover:underline">
          {providerName(provider)}
        </a>
        <Badge tone={usable === 0 ? "bad" : usable < accounts ? "warn" : "good"}>
          {t(TEXT.usable, { usable, count: accounts })}
        </Badge>
        {forecast !== null && <PoolOutlook forecast={forecast} />}
      </div>
      <div className="flex min-w-0 flex-col justify-center gap-2">
        {primary === null && secondary === null && <p className="text-xs text-soft">{t(TEXT.noWindows)}</p>}
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
