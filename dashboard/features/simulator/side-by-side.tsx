// Three runs in numbers: what happened, the same replayed, and as it was wished.

import { ArrowDown, ArrowUp } from "lucide-react";

import { compactNumber, durationText, usdText, wholeNumber } from "../../lib/format.ts";
import { type Text, useText } from "../../lib/i18n.ts";
import { Card } from "../../ui/card.tsx";
import { SIMULATOR_TEXT } from "./messages.ts";
import type { Outcome, SimulationResult } from "./simulations-query.ts";

interface Measure {
  readonly text: Text;
  valueOf(outcome: Outcome): number;
  show(value: number): string;
  /** What is better; null: neither is. */
  readonly better: "more" | "less" | null;
}

const SECOND_MS = 1000;

const MEASURES: readonly Measure[] = [
  { text: SIMULATOR_TEXT.served, valueOf: ({ served }) => served, show: wholeNumber, better: "more" },
  { text: SIMULATOR_TEXT.refused, valueOf: ({ refused }) => refused, show: wholeNumber, better: "less" },
  { text: SIMULATOR_TEXT.breaks, valueOf: (one) => one.cache_breaks, show: wholeNumber, better: "less" },
  { text: SIMULATOR_TEXT.atStake, valueOf: (one) => one.cached_tokens_at_stake, show: compactNumber, better: "less" },
  { text: SIMULATOR_TEXT.waited, valueOf: ({ waited }) => waited, show: wholeNumber, better: "less" },
  {
    text: SIMULATOR_TEXT.waitedTime,
    valueOf: (one) => one.waited_seconds * SECOND_MS,
    show: durationText,
    better: "less",
  },
  {
    text: SIMULATOR_TEXT.usedUp,
    valueOf: ({ accounts }) => accounts.reduce((sum, account) => sum + account.used_up, 0),
    show: wholeNumber,
    better: "less",
  },
  { text: SIMULATOR_TEXT.cost, valueOf: ({ cost_usd }) => cost_usd, show: usdText, better: null },
];

export function SideBySide({ result }: { readonly result: SimulationResult }) {
  const t = useText();
  const { recorded, baseline, simulated } = result;
  return (
    <Card flush title={t(SIMULATOR_TEXT.sideBySide)}>
      <div role="region" aria-label={t(SIMULATOR_TEXT.sideBySide)} tabIndex={0} className="relative overflow-x-auto">
        <table className="w-full min-w-[23rem] text-right text-xs wrap-normal sm:text-sm">
          <thead className="align-bottom text-xs text-soft">
            <tr>
              <th scope="col" className="px-3 py-2 text-left font-medium sm:px-4">
                {t(SIMULATOR_TEXT.measure)}
              </th>
              <Head text={SIMULATOR_TEXT.happened} note={SIMULATOR_TEXT.happenedNote} />
              <Head text={SIMULATOR_TEXT.replayed} note={SIMULATOR_TEXT[baseline.strategy]} />
              <Head text={SIMULATOR_TEXT.wished} note={SIMULATOR_TEXT[simulated.strategy]} isOurs />
              <Head text={SIMULATOR_TEXT.difference} note={SIMULATOR_TEXT.differenceNote} />
            </tr>
          </thead>
          <tbody>
            {MEASURES.map((measure) => {
              const [was, before, after] = [recorded, baseline.outcome, simulated.outcome].map(measure.valueOf);
              return (
                <tr key={measure.text.en} className="border-t">
                  <th scope="row" className="px-3 py-2 text-left font-normal sm:px-4">
                    {t(measure.text)}
                  </th>
                  <td className="px-1.5 text-soft sm:px-3">{measure.show(was ?? 0)}</td>
                  <td className="px-1.5 sm:px-3">{measure.show(before ?? 0)}</td>
                  <td className="bg-accent-soft/40 px-1.5 font-medium sm:px-3">{measure.show(after ?? 0)}</td>
                  <td className="pr-3 pl-1.5 sm:px-4">
                    <Change measure={measure} change={(after ?? 0) - (before ?? 0)} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Head({ text, note, isOurs = false }: { readonly text: Text; readonly note: Text; readonly isOurs?: boolean }) {
  const t = useText();
  return (
    <th
      scope="col"
      className={`px-1.5 py-2 font-medium last:pr-3 sm:px-3 sm:last:px-4 ${isOurs ? "bg-accent-soft/40 text-accent" : ""}`}
    >
      <span className="block">{t(text)}</span>
      <span className="block font-normal max-sm:sr-only">{t(note)}</span>
    </th>
  );
}

/** Less than a cent is nothing. */
const LEAST = 0.005;

function Change({ measure, change }: { readonly measure: Measure; readonly change: number }) {
  const t = useText();
  if (Math.abs(change) < LEAST) return <span className="text-soft">=</span>;
  const isMore = change > 0;
  const isBetter = measure.better === null ? null : (measure.better === "more") === isMore;
  const Icon = isMore ? ArrowUp : ArrowDown;
  return (
    <span
      className={`inline-flex items-center gap-1 font-medium ${isBetter === null ? "text-ink" : isBetter ? "text-good" : "text-bad"}`}
    >
      <Icon aria-hidden className="size-3.5" />
      {isMore ? "+" : "−"}
      {measure.show(Math.abs(change))}
      {isBetter !== null && (
        <span className="sr-only">{t(isBetter ? SIMULATOR_TEXT.better : SIMULATOR_TEXT.worse)}</span>
      )}
    </span>
  );
}
