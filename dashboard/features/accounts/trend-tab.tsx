// The course of an account's windows over a week: a picture, and the same as a table.

import { clockText, percentText, windowText } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states.tsx";
import { type AccountDetails, type AccountTrends, useAccountTrends } from "./account-query.ts";
import { DRAWER_TEXT } from "./drawer-messages.ts";
import { Section } from "./section.tsx";
import { TrendChart, type TrendLine } from "./trend-chart.tsx";

export function TrendTab({ account }: { readonly account: AccountDetails }) {
  const t = useText();
  const trends = useAccountTrends(account.account_id);
  if (trends.data === undefined) {
    if (trends.isError) return <ErrorState error={trends.error} onRetry={() => void trends.refetch()} />;
    return <Skeleton className="h-64" />;
  }
  const lines = linesOf(account, trends.data, [t(DRAWER_TEXT.shortWindow), t(DRAWER_TEXT.week)]);
  if (lines.length === 0) {
    return <EmptyState title={t(DRAWER_TEXT.trendNone)}>{t(DRAWER_TEXT.trendNoneNote)}</EmptyState>;
  }
  return (
    <Section title={t(DRAWER_TEXT.trendTitle)} note={t(DRAWER_TEXT.trendNote)}>
      <TrendChart lines={lines} label={t(DRAWER_TEXT.trendTitle)} />
      <TrendTable lines={lines} />
    </Section>
  );
}

function TrendTable({ lines }: { readonly lines: readonly TrendLine[] }) {
  const t = useText();
  const now = useNow();
  const times = [...new Set(lines.flatMap(({ points }) => points.map(({ at }) => at)))].toSorted((a, b) => b - a);
  const values = lines.map(({ points }) => new Map(points.map(({ at, percent }) => [at, percent])));
  return (
    <details>
      <summary className="cursor-pointer text-sm text-accent">{t(DRAWER_TEXT.asTable)}</summary>
      <div className="max-h-72 overflow-y-auto pt-2" tabIndex={0} role="region" aria-label={t(DRAWER_TEXT.asTable)}>
        <table className="w-full text-sm">
          <thead>
            <tr className="text-left text-xs text-soft">
              <th className="py-1 font-medium">{t(DRAWER_TEXT.time)}</th>
              {lines.map(({ name }) => (
                <th key={name} className="py-1 text-right font-medium">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {times.map((at) => (
              <tr key={at} className="border-t">
                <td className="py-1">{clockText(at, now)}</td>
                {values.map((of, index) => (
                  <td key={index} className="py-1 text-right">
                    {percentText(of.get(at) ?? null)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** Credits become percent where the plan's size is known; elsewhere the numbers are percent already. */
function linesOf(
  account: AccountDetails,
  trends: AccountTrends,
  [short, week]: readonly [string, string],
): readonly TrendLine[] {
  const all = [
    {
      name: `${short} (${windowText(account.window_minutes_primary ?? 300)})`,
      points: trends.primary,
      capacity: account.capacity_credits_primary,
    },
    {
      name: `${week} (${windowText(account.window_minutes_secondary ?? 10_080)})`,
      points: trends.secondary,
      capacity: account.capacity_credits_secondary,
    },
  ];
  return all
    .filter(({ points }) => points.length > 0)
    .map(({ name, points, capacity }) => ({
      name,
      points: points.map(({ t: at, v }) => ({
        at: new Date(at).getTime(),
        percent: capacity === null ? v : capacity === 0 ? 0 : (v / capacity) * 100,
      })),
    }));
}
