// A number over time as bars; failures stand in the requests' bars in their own tone. The table says the same to who does not
// see it.

import { useState } from "react";

import { cx } from "../../lib/cx.ts";
import { currentLanguage, useLanguage, useText } from "../../lib/i18n.ts";
import { useMedia } from "../../lib/media.ts";
import { TEXT } from "./messages.ts";
import { MEASURES } from "./metrics.ts";
import { labelPlaces, topOf } from "./nice-scale.ts";
import type { UsageRow } from "./usage-query.ts";
import type { Metric } from "./usage-search.ts";

/** So many bars have room between them. */
const FEW = 40;
/** Between bars; labels stand where their bars begin. */
const GAPS = { "1px": "gap-px", "0.5rem": "gap-2" } as const;
const WIDE = "(min-width: 48rem)";
const WIDE_LABELS = 8;
const NARROW_LABELS = 3;

export interface UsageChartProps {
  readonly rows: readonly UsageRow[];
  readonly metric: Metric;
  readonly step: "hour" | "day";
}

export function UsageChart({ rows, metric, step }: UsageChartProps) {
  const t = useText();
  useLanguage();
  const isWide = useMedia(WIDE);
  const [pointed, setPointed] = useState<number | null>(null);
  const measure = MEASURES[metric];
  const values = rows.map((row) => measure.of(row) ?? 0);
  const most = metric === "cached" ? 100 : topOf(values);
  const gap = rows.length > FEW ? "1px" : "0.5rem";
  const shown = rows[pointed ?? rows.length - 1];
  return (
    <figure className="flex flex-col gap-2">
      <figcaption className="flex items-baseline gap-2 text-sm">
        {shown !== undefined && (
          <>
            <span className="text-soft">{stepText(shown.name, step)}</span>
            <strong>{measure.text(measure.of(shown))}</strong>
          </>
        )}
      </figcaption>
      <div className="grid grid-cols-[3.5rem_1fr] gap-x-2">
        <div aria-hidden className="flex h-44 flex-col justify-between text-right text-xs text-soft">
          <span className="-mt-2">{measure.text(most)}</span>
          <span>{measure.text(most / 2)}</span>
          <span className="-mb-2">{measure.text(0)}</span>
        </div>
        <div
          role="img"
          aria-label={t(TEXT.overTime, { metric: t(TEXT[metric]) })}
          className={cx("relative flex h-44 items-end border-b", GAPS[gap])}
          onPointerLeave={() => setPointed(null)}
        >
          <span className="pointer-events-none absolute inset-x-0 top-0 h-1/2 border-y border-dashed" />
          {rows.map((row, index) => (
            <span
              key={row.name}
              onPointerEnter={() => setPointed(index)}
              className={cx(
                "relative flex h-full min-w-0 flex-1 flex-col justify-end",
                pointed === index && "bg-sunken",
              )}
            >
              {metric === "requests" && row.failures > 0 && (
                <span className="min-h-px bg-bad" style={{ height: `${(row.failures / most) * 100}%` }} />
              )}
              <span
                className={cx(
                  "rounded-t-xs",
                  metric === "errors" ? "bg-bad" : "bg-meter",
                  values[index] !== 0 && "min-h-px",
                )}
                style={{
                  height: `${(((values[index] ?? 0) - (metric === "requests" ? row.failures : 0)) / most) * 100}%`,
                }}
              />
            </span>
          ))}
        </div>
        <span />
        <div aria-hidden className="relative h-5 text-xs text-soft">
          {labelPlaces(rows.length, isWide ? WIDE_LABELS : NARROW_LABELS).map((index) => (
            <span
              key={index}
              className="absolute pt-1 whitespace-nowrap"
              style={{ left: `calc(${index / rows.length} * (100% + ${gap}))` }}
            >
              {stepText(rows[index]?.name ?? "", step)}
            </span>
          ))}
        </div>
      </div>
    </figure>
  );
}

function stepText(name: string, step: "hour" | "day"): string {
  const format: Intl.DateTimeFormatOptions =
    step === "hour"
      ? { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
      : // A day is a date, not an instant: it is the same everywhere.
        { day: "numeric", month: "short", timeZone: "UTC" };
  return new Intl.DateTimeFormat(currentLanguage(), format).format(new Date(name));
}
