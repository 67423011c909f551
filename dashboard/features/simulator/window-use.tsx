// How the windows filled: as set and as wished, an account a row.

import { percentText } from "../../lib/format.ts";
import { type Text, useText } from "../../lib/i18n.ts";
import { Card } from "../../ui/card.tsx";
import { UI_TEXT } from "../../ui/messages.ts";
import { Private } from "../../ui/private.tsx";
import { SIMULATOR_TEXT } from "./messages.ts";
import type { Outcome, SimulationResult } from "./simulations-query.ts";

const MOST_SHOWN = 12;

type Curve = readonly (number | null)[];

interface Use {
  readonly id: string;
  readonly label: string | null;
  readonly primary: Pair;
  readonly secondary: Pair;
}

interface Pair {
  readonly before: Curve;
  readonly after: Curve;
}

export function WindowUse({ result }: { readonly result: SimulationResult }) {
  const t = useText();
  const all = usesOf(result);
  if (all.length === 0) return null;
  return (
    <Card title={t(SIMULATOR_TEXT.windowUse)} note={t(SIMULATOR_TEXT.windowUseNote)}>
      <ul className="grid gap-x-6 gap-y-4 lg:grid-cols-2">
        {all.slice(0, MOST_SHOWN).map((use) => (
          <li key={use.id} className="flex min-w-0 flex-col gap-1">
            <p className="truncate text-sm font-medium">
              {use.label === null ? t(SIMULATOR_TEXT.unknownAccount) : <Private>{use.label}</Private>}
            </p>
            <div className="grid grid-cols-2 gap-3">
              <Window text={SIMULATOR_TEXT.short} pair={use.primary} />
              <Window text={SIMULATOR_TEXT.week} pair={use.secondary} />
            </div>
          </li>
        ))}
      </ul>
      {all.length > MOST_SHOWN && (
        <p className="pt-2 text-xs text-soft">{t(SIMULATOR_TEXT.othersFolded, { count: all.length - MOST_SHOWN })}</p>
      )}
    </Card>
  );
}

function Window({ text, pair }: { readonly text: Text; readonly pair: Pair }) {
  const t = useText();
  const [before, after] = [peak(pair.before), peak(pair.after)];
  if (before === null && after === null) return <span />;
  const said = t(SIMULATOR_TEXT.peak, { before: percentText(before), after: percentText(after) });
  return (
    <div className="min-w-0">
      <svg
        role="img"
        aria-label={`${t(text)}${t(UI_TEXT.colon)}${said}`}
        viewBox="0 0 100 40"
        preserveAspectRatio="none"
        className="h-12 w-full rounded bg-sunken"
      >
        <Line curve={pair.before} className="text-soft" width={1} />
        <Line curve={pair.after} className="text-accent" width={2} />
      </svg>
      <p className="text-xs text-soft">
        {t(text)}
        {t(UI_TEXT.colon)}
        {said}
      </p>
    </div>
  );
}

/** Gaps stay gaps. */
function Line({
  curve,
  className,
  width,
}: {
  readonly curve: Curve;
  readonly className: string;
  readonly width: number;
}) {
  const step = 100 / Math.max(1, curve.length - 1);
  let isOpen = false;
  const path = curve.map((percent, index) => {
    if (percent === null) {
      isOpen = false;
      return "";
    }
    const move = isOpen ? "L" : "M";
    isOpen = true;
    return `${move}${(index * step).toFixed(2)} ${(39 - percent * 0.38).toFixed(2)}`;
  });
  return (
    <path
      d={path.join("")}
      className={className}
      fill="none"
      stroke="currentColor"
      strokeWidth={width}
      strokeLinecap="round"
      vectorEffect="non-scaling-stroke"
    />
  );
}

function peak(curve: Curve): number | null {
  const known = curve.filter((percent) => percent !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** Those whose use is known in either run. The busiest come first, as the gateway sends them. */
function usesOf({ baseline, simulated }: SimulationResult): readonly Use[] {
  const find = ({ accounts }: Outcome, id: string): Outcome["accounts"][number] | undefined =>
    accounts.find(({ account_id }) => account_id === id);
  const ids = new Set(
    [simulated, baseline].flatMap(({ outcome }) => outcome.accounts.map(({ account_id }) => account_id)),
  );
  return [...ids]
    .map((id): Use => {
      const [before, after] = [find(baseline.outcome, id), find(simulated.outcome, id)];
      return {
        id,
        label: after?.label ?? before?.label ?? null,
        primary: { before: before?.primary ?? [], after: after?.primary ?? [] },
        secondary: { before: before?.secondary ?? [], after: after?.secondary ?? [] },
      };
    })
    .filter((use) =>
      [use.primary, use.secondary].some((pair) => peak(pair.before) !== null || peak(pair.after) !== null),
    );
}
