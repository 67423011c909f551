// Every request as it ends, found again by filters that a link carries, each with its story.

import { Columns3, Download, Pause, Play } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";

import { BASE_URL } from "../../lib/api.ts";
import { wholeNumber } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { useMedia } from "../../lib/media.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states.tsx";
import { FailureSummary } from "./failure-summary.tsx";
import { ManySelect } from "./many-select.tsx";
import { TEXT } from "./messages.ts";
import { RequestCards } from "./request-cards.tsx";
import { type ColumnId, COLUMN_IDS, COLUMNS } from "./request-columns.tsx";
import { RequestDrawer } from "./request-drawer.tsx";
import { filterCount, queryOf } from "./request-filter.ts";
import { RequestFilters } from "./request-filters.tsx";
import { RequestTable } from "./request-table.tsx";
import { useRequestList } from "./requests-query.ts";
import { useColumns } from "./use-columns.ts";
import { useMonitoringSearch } from "./use-monitoring-search.ts";

const WIDE = "(min-width: 64rem)";

export function MonitoringPage() {
  const t = useText();
  const isWide = useMedia(WIDE);
  const [isPaused, setPaused] = useState(false);
  const [columns, setColumns] = useColumns();
  const { search, change } = useMonitoringSearch();
  return (
    <Page
      title={t(TEXT.title)}
      note={t(TEXT.note)}
      actions={
        <>
          <Button
            aria-pressed={isPaused}
            icon={isPaused ? <Play aria-hidden className="size-4" /> : <Pause aria-hidden className="size-4" />}
            onClick={() => setPaused(!isPaused)}
          >
            {t(isPaused ? TEXT.resume : TEXT.pause)}
          </Button>
          <ExportLink />
          {isWide && (
            <ManySelect
              label={t(TEXT.columns)}
              icon={<Columns3 aria-hidden className="size-4" />}
              choices={COLUMN_IDS.map((id) => ({ value: id, label: t(COLUMNS[id].text) }))}
              chosen={columns}
              onChange={(chosen) => setColumns(chosen as readonly ColumnId[])}
            />
          )}
        </>
      }
    >
      <RequestFilters />
      <FailureSummary />
      <Requests columns={isWide ? columns : null} isPaused={isPaused} onResume={() => setPaused(false)} />
      {search.request !== undefined && (
        <RequestDrawer requestId={search.request} onClose={() => change({ request: undefined })} />
      )}
    </Page>
  );
}

/** A link, not a script: the browser saves the file while it comes, however long it is. */
function ExportLink() {
  const t = useText();
  const { search } = useMonitoringSearch();
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(queryOf(search, Date.now()))) {
    for (const each of [value].flat()) query.append(name, String(each));
  }
  return (
    <a
      href={`${BASE_URL}/api/requests.csv?${query.toString()}`}
      download="requests.csv"
      className="inline-flex h-9 items-center gap-1.5 rounded-md border bg-surface px-3 font-medium hover:bg-sunken"
    >
      <Download aria-hidden className="size-4" />
      {t(TEXT.exportCsv)}
    </a>
  );
}

interface RequestsOptions {
  /** null: as cards. */
  readonly columns: readonly ColumnId[] | null;
  readonly isPaused: boolean;
  readonly onResume: () => void;
}

function Requests({ columns, isPaused, onResume }: RequestsOptions) {
  const t = useText();
  const { search, change } = useMonitoringSearch();
  const { top, isReading } = useReading();
  const list = useRequestList(search, isPaused || isReading);
  const { requests, held, hasMore } = list;
  const open = useCallback((request: string) => change({ request }, { keep: true }), [change]);
  const showHeld = (): void => {
    onResume();
    top.current?.scrollIntoView({ block: "center" });
  };
  const loaded = t(hasMore ? TEXT.shown : TEXT.all, { count: wholeNumber(requests.length) });
  const lists = { requests, onOpen: open, onNearEnd: list.more };
  return (
    <Card title={t(TEXT.requests)} note={loaded} flush>
      <div ref={top} />
      {held > 0 && (
        <p role="status" className="sticky top-16 z-20 -mb-9 flex justify-center">
          <Button kind="primary" size="small" className="shadow-card" onClick={showHeld}>
            {t(TEXT.waiting, { count: held })}
          </Button>
        </p>
      )}
      {list.error !== null && <ErrorState error={list.error} onRetry={list.retry} />}
      {list.isPending && <Skeleton className="m-4 h-96" />}
      {!list.isPending && list.error === null && requests.length === 0 && !hasMore && <NoRequests />}
      {requests.length > 0 &&
        (columns === null ? <RequestCards {...lists} /> : <RequestTable {...lists} columns={columns} />)}
      {hasMore && !list.isPending && <MoreToCome isEmpty={requests.length === 0} more={list.more} />}
    </Card>
  );
}

/** A page may be short, even empty: asked on until something fits or nothing is left. */
function MoreToCome({ isEmpty, more }: { readonly isEmpty: boolean; readonly more: () => void }) {
  const t = useText();
  useEffect(() => {
    if (isEmpty) more();
  });
  return <p className="px-4 py-3 text-center text-sm text-soft">{t(TEXT.loadingMore)}</p>;
}

function NoRequests() {
  const t = useText();
  const { search } = useMonitoringSearch();
  const isNarrowed = filterCount(search) > 0;
  return (
    <EmptyState title={t(isNarrowed ? TEXT.noneFound : TEXT.none)}>
      {t(isNarrowed ? TEXT.noneFoundNote : TEXT.noneNote)}
    </EmptyState>
  );
}

/** Whether the list's beginning has been scrolled away: somebody reads further down. */
function useReading() {
  const top = useRef<HTMLDivElement>(null);
  const [isReading, setReading] = useState(false);
  useEffect(() => {
    const place = top.current;
    if (place === null) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (entry !== undefined) setReading(!entry.isIntersecting && entry.boundingClientRect.top < 0);
    });
    observer.observe(place);
    return () => observer.disconnect();
  }, []);
  return { top, isReading };
}
