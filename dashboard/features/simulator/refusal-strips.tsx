// When requests were refused, in each of the three runs, and why.

import { clockText, wholeNumber } from "../../lib/format.ts";
import { type Text, useText } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";
import { Card } from "../../ui/card.tsx";
import { SIMULATOR_TEXT } from "./messages.ts";
import type { Outcome, Simulation, SimulationResult } from "./simulations-query.ts";

export interface RefusalStripsProps {
  readonly simulation: Simulation;
  readonly result: SimulationResult;
}

export function RefusalStrips({ simulation, result }: RefusalStripsProps) {
  const t = useText();
  const now = useNow();
  const { recorded, baseline, simulated } = result;
  const strips = [
    { text: SIMULATOR_TEXT.happened, outcome: recorded },
    { text: SIMULATOR_TEXT.replayed, outcome: baseline.outcome },
    { text: SIMULATOR_TEXT.wished, outcome: simulated.outcome },
  ];
  const most = Math.max(1, ...strips.flatMap(({ outcome }) => outcome.refused_over_time));
  const isNone = strips.every(({ outcome }) => outcome.refused === 0);
  return (
    <Card title={t(SIMULATOR_TEXT.refusals)}>
      {isNone ? (
        <p className="text-sm text-soft">{t(SIMULATOR_TEXT.noRefusals)}</p>
      ) : (
        <div className="flex flex-col gap-3">
          {strips.map(({ text, outcome }) => (
            <Strip key={text.en} text={text} outcome={outcome} most={most} />
          ))}
          <p aria-hidden className="flex justify-between text-xs text-soft sm:pl-52">
            <span>{clockText(simulation.from, now)}</span>
            <span>{clockText(simulation.to, now)}</span>
          </p>
        </div>
      )}
    </Card>
  );
}

interface StripProps {
  readonly text: Text;
  readonly outcome: Outcome;
  readonly most: number;
}

function Strip({ text, outcome, most }: StripProps) {
  const t = useText();
  const reasons = Object.entries(outcome.refusals).map(([reason, count]) => `${reason}: ${wholeNumber(count)}`);
  const said = t(SIMULATOR_TEXT.refusedIn, { count: wholeNumber(outcome.refused) });
  return (
    <div className="grid items-center gap-x-3 sm:grid-cols-[12.25rem_1fr]">
      <div className="min-w-0 text-sm">
        <p className="font-medium">{t(text)}</p>
        <p className="text-xs text-soft">{[said, ...reasons].join(" · ")}</p>
      </div>
      <div role="img" aria-label={`${t(text)}: ${said}`} className="flex h-8 items-end gap-px rounded bg-sunken px-px">
        {outcome.refused_over_time.map((count, index) => (
          <i
            key={index}
            className={count === 0 ? "h-px grow bg-line" : "grow rounded-t-[1px] bg-bad"}
            style={count === 0 ? undefined : { height: `${Math.max(12, (count / most) * 100)}%` }}
          />
        ))}
      </div>
    </div>
  );
}
