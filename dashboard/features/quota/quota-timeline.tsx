// The windows of all accounts on lines of time: the 5 hours beside the week, now marked in both.

import { memo, useMemo } from "react";

import { clockText, percentText } from "../../lib/format.ts";
import { cx } from "../../lib/cx.ts";
import { type Text, useText } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";
import { useVirtualRows } from "../../lib/use-virtual-rows.ts";
import { Time } from "../../ui/time.tsx";
import { AccountName } from "./account-name.tsx";
import { type Axis, axisOf, shareOf } from "./axis.ts";
import { HATCHED, LanePicture } from "./lane-picture.tsx";
import { QUOTA_TEXT } from "./messages.ts";
import type { Lane, QuotaRow } from "./quota-rows.ts";
import type { QuotaSearch } from "./quota-search.ts";

const MINUTE_MS = 60_000;
const ROW_PX = 52;
const COLUMNS =
  "grid grid-cols-[minmax(9rem,15rem)_5.5rem_minmax(0,1fr)_5.5rem_minmax(0,1fr)] items-center gap-x-3 px-4";

export interface QuotaTimelineProps {
  readonly rows: readonly QuotaRow[];
  readonly span: NonNullable<QuotaSearch["span"]>;
}

export function QuotaTimeline({ rows, span }: QuotaTimelineProps) {
  // A minute is less than a pixel: rows are not drawn anew for seconds.
  const seconds = useNow();
  const now = seconds - (seconds % MINUTE_MS);
  const { ref, items, height, topOf } = useVirtualRows<HTMLUListElement>(rows.length, ROW_PX);
  const short = useMemo(() => axisOf(span, now), [span, now]);
  const week = useMemo(() => axisOf("weeks", now), [now]);
  return (
    <div>
      <Legend />
      <Heads short={short} week={week} span={span} now={now} />
      <ul ref={ref} className="relative" style={{ height }}>
        {items.map((item) => {
          const row = rows[item.index];
          return (
            row !== undefined && (
              <li
                key={row.id}
                aria-setsize={rows.length}
                aria-posinset={item.index + 1}
                className="absolute inset-x-0 top-0 border-t"
                style={{ height: ROW_PX, transform: `translateY(${topOf(item)}px)` }}
              >
                <Lanes row={row} short={short} week={week} now={now} />
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}

interface LanesProps {
  readonly row: QuotaRow;
  readonly short: Axis;
  readonly week: Axis;
  readonly now: number;
}

/** Drawn anew when time or its account has moved on, not when the page scrolls. */
const Lanes = memo(function LanesOfRow({ row, short, week, now }: LanesProps) {
  return (
    <div className={cx("h-full", COLUMNS)}>
      <AccountName row={row} />
      <LaneNumbers lane={row.short} />
      <LanePicture lane={row.short} axis={short} now={now} />
      <LaneNumbers lane={row.week} />
      <LanePicture lane={row.week} axis={week} now={now} />
    </div>
  );
});

/** The picture beside says the same to who does not see it. */
function LaneNumbers({ lane }: { readonly lane: Lane | null }) {
  const t = useText();
  if (lane === null)
    return (
      <span aria-hidden className="text-right text-soft">
        –
      </span>
    );
  const { usedPercent, resetsAt } = lane;
  return (
    <div aria-hidden className="min-w-0 text-right text-xs whitespace-nowrap">
      <p className="text-sm font-medium">{percentText(100 - usedPercent)}</p>
      <p className="truncate text-soft">{resetsAt === null ? t(QUOTA_TEXT.notBegun) : <Time at={resetsAt} />}</p>
    </div>
  );
}

interface HeadsProps {
  readonly short: Axis;
  readonly week: Axis;
  readonly span: QuotaTimelineProps["span"];
  readonly now: number;
}

function Heads({ short, week, span, now }: HeadsProps) {
  const t = useText();
  return (
    <div aria-hidden className={cx("pb-1 text-xs text-soft", COLUMNS)}>
      <span>{t(QUOTA_TEXT.account)}</span>
      <Head window={QUOTA_TEXT.short} span={span === "day" ? QUOTA_TEXT.day : QUOTA_TEXT.days} />
      <TickLabels axis={short} now={now} />
      <Head window={QUOTA_TEXT.week} span={QUOTA_TEXT.twoWeeks} />
      <TickLabels axis={week} now={now} />
    </div>
  );
}

function Head({ window, span }: { readonly window: Text; readonly span: Text }) {
  const t = useText();
  return (
    <span className="text-right leading-tight">
      <span className="block font-medium text-ink">
        {t(window)} · {t(QUOTA_TEXT.left)}
      </span>
      {t(span)}
    </span>
  );
}

/** A label that would run into the line of now, or out of the lane, is left out. */
const TOO_NEAR = 6;

function TickLabels({ axis, now }: { readonly axis: Axis; readonly now: number }) {
  const at = shareOf(axis, now);
  return (
    <span className="relative block h-8 overflow-hidden">
      <span className="absolute bottom-0 -translate-x-1/2 font-medium text-ink" style={{ left: `${at}%` }}>
        {clockText(now, now)}
      </span>
      {axis.ticks.map((tick) => {
        const left = shareOf(axis, tick.at);
        const isShown = tick.label !== "" && Math.abs(left - at) > TOO_NEAR && left > TOO_NEAR && left < 100 - TOO_NEAR;
        return (
          isShown && (
            <span
              key={tick.at}
              className="absolute top-0 -translate-x-1/2 whitespace-nowrap"
              style={{ left: `${left}%` }}
            >
              {tick.label}
            </span>
          )
        );
      })}
    </span>
  );
}

const LEGEND = [
  [QUOTA_TEXT.legendUsed, "bg-meter rounded-[3px] w-5"],
  [QUOTA_TEXT.legendProjected, "bg-meter/25 rounded-[3px] w-5"],
  [QUOTA_TEXT.legendDry, cx("bg-bad-soft rounded-[3px] w-5", HATCHED)],
  [QUOTA_TEXT.legendReset, "border-l-2 border-accent w-0"],
  [QUOTA_TEXT.legendNext, "border border-dashed border-soft/60 rounded-[3px] w-5"],
  [QUOTA_TEXT.legendNow, "border-l-2 border-ink w-0"],
] as const satisfies readonly (readonly [Text, string])[];

function Legend() {
  const t = useText();
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 px-4 pb-2 text-xs text-soft">
      {LEGEND.map(([text, look]) => (
        <li key={text.en} className="flex items-center gap-1.5">
          <i aria-hidden className={cx("block h-3", look)} />
          {t(text)}
        </li>
      ))}
    </ul>
  );
}
