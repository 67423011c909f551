// One window on its stretch of time: the window as a box, filled to its used share; where the filling is beyond the line of
// now, it is used faster than time passes. Light: what will be used by the reset. Hatched: dry.

import { cx } from "../../lib/cx.ts";
import { type Axis, shareOf } from "./axis.ts";
import { laneWords } from "./lane-words.ts";
import type { Lane } from "./quota-rows.ts";

const LOW = 80;
const VERY_LOW = 95;

export const HATCHED = "bg-[repeating-linear-gradient(135deg,var(--bad)_0_2px,transparent_2px_5px)]";

export function LanePicture({
  lane,
  axis,
  now,
}: {
  readonly lane: Lane | null;
  readonly axis: Axis;
  readonly now: number;
}) {
  const words = laneWords(lane, now);
  return (
    <div
      role="img"
      aria-label={words}
      title={words}
      className="relative h-7 overflow-hidden rounded-md bg-sunken"
      style={{ backgroundImage: axis.grid }}
    >
      {lane !== null && <WindowBoxes lane={lane} axis={axis} now={now} />}
      <i className="absolute inset-y-0 border-l-2 border-ink" style={{ left: `${shareOf(axis, now)}%` }} />
    </div>
  );
}

function WindowBoxes({ lane, axis, now }: { readonly lane: Lane; readonly axis: Axis; readonly now: number }) {
  const { usedPercent, projectedPercent, windowMs, resetsAt, dryAt } = lane;
  if (resetsAt === null)
    return <Box axis={axis} from={now} to={now + windowMs} className={cx(OUTLINE, "border-dashed")} />;
  const from = resetsAt - windowMs;
  const upTo = (percent: number): number => from + (windowMs * percent) / 100;
  const tone = usedPercent >= VERY_LOW ? "bg-bad" : usedPercent >= LOW ? "bg-warn" : "bg-meter";
  return (
    <>
      <Box axis={axis} from={from} to={resetsAt} className={cx(OUTLINE, "bg-surface")} />
      <Box axis={axis} from={from} to={upTo(projectedPercent)} className="rounded-l-[3px] bg-meter/25" />
      <Box axis={axis} from={from} to={upTo(usedPercent)} className={cx("rounded-l-[3px]", tone)} />
      {dryAt !== null && (
        <Box
          axis={axis}
          from={Math.max(dryAt, now)}
          to={resetsAt}
          className={cx("rounded-r-[3px] border-l-2 border-bad bg-bad-soft", HATCHED)}
        />
      )}
      <Box axis={axis} from={resetsAt} to={resetsAt + windowMs} className={cx(OUTLINE, "border-dashed opacity-60")} />
      {resetsAt < axis.to && (
        <i className="absolute inset-y-0 border-l-2 border-accent" style={{ left: `${shareOf(axis, resetsAt)}%` }} />
      )}
    </>
  );
}

const OUTLINE = "rounded-[4px] border border-soft/50";

interface BoxProps {
  readonly axis: Axis;
  readonly from: number;
  readonly to: number;
  readonly className: string;
}

function Box({ axis, from, to, className }: BoxProps) {
  if (to <= axis.from || from >= axis.to) return null;
  const left = shareOf(axis, from);
  return (
    <i
      className={cx("absolute inset-y-1", className)}
      style={{ left: `${left}%`, width: `${shareOf(axis, to) - left}%` }}
    />
  );
}
