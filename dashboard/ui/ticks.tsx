// Recent health in the width of a word: one tick a span of time.

import { cx } from "../lib/cx.ts";

export interface TickSpan {
  readonly succeeded: number;
  readonly failed: number;
  /** What the span says on hover. */
  readonly label: string;
}

export function Ticks({ spans, label }: { readonly spans: readonly TickSpan[]; readonly label: string }) {
  return (
    <div role="img" aria-label={label} className="flex h-5 items-end gap-px">
      {spans.map((span, index) => (
        <span key={index} title={span.label} className={cx("h-full w-1.5 rounded-sm", toneOf(span))} />
      ))}
    </div>
  );
}

function toneOf({ succeeded, failed }: TickSpan): string {
  if (succeeded + failed === 0) return "bg-line";
  if (failed === 0) return "bg-good";
  return failed >= succeeded ? "bg-bad" : "bg-warn";
}
