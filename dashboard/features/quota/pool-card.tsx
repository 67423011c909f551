// One provider's accounts together: whether somebody can serve until every window has reset, and at what pace.

import type { ReactNode } from "react";

import type { PoolForecast } from "../../lib/forecast-query.ts";
import { percentText, wholeNumber } from "../../lib/format.ts";
import { currentLanguage, type Text, useText } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";
import { providerName } from "../../lib/provider-name.ts";
import { Badge, type Tone } from "../../ui/badge.tsx";
import { QuotaBar } from "../../ui/quota-bar.tsx";
import { TextWithTime } from "../../ui/text-with-time.tsx";
import { Time } from "../../ui/time.tsx";
import { QUOTA_TEXT } from "./messages.ts";

export function PoolCard({ pool, dryAccounts }: { readonly pool: PoolForecast; readonly dryAccounts: number }) {
  const t = useText();
  const now = useNow();
  const { text, tone, note } = verdictOf(pool, now);
  const hints = hintsOf(pool, dryAccounts);
  return (
    <section
      aria-label={providerName(pool.provider)}
      className="@container flex min-w-0 flex-col gap-3 rounded-xl border bg-surface p-4 shadow-card"
    >
      <header className="flex flex-wrap items-center gap-x-2">
        <h3 className="grow font-semibold">{providerName(pool.provider)}</h3>
        <Badge tone={tone}>{t(text)}</Badge>
      </header>
      <div className="grid grow content-start gap-x-8 gap-y-3 @2xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-2">
          <p className="text-sm">
            {pool.runs_dry_at === null ? t(note) : <TextWithTime text={note} gap="when" at={pool.runs_dry_at} />}{" "}
            {pool.back_at !== null && <TextWithTime text={QUOTA_TEXT.backNote} gap="when" at={pool.back_at} />}{" "}
            {pool.headroom !== null && headroomText(t, pool.headroom)}
          </p>
          {hints.length > 0 && (
            <ul className="list-disc pl-4 text-xs text-soft">
              {hints.map(([hint, count]) => (
                <li key={hint.en}>{t(hint, { count })}</li>
              ))}
            </ul>
          )}
        </div>
        <div className="flex min-w-0 flex-col gap-2">
          <PoolWindow label={QUOTA_TEXT.short} window={pool.primary} />
          <PoolWindow label={QUOTA_TEXT.week} window={pool.secondary} />
        </div>
      </div>
      <footer className="flex flex-wrap gap-x-3 border-t pt-2 text-xs text-soft">
        <span className="grow">{t(QUOTA_TEXT.serving, { serving: pool.serving, total: pool.accounts })}</span>
        {pool.next_reset_at !== null && (
          <span>
            {t(QUOTA_TEXT.nextReset)} <Time at={pool.next_reset_at} />
          </span>
        )}
      </footer>
    </section>
  );
}

/** What is paid by use, or does not tell: there is nothing to draw, and nothing that runs dry. */
export function OtherPoolsCard({ pools }: { readonly pools: readonly PoolForecast[] }) {
  const t = useText();
  return (
    <section
      aria-label={t(QUOTA_TEXT.otherPools)}
      className="flex min-w-0 flex-col gap-3 rounded-xl border bg-surface p-4 shadow-card"
    >
      <header>
        <h3 className="font-semibold">{t(QUOTA_TEXT.otherPools)}</h3>
        <p className="text-xs text-soft">{t(QUOTA_TEXT.otherPoolsNote)}</p>
      </header>
      <ul className="flex flex-col gap-1 text-sm">
        {pools.map(({ provider, serving, accounts }) => (
          <li key={provider} className="flex items-baseline justify-between gap-3">
            <span className="min-w-0 truncate">{providerName(provider)}</span>
            <span className="shrink-0 text-xs text-soft">{t(QUOTA_TEXT.serving, { serving, total: accounts })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface Verdict {
  readonly text: Text;
  readonly tone: Tone;
  readonly note: Text;
}

function verdictOf({ runs_dry_at, survives, serving }: PoolForecast, now: number): Verdict {
  if (serving === 0 || (runs_dry_at !== null && Date.parse(runs_dry_at) <= now)) {
    return { text: QUOTA_TEXT.nobodyServes, tone: "bad", note: QUOTA_TEXT.nowDryNote };
  }
  if (survives === null) return { text: QUOTA_TEXT.unknown, tone: "plain", note: QUOTA_TEXT.unknownNote };
  if (survives) return { text: QUOTA_TEXT.survives, tone: "good", note: QUOTA_TEXT.survivesNote };
  return { text: QUOTA_TEXT.runsDry, tone: "warn", note: QUOTA_TEXT.runsDryNote };
}

function headroomText(t: ReturnType<typeof useText>, headroom: number): string {
  if (headroom < 1) return t(QUOTA_TEXT.headroomLess, { times: percentText(headroom * 100) });
  const times = new Intl.NumberFormat(currentLanguage(), { maximumFractionDigits: 1 }).format(headroom);
  return t(QUOTA_TEXT.headroomMore, { times });
}

function hintsOf(
  { hints }: PoolForecast,
  dryAccounts: number,
): readonly (readonly [Text & { readonly one: Text }, number])[] {
  const count = (kind: (typeof hints)[number]["kind"]): number =>
    new Set(hints.filter((hint) => hint.kind === kind).flatMap(({ account_ids }) => account_ids)).size;
  const all = [
    [QUOTA_TEXT.hintDry, dryAccounts],
    [QUOTA_TEXT.hintSoon, count("resets_soon")],
    [QUOTA_TEXT.hintUnused, count("expires_unused")],
    [QUOTA_TEXT.hintUnknown, count("usage_unknown")],
  ] as const;
  return all.filter(([, accounts]) => accounts > 0);
}

interface PoolWindowProps {
  readonly label: Text;
  readonly window: PoolForecast["primary"];
}

function PoolWindow({ label, window }: PoolWindowProps) {
  const t = useText();
  if (window === null) return null;
  const { used_percent, capacity_credits: all, remaining_credits: left } = window;
  const credits =
    all === null || left === null
      ? null
      : t(QUOTA_TEXT.creditsLeft, { left: wholeNumber(left), all: wholeNumber(all) });
  return (
    <div className="flex flex-col gap-0.5">
      <QuotaBar label={t(label)} remaining={100 - used_percent} className="grid-cols-[3.5rem_1fr_3.25rem]" />
      <p className="flex flex-wrap justify-between gap-x-3 pl-16 text-xs text-soft">
        <span>{paceText(t, window)}</span>
        {credits !== null && <span>{credits}</span>}
      </p>
    </div>
  );
}

function paceText(t: ReturnType<typeof useText>, window: NonNullable<PoolForecast["primary"]>): ReactNode {
  const { burn_percent_per_hour: burn, safe_percent_per_hour: safe } = window;
  if (burn === null) return null;
  const said = { burn: percentText(burn, 1), safe: percentText(safe, 1) };
  return safe === null ? t(QUOTA_TEXT.paceOnly, said) : t(QUOTA_TEXT.pace, said);
}
