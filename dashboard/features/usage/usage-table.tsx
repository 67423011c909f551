// The sums by what requests have in common, or by time; a click on a heading sorts, a name leads to its requests.

import { ArrowDown } from "lucide-react";

import { cx } from "../../lib/cx.ts";
import { addressOf } from "../../lib/address-of.ts";
import { compactNumber, durationText, percentText } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { providerName } from "../../lib/provider-name.ts";
import { Private } from "../../ui/private.tsx";
import { Change } from "./change.tsx";
import { TEXT } from "./messages.ts";
import { MEASURES } from "./metrics.ts";
import type { Usage, UsageRow } from "./usage-query.ts";
import { METRICS, type Metric, type UsageBy, type UsageRange } from "./usage-search.ts";

export interface UsageTableProps {
  readonly usage: Usage;
  readonly before: Usage | undefined;
  readonly by: UsageBy;
  readonly range: UsageRange;
  readonly metric: Metric;
  readonly onSort: (metric: Metric) => void;
}

const NUMBER = "px-3 py-2 text-right whitespace-nowrap last:pr-4";
/** Whose numbers they are stays in sight where the table is wider than the window. */
const NAME = "sticky left-0 z-10 max-w-40 bg-surface px-4 py-2 text-left sm:max-w-72";

export function UsageTable({ usage, before, by, range, metric, onSort }: UsageTableProps) {
  const t = useText();
  const isTime = by === "hour" || by === "day";
  const earlier = new Map(before?.rows.map((row) => [row.name, row]));
  const measure = (row: UsageRow): number => MEASURES[metric].of(row) ?? -1;
  // Time stays in order, the newest first.
  const rows = isTime ? usage.rows.toReversed() : usage.rows.toSorted((a, b) => measure(b) - measure(a));
  return (
    <div
      role="region"
      aria-label={t(TEXT.table, { by: t(TEXT[by]) })}
      tabIndex={0}
      className="relative overflow-x-auto rounded-b-xl"
    >
      <table className="w-full min-w-[56rem] text-left">
        <thead className="text-xs text-soft">
          <tr>
            <th scope="col" className={cx(NAME, "font-medium")}>
              {t(TEXT[by])}
            </th>
            {METRICS.map((one) => (
              <th
                key={one}
                scope="col"
                className={NUMBER}
                aria-sort={!isTime && one === metric ? "descending" : "none"}
              >
                <button type="button" className="font-medium hover:text-ink" onClick={() => onSort(one)}>
                  {t(TEXT[one])}
                  {!isTime && one === metric && <ArrowDown aria-hidden className="ml-1 inline size-3" />}
                </button>
              </th>
            ))}
            <th scope="col" className={cx(NUMBER, "font-medium")}>
              {t(TEXT.avgTotal)}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y">
          {rows.map((row) => (
            <tr key={row.name} className="group hover:bg-sunken">
              <th scope="row" className={cx(NAME, "font-normal group-hover:bg-sunken")}>
                <Name row={row} by={by} range={range} />
              </th>
              {METRICS.map((one) => (
                <Cell
                  key={one}
                  metric={one}
                  row={row}
                  usage={usage}
                  earlier={isTime ? undefined : earlier.get(row.name)}
                />
              ))}
              <td className={NUMBER}>
                {durationText(row.average_total_ms)}
                <Within ms={row.latency?.total.p95_ms} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CellProps {
  readonly metric: Metric;
  readonly row: UsageRow;
  readonly usage: Usage;
  readonly earlier: UsageRow | undefined;
}

function Cell({ metric, row, usage, earlier }: CellProps) {
  const t = useText();
  const { of, text } = MEASURES[metric];
  const value = of(row);
  const whole = of(usage.total) ?? 0;
  return (
    <td className={NUMBER}>
      {text(value)}
      <span className="block text-xs text-soft">
        {metric === "requests" && earlier !== undefined && (
          <Change short now={row.requests} before={earlier.requests} />
        )}
        {metric === "tokens" && `${compactNumber(row.tokens.input)} → ${compactNumber(row.tokens.output)}`}
        {metric === "latency" && <Within ms={row.latency?.first_byte.p95_ms} />}
        {metric === "cost" &&
          (row.unpriced_requests > 0
            ? t(TEXT.unpriced, { count: row.unpriced_requests })
            : whole > 0 && percentText(((value ?? 0) / whole) * 100))}
      </span>
    </td>
  );
}

/** The slow ones: what nineteen of twenty kept within, where that is known. */
function Within({ ms = null }: { readonly ms: number | null | undefined }) {
  const t = useText();
  return ms !== null && <span className="block text-xs text-soft">{t(TEXT.p95, { time: durationText(ms) })}</span>;
}

interface NameProps {
  readonly row: UsageRow;
  readonly by: UsageBy;
  readonly range: UsageRange;
}

/** Under which name the monitoring page filters by it. */
const FILTERS: Readonly<Partial<Record<UsageBy, string>>> = {
  account: "account",
  model: "model",
  key: "key",
  provider: "provider",
  route: "route",
};

function Name({ row: { name, label }, by, range }: NameProps) {
  const t = useText();
  const filter = FILTERS[by];
  if (name === "" || filter === undefined)
    return <span className="text-soft">{label === "" ? t(TEXT.without) : label}</span>;
  const shown = by === "provider" ? providerName(label) : label;
  // The monitoring page knows all of these stretches but the longest, whose records are not kept.
  const since = range === "90d" ? undefined : range;
  return (
    <a
      href={addressOf("/monitoring", { [filter]: name, range: since })}
      className="block truncate font-medium hover:text-accent hover:underline"
    >
      {by === "account" ? <Private>{shown}</Private> : shown}
    </a>
  );
}
