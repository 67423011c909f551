// A strategy in a picture: three accounts, how much of each is used, and which goes next. The words beside it say the same.

import { cx } from "../../lib/cx.ts";
import type { Settings } from "./settings-query.ts";

type Strategy = Settings["routing_strategy"];

interface Bar {
  readonly used: number;
  readonly turn: string;
  readonly isNext: boolean;
}

/** Used so far, percent, of accounts side by side. */
const USED = [70, 20, 45] as const;

const TURNS: Readonly<Record<Strategy, readonly [string, string, string]>> = {
  usage_weighted: ["", "1", ""],
  round_robin: ["1", "2", "3"],
  fill_first: ["1", "", ""],
};

export function StrategyPicture({ strategy }: { readonly strategy: Strategy }) {
  const bars = USED.map((used, index): Bar => {
    const turn = TURNS[strategy][index] ?? "";
    return { used, turn, isNext: turn === "1" };
  });
  return (
    <svg aria-hidden viewBox="0 0 96 64" className="h-16 w-24 shrink-0">
      {bars.map(({ used, turn, isNext }, index) => (
        <g key={used} transform={`translate(${6 + index * 31} 0)`}>
          {turn !== "" && (
            <>
              <circle cx="11" cy="8" r="7.5" className={isNext ? "fill-accent" : "fill-line"} />
              <text
                x="11"
                y="11.5"
                textAnchor="middle"
                className={cx("text-[10px] font-semibold", isNext ? "fill-accent-ink" : "fill-ink")}
              >
                {turn}
              </text>
            </>
          )}
          <rect x="1" y="20" width="20" height="42" rx="3" className="fill-sunken stroke-line" />
          <rect
            x="1"
            y={62 - used * 0.42}
            width="20"
            height={used * 0.42}
            rx="3"
            className={isNext ? "fill-accent" : "fill-line"}
          />
        </g>
      ))}
    </svg>
  );
}
