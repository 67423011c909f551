// How an account has been doing in the last hours, and when it last served.

import { clockText } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { Ticks } from "../../ui/ticks.tsx";
import { Time } from "../../ui/time.tsx";
import type { Account } from "./accounts-query.ts";
import { TEXT } from "./messages.ts";

const MINUTE_MS = 60_000;

export function AccountHealth({ account }: { readonly account: Pick<Account, "recent" | "last_used_at"> }) {
  const t = useText();
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <HealthTicks recent={account.recent} />
      <p className="truncate text-xs text-soft">
        {account.last_used_at === null ? (
          t(TEXT.neverUsed)
        ) : (
          <>
            {t(TEXT.used)} <Time past at={account.last_used_at} />
          </>
        )}
      </p>
    </div>
  );
}

function HealthTicks({ recent }: Pick<Account, "recent">) {
  const t = useText();
  if (recent === null) return <span className="text-xs text-soft">{t(TEXT.noTraffic)}</span>;
  const { from, bucket_minutes, succeeded, failed } = recent;
  const start = new Date(from).getTime();
  const spans = succeeded.map((good, index) => {
    const bad = failed[index] ?? 0;
    const time = clockText(start + index * bucket_minutes * MINUTE_MS, start);
    return { succeeded: good, failed: bad, label: t(TEXT.tick, { time, good, bad }) };
  });
  const label = t(TEXT.traffic, {
    good: sum(succeeded),
    bad: sum(failed),
    hours: Math.round((succeeded.length * bucket_minutes) / 60),
  });
  return <Ticks spans={spans} label={label} />;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
