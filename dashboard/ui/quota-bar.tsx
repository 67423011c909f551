// How much of a window is left: a bar that empties, red when little is left.

import { Meter } from "@base-ui/react/meter";
import type { ReactNode } from "react";

import { cx } from "../lib/cx.ts";
import { percentText } from "../lib/format.ts";

const LOW = 20;
const VERY_LOW = 5;

export function QuotaBar({
  label,
  remaining,
  note,
  className,
}: {
  readonly label: string;
  /** 0..100; null where unknown. */
  readonly remaining: number | null;
  readonly note?: ReactNode;
  readonly className?: string;
}) {
  const tone =
    remaining === null ? "bg-line" : remaining <= VERY_LOW ? "bg-bad" : remaining <= LOW ? "bg-warn" : "bg-meter";
  return (
    <Meter.Root
      value={remaining ?? 0}
      aria-valuetext={percentText(remaining)}
      className={cx("grid min-w-0 grid-cols-[2.5rem_1fr_3.25rem] items-center gap-x-2 text-xs", className)}
    >
      <Meter.Label className="text-soft">{label}</Meter.Label>
      <Meter.Track className="h-1.5 overflow-hidden rounded-full bg-sunken ring-1 ring-line/60 ring-inset">
        <Meter.Indicator className={cx("h-full rounded-full transition-all", tone)} />
      </Meter.Track>
      <span className="text-right font-medium">{percentText(remaining)}</span>
      {note !== undefined && <span className="col-span-2 col-start-2 text-soft">{note}</span>}
    </Meter.Root>
  );
}
