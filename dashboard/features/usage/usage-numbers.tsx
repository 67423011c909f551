// The stretch at a glance, each number against the stretch before.

import { compactNumber, durationText } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { Stat } from "../../ui/stat.tsx";
import { Change } from "./change.tsx";
import { TEXT } from "./messages.ts";
import { MEASURES } from "./metrics.ts";
import type { Sums, Usage, UsageRow } from "./usage-query.ts";
import type { Metric } from "./usage-search.ts";

const SUMMED: readonly Metric[] = ["requests", "tokens", "cost", "cached", "errors"];

export interface UsageNumbersProps {
  readonly usage: Usage;
  readonly before: Usage | undefined;
  /** By time, oldest first. */
  readonly over: readonly UsageRow[];
}

export function UsageNumbers({ usage, before, over }: UsageNumbersProps) {
  const t = useText();
  const { first_byte: first, total } = usage.latency;
  return (
    <div className="grid grid-cols-2 gap-3 md:grid-cols-4 xl:grid-cols-7">
      {SUMMED.map((metric) => (
        <Stat
          key={metric}
          label={t(TEXT[metric])}
          value={MEASURES[metric].text(MEASURES[metric].of(usage.total))}
          note={<Note metric={metric} now={usage.total} before={before?.total} />}
          trend={over.map((row) => MEASURES[metric].of(row) ?? 0)}
        />
      ))}
      <Stat
        label={t(TEXT.median)}
        value={durationText(first.p50_ms)}
        note={first.p95_ms !== null && t(TEXT.p95, { time: durationText(first.p95_ms) })}
        trend={over.map((row) => MEASURES.latency.of(row) ?? 0)}
      />
      <div className="grid max-md:col-span-2">
        <Stat
          label={t(TEXT.total)}
          value={durationText(total.p50_ms)}
          note={total.p95_ms !== null && t(TEXT.p95, { time: durationText(total.p95_ms) })}
          trend={over.map(({ average_total_ms: ms }) => ms ?? 0)}
        />
      </div>
    </div>
  );
}

interface NoteProps {
  readonly metric: Metric;
  readonly now: Sums;
  readonly before: Sums | undefined;
}

function Note({ metric, now, before }: NoteProps) {
  const t = useText();
  if (metric === "cost" && now.unpriced_requests > 0) {
    const count = now.unpriced_requests;
    return t(TEXT.unpriced, { count: count === 1 ? 1 : compactNumber(count) });
  }
  if (before === undefined) return null;
  const measure = MEASURES[metric];
  const earlier = measure.of(before);
  // A share is compared as it was; what is counted, by how much it has grown.
  if (metric === "cached" || metric === "errors") {
    return earlier !== null && t(TEXT.before, { value: measure.text(earlier) });
  }
  return <Change now={measure.of(now) ?? 0} before={earlier ?? 0} />;
}
