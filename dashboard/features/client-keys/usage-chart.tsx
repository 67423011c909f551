// Bars by day with the numbers as a table beside, and what each model had of it.

import { compactNumber, dayText, usdText, wholeNumber } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { USAGE_TEXT } from "./messages.ts";
import type { KeyUsage } from "./key-usage-query.ts";
import { type Amount, amountOf, byDay, byModel, type Measure } from "./usage-days.ts";

export function UsageChart({ usage, measure }: { readonly usage: KeyUsage; readonly measure: Measure }) {
  const t = useText();
  const days = byDay(usage, measure);
  const total = measureText(measure, amountOf(usage.totals, measure));
  const name = t(USAGE_TEXT[measure]);
  const span = { from: days[0]?.name ?? "", to: days.at(-1)?.name ?? "" };
  return (
    <>
      <section className="flex flex-col gap-2">
        <h3 className="text-sm font-medium">{t(USAGE_TEXT.byDay)}</h3>
        <Bars days={days} measure={measure} label={t(USAGE_TEXT.chart, { measure: name, total, ...span })} />
        <details>
          <summary className="cursor-pointer text-xs text-soft">{t(USAGE_TEXT.asTable)}</summary>
          <AmountTable heading={t(USAGE_TEXT.day)} name={name} amounts={days} measure={measure} />
        </details>
      </section>
      <section className="flex flex-col gap-2">
        <h3 className="text-sm font-medium">{t(USAGE_TEXT.byModel)}</h3>
        <ModelShares amounts={byModel(usage, measure)} measure={measure} />
      </section>
    </>
  );
}

export function measureText(measure: Measure, amount: number): string {
  if (measure === "cost") return usdText(amount);
  return measure === "tokens" ? compactNumber(amount) : wholeNumber(amount);
}

function Bars({
  days,
  measure,
  label,
}: {
  readonly days: readonly Amount[];
  readonly measure: Measure;
  readonly label: string;
}) {
  const most = Math.max(...days.map(({ amount }) => amount), 1e-9);
  const span = { from: days[0]?.name, to: days.at(-1)?.name };
  return (
    <div role="img" aria-label={label} className="flex flex-col gap-1">
      <div className="flex justify-end text-xs text-soft">{measureText(measure, most)}</div>
      <div className="flex h-36 items-end gap-1 border-b">
        {days.map(({ name, amount }) => (
          <span
            key={name}
            title={`${name}: ${measureText(measure, amount)}`}
            className="flex h-full min-w-0 grow items-end rounded-t hover:bg-sunken"
          >
            <span
              className="w-full rounded-t bg-meter"
              style={{ height: amount === 0 ? 0 : `max(2px, ${(amount / most) * 100}%)` }}
            />
          </span>
        ))}
      </div>
      <div className="flex justify-between text-xs text-soft">
        <span>{span.from !== undefined && dayText(span.from)}</span>
        <span>{span.to !== undefined && dayText(span.to)}</span>
      </div>
    </div>
  );
}

function AmountTable({
  heading,
  name,
  amounts,
  measure,
}: {
  readonly heading: string;
  readonly name: string;
  readonly amounts: readonly Amount[];
  readonly measure: Measure;
}) {
  return (
    <table className="mt-1 w-full text-xs">
      <thead>
        <tr className="text-left text-soft">
          <th className="py-1 font-medium">{heading}</th>
          <th className="py-1 text-right font-medium">{name}</th>
        </tr>
      </thead>
      <tbody>
        {amounts.map((row) => (
          <tr key={row.name} className="border-t">
            <td className="py-1">{row.name}</td>
            <td className="py-1 text-right">{measureText(measure, row.amount)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ModelShares({ amounts, measure }: { readonly amounts: readonly Amount[]; readonly measure: Measure }) {
  const most = Math.max(...amounts.map(({ amount }) => amount), 1e-9);
  return (
    <ul className="flex flex-col gap-2">
      {amounts.map(({ name, amount }) => (
        <li key={name} className="text-sm">
          <div className="flex justify-between gap-3">
            <span className="min-w-0 truncate" title={name}>
              {name}
            </span>
            <span className="shrink-0 font-medium">{measureText(measure, amount)}</span>
          </div>
          <div aria-hidden className="mt-1 h-1.5 overflow-hidden rounded-full bg-sunken">
            <div className="h-full rounded-full bg-meter" style={{ width: `${(amount / most) * 100}%` }} />
          </div>
        </li>
      ))}
    </ul>
  );
}
