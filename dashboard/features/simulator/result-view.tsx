// What came of a simulation: in words, in numbers side by side, in pictures.

import { CircleCheck, Info, TriangleAlert } from "lucide-react";

import { clockText, wholeNumber } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Card } from "../../ui/card.tsx";
import { UI_TEXT } from "../../ui/messages.ts";
import { AccountBars } from "./account-bars.tsx";
import { meaningOf, type Sentence } from "./meaning.ts";
import { SIMULATOR_TEXT } from "./messages.ts";
import { RefusalStrips } from "./refusal-strips.tsx";
import { SideBySide } from "./side-by-side.tsx";
import type { Simulation, SimulationResult } from "./simulations-query.ts";
import { UseSettings } from "./use-settings.tsx";
import { WindowUse } from "./window-use.tsx";

export interface ResultViewProps {
  readonly simulation: Simulation;
  readonly result: SimulationResult;
}

const ICONS = {
  good: <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-good" />,
  bad: <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />,
  plain: <Info aria-hidden className="mt-0.5 size-4 shrink-0 text-soft" />,
} as const satisfies Record<Sentence["tone"], unknown>;

export function ResultView({ simulation, result }: ResultViewProps) {
  const t = useText();
  const mayChange = useMayChange();
  const { from, to } = simulation;
  const played = t(SIMULATOR_TEXT.played, {
    played: wholeNumber(result.played),
    from: clockText(from, Date.parse(to)),
    to: clockText(to, Date.parse(from)),
  });
  const left =
    result.left_out === 0
      ? ""
      : `${t(UI_TEXT.semicolon)}${t(SIMULATOR_TEXT.leftOut, { count: wholeNumber(result.left_out) })}`;
  return (
    <>
      <Card
        title={t(SIMULATOR_TEXT.meaning)}
        note={`${played}${left}`}
        actions={mayChange && <UseSettings run={result.simulated} />}
      >
        <ul className="flex flex-col gap-1.5">
          {meaningOf(result).map(({ text, tone }) => (
            <li key={text} className="flex gap-2">
              {ICONS[tone]}
              <span className="min-w-0">{text}</span>
            </li>
          ))}
        </ul>
        {mayChange && hasOtherAccounts(result) && (
          <p className="pt-2 text-xs text-soft">{t(SIMULATOR_TEXT.onlyAccounts)}</p>
        )}
      </Card>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          <SideBySide result={result} />
          <RefusalStrips simulation={simulation} result={result} />
        </div>
        <AccountBars result={result} />
      </div>
      <WindowUse result={result} />
    </>
  );
}

function hasOtherAccounts({ baseline, simulated }: SimulationResult): boolean {
  const before = new Set(baseline.accounts.map(({ account_id }) => account_id));
  return (
    simulated.accounts.length !== before.size || simulated.accounts.some(({ account_id }) => !before.has(account_id))
  );
}
