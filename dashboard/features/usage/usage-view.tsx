// The sums of a stretch of time: at a glance, over time, and by what requests have in common.

import { Download } from "lucide-react";

import { BASE_URL } from "../../lib/api.ts";
import { useText } from "../../lib/i18n.ts";
import { Card } from "../../ui/card.tsx";
import { Select } from "../../ui/select.tsx";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { TEXT } from "./messages.ts";
import { UsageChart } from "./usage-chart.tsx";
import { UsageNumbers } from "./usage-numbers.tsx";
import { usageQuery, useUsage } from "./usage-query.ts";
import { METRICS, USAGE_BY, USAGE_RANGES, type UsageSearch } from "./usage-search.ts";
import { UsageTable } from "./usage-table.tsx";

export interface UsageViewProps {
  readonly search: UsageSearch;
  readonly onChange: (part: UsageSearch) => void;
}

export function UsageView({ search, onChange }: UsageViewProps) {
  const t = useText();
  const { by = "account", range = "7d", metric = "requests" } = search;
  const step = range === "24h" ? "hour" : "day";
  const grouped = useUsage({ by, range, latency: true });
  const groupedBefore = useUsage({ by, range, before: true });
  const overTime = useUsage({ by: step, range });
  const { data } = grouped;
  if (data === undefined) {
    if (grouped.isError) return <ErrorState error={grouped.error} onRetry={() => void grouped.refetch()} />;
    return <Skeleton className="h-96" />;
  }
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Tabs
          label={t(TEXT.range)}
          value={range}
          onChange={(next) => onChange({ range: next })}
          tabs={USAGE_RANGES.map((id) => ({ id, label: t(TEXT[id]) }))}
        />
        <span className="grow" />
        <a
          href={`${BASE_URL}/api/usage.csv?${new URLSearchParams(usageQuery({ by, range, latency: true })).toString()}`}
          download={`usage-by-${by}.csv`}
          className="inline-flex h-9 items-center gap-1.5 rounded-md border bg-surface px-3 font-medium hover:bg-sunken"
        >
          <Download aria-hidden className="size-4" />
          {t(TEXT.exportCsv)}
        </a>
      </div>
      <UsageNumbers usage={data} before={groupedBefore.data} over={overTime.data?.rows ?? []} />
      <Card
        title={t(TEXT.overTime, { metric: t(TEXT[metric]) })}
        note={t(step === "hour" ? TEXT.perHour : TEXT.perDay)}
        actions={
          <>
            <button
              type="button"
              className="text-xs font-medium text-accent hover:underline"
              onClick={() => onChange({ by: step })}
            >
              {t(TEXT.asTable)}
            </button>
            <Select
              label={t(TEXT.metric)}
              className="w-40"
              value={metric}
              onChange={(next) => onChange({ metric: next })}
              options={METRICS.map((value) => ({ value, label: t(TEXT[value]) }))}
            />
          </>
        }
      >
        {overTime.data === undefined ? (
          <Skeleton className="h-52" />
        ) : (
          <UsageChart rows={overTime.data.rows} metric={metric} step={step} />
        )}
      </Card>
      <Card
        title={t(TEXT.table, { by: t(TEXT[by]).toLowerCase() })}
        actions={
          <Select
            label={t(TEXT.by)}
            className="w-40"
            value={by}
            onChange={(next) => onChange({ by: next })}
            options={USAGE_BY.filter((one) => one !== "hour" || range === "24h" || range === "7d").map((value) => ({
              value,
              label: t(TEXT[value]),
            }))}
          />
        }
        flush
      >
        {data.rows.length === 0 ? (
          <EmptyState title={t(TEXT.none)}>{t(TEXT.noneNote)}</EmptyState>
        ) : (
          <UsageTable
            {...{ usage: data, before: groupedBefore.data, by, range, metric }}
            onSort={(next) => onChange({ metric: next })}
          />
        )}
      </Card>
    </>
  );
}
