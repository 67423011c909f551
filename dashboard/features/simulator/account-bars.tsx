// How the requests spread: three bars an account.

import { wholeNumber } from "../../lib/format.ts";
import { type Text, useText } from "../../lib/i18n.ts";
import { Badge } from "../../ui/badge.tsx";
import { Card } from "../../ui/card.tsx";
import { Private } from "../../ui/private.tsx";
import { type Account, useAccounts } from "../../lib/accounts-query.ts";
import { SIMULATOR_TEXT } from "./messages.ts";
import type { SimulationResult } from "./simulations-query.ts";

const MOST_SHOWN = 12;

interface Bars {
  readonly id: string;
  readonly label: string | null;
  readonly isNew: boolean;
  /** Recorded, replayed, wished. */
  readonly requests: readonly [number, number, number];
}

export const RUNS = [
  { text: SIMULATOR_TEXT.happened, look: "bg-soft/50" },
  { text: SIMULATOR_TEXT.replayed, look: "bg-meter/50" },
  { text: SIMULATOR_TEXT.wished, look: "bg-accent" },
] as const satisfies readonly { readonly text: Text; readonly look: string }[];

export function AccountBars({ result }: { readonly result: SimulationResult }) {
  const t = useText();
  const { data = [] } = useAccounts();
  const bars = barsOf(result, data);
  const most = Math.max(1, ...bars.flatMap(({ requests }) => requests));
  return (
    <Card title={t(SIMULATOR_TEXT.byAccount)} actions={<RunLegend />}>
      <table className="w-full text-sm">
        <thead className="sr-only">
          <tr>
            <th scope="col">{t(SIMULATOR_TEXT.account)}</th>
            {RUNS.map(({ text }) => (
              <th key={text.en} scope="col">
                {t(text)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="flex flex-col gap-2.5">
          {bars.slice(0, MOST_SHOWN).map((one) => (
            <tr key={one.id} className="grid grid-cols-[1fr_auto_auto] sm:grid-cols-[minmax(8rem,13rem)_1fr_auto]">
              <th
                scope="row"
                className="col-span-full row-span-3 flex min-w-0 items-center gap-2 pr-3 text-left font-normal sm:col-span-1"
              >
                {one.label === null ? (
                  <span className="truncate text-soft">{t(SIMULATOR_TEXT.unknownAccount)}</span>
                ) : (
                  <Private className="truncate">{one.label}</Private>
                )}
                {one.isNew && <Badge tone="accent">{t(SIMULATOR_TEXT.newAccount)}</Badge>}
              </th>
              {RUNS.map(({ text, look }, index) => (
                <td key={text.en} className="col-span-2 col-start-1 flex items-center gap-2 sm:col-start-2">
                  <span className="h-2 grow">
                    <i
                      aria-hidden
                      className={`block h-full min-w-px rounded-r-sm ${look}`}
                      style={{ width: `${((one.requests[index] ?? 0) / most) * 100}%` }}
                    />
                  </span>
                  <span className="w-14 text-right text-xs leading-4">{wholeNumber(one.requests[index] ?? 0)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {bars.length > MOST_SHOWN && (
        <p className="pt-2 text-xs text-soft">{t(SIMULATOR_TEXT.othersFolded, { count: bars.length - MOST_SHOWN })}</p>
      )}
    </Card>
  );
}

export function RunLegend() {
  const t = useText();
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-1 text-xs text-soft">
      {RUNS.map(({ text, look }) => (
        <li key={text.en} className="flex items-center gap-1.5">
          <i aria-hidden className={`block size-2.5 rounded-sm ${look}`} />
          {t(text)}
        </li>
      ))}
    </ul>
  );
}

/** The busiest first. A run names those that take part; the others are known by the pool as long as they are there. */
function barsOf({ recorded, baseline, simulated }: SimulationResult, known: readonly Account[]): readonly Bars[] {
  const names = new Map(known.map(({ account_id, display_name }) => [account_id, display_name]));
  const runs = [recorded, baseline.outcome, simulated.outcome];
  const labels = new Map(runs.flatMap(({ accounts }) => accounts.map((one) => [one.account_id, one.label])));
  const added = new Set(simulated.accounts.flatMap((one) => (one.is_new ? [one.account_id] : [])));
  const countIn = ({ accounts }: SimulationResult["recorded"], id: string): number =>
    accounts.find(({ account_id }) => account_id === id)?.requests ?? 0;
  return [...labels]
    .map(([id, label]) => ({
      id,
      label: label ?? names.get(id) ?? null,
      isNew: added.has(id),
      requests: [
        countIn(recorded, id),
        countIn(baseline.outcome, id),
        countIn(simulated.outcome, id),
      ] as const satisfies Bars["requests"],
    }))
    .filter(({ requests }) => Math.max(...requests) > 0)
    .toSorted((a, b) => Math.max(...b.requests) - Math.max(...a.requests));
}
