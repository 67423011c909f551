// The state of things: in five seconds whether anything is wrong, and below it what it is.

import { useNavigate, useSearch } from "@tanstack/react-router";

import { addressOf } from "../../lib/address-of.ts";
import { type Text, useText } from "../../lib/i18n.ts";
import { Page } from "../../ui/page.tsx";
import { ErrorState, Skeleton } from "../../ui/states.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { AttentionCard } from "./attention-card.tsx";
import { HealthCard } from "./health-card.tsx";
import { TEXT } from "./messages.ts";
import { Numbers } from "./numbers.tsx";
import { type Overview, type Timeframe, TIMEFRAMES, useOverview } from "./overview-query.ts";
import { PoolsCard } from "./pools-card.tsx";
import { TopCard } from "./top-card.tsx";
import { useVerdict } from "./use-verdict.ts";
import { VerdictBanner } from "./verdict-banner.tsx";

const NAMES: Readonly<Record<Timeframe, Text>> = {
  "1h": TEXT.hour,
  "1d": TEXT.day,
  "7d": TEXT.week,
  "30d": TEXT.month,
};

export function OverviewPage() {
  const t = useText();
  const { timeframe = "1d" } = useSearch({ from: "/" });
  const navigate = useNavigate({ from: "/" });
  const { data, error, refetch } = useOverview(timeframe);
  return (
    <Page
      title={t(TEXT.title)}
      actions={
        <>
          <a
            href={addressOf("/", { welcome: "true" })}
            className="inline-flex h-9 items-center rounded-md px-3 font-medium text-soft hover:bg-sunken hover:text-ink"
          >
            {t(TEXT.connect)}
          </a>
          <Tabs
            label={t(TEXT.timeframe)}
            tabs={TIMEFRAMES.map((id) => ({ id, label: t(NAMES[id]) }))}
            value={timeframe}
            onChange={(next) => void navigate({ search: (before) => ({ ...before, timeframe: next }), replace: true })}
          />
        </>
      }
    >
      {data !== undefined && <Sheets overview={data} timeframe={timeframe} />}
      {data === undefined && error === null && <Waiting />}
      {data === undefined && error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
    </Page>
  );
}

function Sheets({ overview, timeframe }: { readonly overview: Overview; readonly timeframe: Timeframe }) {
  const verdict = useVerdict();
  return (
    <>
      {verdict !== null && <VerdictBanner verdict={verdict} overview={overview} />}
      <Numbers overview={overview} />
      <div className="grid gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <AttentionCard attention={overview.attention} />
        <PoolsCard pools={overview.pools} />
      </div>
      <HealthCard health={overview.health} />
      <div className="grid gap-4 xl:grid-cols-2">
        <TopCard by="model" timeframe={timeframe} />
        <TopCard by="account" timeframe={timeframe} />
      </div>
    </>
  );
}

function Waiting() {
  return (
    <>
      <Skeleton className="h-20 rounded-xl" />
      <Skeleton className="h-28 rounded-xl" />
      <Skeleton className="h-64 rounded-xl" />
    </>
  );
}
