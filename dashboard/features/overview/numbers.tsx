// What was asked, what it took and how it went, against the stretch of time before.

import { compactNumber, durationText, percentText, usdText } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { Stat } from "../../ui/stat.tsx";
import { Change } from "./change.tsx";
import { TEXT } from "./messages.ts";
import type { Overview, Sums } from "./overview-query.ts";

export function Numbers({ overview }: { readonly overview: Overview }) {
  const t = useText();
  const { totals, before, buckets, latency } = overview;
  const trend = (of: (sums: Sums) => number | null): readonly number[] => buckets.map((sums) => of(sums) ?? 0);
  return (
    <div className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6">
      <Stat
        label={t(TEXT.requests)}
        value={compactNumber(totals.requests)}
        note={<Change now={totals.requests} before={before.requests} />}
        trend={trend(({ requests }) => requests)}
      />
      <Stat
        label={t(TEXT.tokens)}
        value={compactNumber(tokensOf(totals))}
        note={t(TEXT.tokensNote, {
          input: compactNumber(totals.tokens.input),
          output: compactNumber(totals.tokens.output),
        })}
        trend={trend(tokensOf)}
      />
      <Stat
        label={t(TEXT.cost)}
        value={usdText(totals.cost_usd)}
        note={
          totals.unpriced_requests > 0 ? (
            t(TEXT.unpriced, { count: countText(totals.unpriced_requests) })
          ) : (
            <Change now={totals.cost_usd} before={before.cost_usd} />
          )
        }
        trend={trend(({ cost_usd }) => cost_usd)}
      />
      <Stat
        label={t(TEXT.cached)}
        value={percentText(percentOf(totals.cached_share))}
        note={t(TEXT.cachedNote)}
        trend={trend(({ cached_share }) => cached_share)}
      />
      <Stat
        label={t(TEXT.errors)}
        value={percentText(percentOf(totals.error_rate), 1)}
        note={<TopError overview={overview} />}
        trend={trend(({ error_rate }) => error_rate)}
      />
      <Stat
        label={t(TEXT.firstByte)}
        value={durationText(latency.first_byte.p50_ms)}
        note={
          latency.first_byte.p95_ms !== null && t(TEXT.firstByteNote, { p95: durationText(latency.first_byte.p95_ms) })
        }
        trend={trend(({ average_first_byte_ms }) => average_first_byte_ms)}
      />
    </div>
  );
}

function TopError({ overview: { top_error: top, totals } }: { readonly overview: Overview }) {
  const t = useText();
  if (top !== null) return t(TEXT.topError, { count: compactNumber(top.requests), code: top.code });
  return totals.requests > 0 && t(TEXT.noErrors);
}

/** 1 stays a number: it has words of its own. */
function countText(count: number): string | number {
  return count === 1 ? count : compactNumber(count);
}

function tokensOf({ tokens }: Sums): number {
  return tokens.input + tokens.output;
}

function percentOf(share: number | null): number | null {
  return share === null ? null : share * 100;
}
