// The requests that a search means, newest first: read page by page as one scrolls, and live at the top.

import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";
import { onEvent } from "../../lib/events.ts";
import { mergeRequests } from "./merge-requests.ts";
import type { MonitoringSearch } from "./monitoring-search.ts";
import { matches, queryOf, type Request } from "./request-filter.ts";

type Page = Answer<"get", "/api/requests">;

/** Rows of a page. */
const PAGE_SIZE = 500;
/** Beyond this the list is read anew: a page that is open for days does not grow without end. */
const MOST_ARRIVED = 5000;

export interface RequestList {
  readonly requests: readonly Request[];
  /** How many have arrived and are not shown yet. */
  readonly held: number;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly hasMore: boolean;
  /** Reads older ones, unless it is being done. */
  more(): void;
  retry(): void;
}

/** While `hold`, what arrives is kept back, so that nothing moves under the reader's eyes. */
export function useRequestList(search: MonitoringSearch, hold: boolean): RequestList {
  // Where a range begins is settled once, or every page would ask for another list.
  const [openedAt] = useState(() => Date.now());
  const filterKey = JSON.stringify({ ...search, request: undefined });
  const query = useMemo(() => queryOf(JSON.parse(filterKey) as MonitoringSearch, openedAt), [filterKey, openedAt]);
  const client = useQueryClient();
  const queryKey = useMemo(() => ["request-list", query], [query]);
  const read = useInfiniteQuery<Page, Error, InfiniteData<Page>, typeof queryKey, string | undefined>({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      api.call("get", "/api/requests", { query: { ...query, limit: PAGE_SIZE, cursor: pageParam } }, signal),
    initialPageParam: undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    // Nothing is compared row by row: that would cost more with every page. What is new arrives by events.
    structuralSharing: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const latest = useCallback(
    () => api.call("get", "/api/requests", { query: { ...query, limit: PAGE_SIZE } }).then(({ requests }) => requests),
    [query],
  );
  const { arrived, held, clear } = useArrivals({ filters: filterKey, hold, latest });
  useEffect(() => {
    if (arrived.length <= MOST_ARRIVED) return;
    clear();
    void client.resetQueries({ queryKey });
  }, [arrived.length, clear, client, queryKey]);
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = read;
  const requests = useMemo(
    () =>
      data === undefined
        ? []
        : mergeRequests({ pages: data.pages.map((page) => page.requests), hasMore: hasNextPage }, arrived),
    [data, hasNextPage, arrived],
  );
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return {
    requests,
    held,
    isPending: read.isPending,
    error: read.error,
    hasMore: hasNextPage,
    more,
    retry: () => void read.refetch(),
  };
}

interface Arriving {
  /** As JSON: another one begins anew. */
  readonly filters: string;
  readonly hold: boolean;
  /** The newest ones, read where a burst has left some out. */
  latest(): Promise<readonly Request[]>;
}

interface Arrivals {
  readonly arrived: readonly Request[];
  /** Kept back. */
  readonly held: readonly Request[];
}

const NONE: Arrivals = { arrived: [], held: [] };

function useArrivals({ filters, hold, latest }: Arriving) {
  const [state, setState] = useState(NONE);
  const isHolding = useRef(hold);
  const clear = useCallback(() => setState(NONE), []);
  useEffect(() => clear, [filters, clear]);
  useEffect(() => {
    isHolding.current = hold;
    if (!hold) setState(released);
  }, [hold]);
  useEffect(() => {
    const search = JSON.parse(filters) as MonitoringSearch;
    let isOver = false;
    const take = (items: readonly Request[]): void => {
      const fitting = items.filter((item) => matches(item, search));
      if (isOver || fitting.length === 0) return;
      setState(({ arrived, held }) =>
        isHolding.current
          ? { arrived, held: [...held, ...fitting].slice(-MOST_ARRIVED - 1) }
          : { arrived: [...arrived, ...fitting], held },
      );
    };
    const stop = onEvent(({ kind, data }) => {
      if (kind !== "request_finished") return;
      const { items, omitted } = data as { readonly items: readonly Request[]; readonly omitted: number };
      if (omitted === 0) take(items);
      else latest().then(take, () => take(items));
    });
    return () => {
      isOver = true;
      stop();
    };
  }, [filters, latest]);
  return { arrived: state.arrived, held: state.held.length, clear };
}

function released(state: Arrivals): Arrivals {
  return state.held.length === 0 ? state : { arrived: [...state.arrived, ...state.held], held: [] };
}
