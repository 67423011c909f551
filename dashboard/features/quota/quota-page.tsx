// The windows of all accounts on a line of time, the soonest reset first, and whether each pool lasts.

import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";

import { useAccounts } from "../../lib/accounts-query.ts";
import { type Forecast, useForecast } from "../../lib/forecast-query.ts";
import { useText } from "../../lib/i18n.ts";
import { useMedia } from "../../lib/media.ts";
import { useMayChange } from "../../lib/session.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states.tsx";
import { QUOTA_TEXT } from "./messages.ts";
import { OtherPoolsCard, PoolCard } from "./pool-card.tsx";
import { QuotaCards } from "./quota-cards.tsx";
import { type QuotaRow, quotaRows, shownRows } from "./quota-rows.ts";
import type { QuotaSearch } from "./quota-search.ts";
import { QuotaTable } from "./quota-table.tsx";
import { QuotaTimeline } from "./quota-timeline.tsx";
import { QuotaToolbar } from "./quota-toolbar.tsx";
import { RefreshButton } from "./refresh-button.tsx";

const route = getRouteApi("/quota");
/** From here on two lanes stand beside each other. */
const WIDE = "(min-width: 56rem)";

export function QuotaPage() {
  const t = useText();
  const search: QuotaSearch = route.useSearch();
  const forecast = useForecast();
  const accounts = useAccounts();
  const mayChange = useMayChange();
  const rows = useMemo(
    () =>
      forecast.data === undefined
        ? []
        : quotaRows(forecast.data.accounts, accounts.data ?? [], Date.parse(forecast.data.at)),
    [forecast.data, accounts.data],
  );
  const shown = useMemo(() => shownRows(rows, search), [rows, search]);
  return (
    <Page
      title={t(QUOTA_TEXT.title)}
      note={t(QUOTA_TEXT.note)}
      actions={
        mayChange && <RefreshButton accountIds={shown.map(({ id }) => id)} isPart={shown.length < rows.length} />
      }
    >
      {forecast.data !== undefined ? (
        <>
          <Pools forecast={forecast.data} rows={rows} />
          <Windows rows={rows} shown={shown} search={search} total={forecast.data.accounts.length} />
        </>
      ) : forecast.isError ? (
        <ErrorState error={forecast.error} onRetry={() => void forecast.refetch()} />
      ) : (
        <>
          <Skeleton className="h-40" />
          <Skeleton className="h-96" />
        </>
      )}
    </Page>
  );
}

function Pools({ forecast, rows }: { readonly forecast: Forecast; readonly rows: readonly QuotaRow[] }) {
  const t = useText();
  const isDry = ({ short, week }: QuotaRow): boolean => short?.survives === false || week?.survives === false;
  if (forecast.pools.length === 0) return null;
  const windowed = forecast.pools.filter(hasWindows);
  const others = forecast.pools.filter((pool) => !hasWindows(pool));
  return (
    <section
      aria-label={t(QUOTA_TEXT.pools)}
      className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,20rem),1fr))] gap-4"
    >
      <h2 className="sr-only">{t(QUOTA_TEXT.pools)}</h2>
      {windowed.map((pool) => (
        <PoolCard
          key={pool.provider}
          pool={pool}
          dryAccounts={rows.filter((row) => row.provider === pool.provider && isDry(row)).length}
        />
      ))}
      {others.length > 0 && <OtherPoolsCard pools={others} />}
    </section>
  );
}

function hasWindows({ primary, secondary }: Forecast["pools"][number]): boolean {
  return primary !== null || secondary !== null;
}

interface WindowsProps {
  readonly rows: readonly QuotaRow[];
  readonly shown: readonly QuotaRow[];
  readonly search: QuotaSearch;
  /** With those that have no window. */
  readonly total: number;
}

function Windows({ rows, shown, search, total }: WindowsProps) {
  const t = useText();
  const navigate = useNavigate();
  const isWide = useMedia(WIDE);
  const change = (next: QuotaSearch): void =>
    void navigate({ to: "/quota", search: { ...search, ...next }, replace: true });
  const without = total - rows.length;
  if (rows.length === 0) {
    return (
      <Card>
        <EmptyState
          title={t(QUOTA_TEXT.emptyTitle)}
          action={
            <Link to="/logins" className="font-medium text-accent underline">
              {t(QUOTA_TEXT.toLogins)}
            </Link>
          }
        >
          {t(QUOTA_TEXT.emptyNote)}
        </EmptyState>
      </Card>
    );
  }
  const { view = "timeline", span = "day" } = search;
  return (
    <Card
      flush
      title={t(QUOTA_TEXT.windows)}
      note={`${t(QUOTA_TEXT.windowsNote, { count: shown.length })} ${without > 0 ? t(QUOTA_TEXT.without, { count: without }) : ""}`}
    >
      <QuotaToolbar rows={rows} search={search} isWide={isWide} onChange={change} />
      {shown.length === 0 ? (
        <EmptyState
          title={t(QUOTA_TEXT.noneTitle)}
          action={
            <Button onClick={() => change({ q: undefined, provider: undefined })}>{t(QUOTA_TEXT.showAll)}</Button>
          }
        >
          {t(QUOTA_TEXT.noneNote)}
        </EmptyState>
      ) : !isWide ? (
        <QuotaCards rows={shown} />
      ) : view === "table" ? (
        <QuotaTable rows={shown} />
      ) : (
        <QuotaTimeline rows={shown} span={span} />
      )}
    </Card>
  );
}
