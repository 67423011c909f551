// Percent over time as lines, with the value under the pointer. The table beside it says the same to who does not see it.

import { type PointerEvent, useState } from "react";

import { clockText, percentText } from "../../lib/format.ts";
import { useNow } from "../../lib/now.ts";
import { cx } from "../../lib/cx.ts";

export interface TrendLine {
  readonly name: string;
  /** Oldest first. */
  readonly points: readonly { readonly at: number; readonly percent: number }[];
}

const SPAN_MS = 7 * 24 * 3_600_000;
const WIDTH = 600;
const HEIGHT = 200;
const GRID = [0, 25, 50, 75, 100];
/** Told apart without colours: the second is dashed. */
const LOOKS = [
  { colour: "text-meter", dashes: undefined },
  { colour: "text-warn", dashes: "6 4" },
] as const;

export function TrendChart({ lines, label }: { readonly lines: readonly TrendLine[]; readonly label: string }) {
  const now = useNow();
  const [hovered, setHovered] = useState<number | null>(null);
  const to = Math.max(...lines.flatMap(({ points }) => points.map(({ at }) => at)));
  const from = to - SPAN_MS;
  const x = (at: number): number => ((at - from) / (to - from)) * WIDTH;
  const y = (percent: number): number => HEIGHT - (percent / 100) * HEIGHT;
  const point = ({ clientX, currentTarget }: PointerEvent<SVGSVGElement>): void => {
    const { left, width } = currentTarget.getBoundingClientRect();
    setHovered(from + ((clientX - left) / width) * (to - from));
  };
  return (
    <figure className="flex flex-col gap-2">
      <div className="grid grid-cols-[2.75rem_1fr] gap-x-2">
        <div aria-hidden className="relative h-52 text-xs text-soft">
          {GRID.map((percent) => (
            <span key={percent} className="absolute right-0 -translate-y-1/2" style={{ top: `${100 - percent}%` }}>
              {percentText(percent)}
            </span>
          ))}
        </div>
        <svg
          role="img"
          aria-label={label}
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          className="h-52 w-full overflow-visible"
          onPointerMove={point}
          onPointerLeave={() => setHovered(null)}
        >
          {GRID.map((percent) => (
            <line key={percent} x1="0" x2={WIDTH} y1={y(percent)} y2={y(percent)} className="stroke-line" />
          ))}
          {lines.map(({ name, points }, index) => (
            <polyline
              key={name}
              points={points.map(({ at, percent }) => `${x(at).toFixed(1)},${y(percent).toFixed(1)}`).join(" ")}
              fill="none"
              stroke="currentColor"
              strokeWidth="2"
              strokeDasharray={LOOKS[index]?.dashes}
              vectorEffect="non-scaling-stroke"
              className={LOOKS[index]?.colour}
            />
          ))}
          {lines.map(({ name, points }, index) => {
            // A line of no length with round ends: a dot that is not stretched with the picture.
            const last = points.at(-1);
            return last === undefined ? null : (
              <path
                key={name}
                d={`M${x(last.at).toFixed(1)},${y(last.percent).toFixed(1)}h0`}
                stroke="currentColor"
                strokeWidth="8"
                strokeLinecap="round"
                vectorEffect="non-scaling-stroke"
                className={LOOKS[index]?.colour}
              />
            );
          })}
          {hovered !== null && (
            <line x1={x(hovered)} x2={x(hovered)} y1="0" y2={HEIGHT} className="stroke-soft" strokeDasharray="2 3" />
          )}
        </svg>
        <span />
        <div aria-hidden className="flex justify-between pt-1 text-xs text-soft">
          <span>{clockText(from, now)}</span>
          <span>{clockText(hovered ?? to, now)}</span>
        </div>
      </div>
      <figcaption className="flex flex-wrap gap-4 text-sm">
        {lines.map(({ name, points }, index) => (
          <span key={name} className="flex items-center gap-1.5">
            <svg aria-hidden viewBox="0 0 20 4" className={cx("h-1 w-5", LOOKS[index]?.colour)}>
              <line
                x1="0"
                x2="20"
                y1="2"
                y2="2"
                stroke="currentColor"
                strokeWidth="3"
                strokeDasharray={LOOKS[index]?.dashes}
              />
            </svg>
            {name}
            <strong>{percentText(valueAt(points, hovered ?? to))}</strong>
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

/** The last value that was known at the time. */
function valueAt(points: TrendLine["points"], at: number): number | null {
  return points.findLast((one) => one.at <= at)?.percent ?? null;
}
