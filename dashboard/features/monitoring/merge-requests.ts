// What was read in pages and what has arrived since, as one list.

import type { Request } from "./request-filter.ts";

export interface Loaded {
  /** Newest first. */
  readonly pages: readonly (readonly Request[])[];
  /** Older ones are still to be read. */
  readonly hasMore: boolean;
}

/** Newest first, each once; of a request that stands in both, the arrived one is the newer state. */
export function mergeRequests({ pages, hasMore }: Loaded, arrived: readonly Request[]): readonly Request[] {
  if (arrived.length === 0) return pages.flat();
  const newest = new Map<string, Request>();
  for (const request of arrived) newest.set(request.id, request);
  const queue = [...newest.values()].toSorted((a, b) => (isNewer(a, b) ? -1 : 1));
  const merged: Request[] = [];
  let next = 0;
  for (const page of pages) {
    for (const row of page) {
      if (newest.has(row.id)) continue;
      for (let first = queue[next]; first !== undefined && isNewer(first, row); first = queue[next]) {
        merged.push(first);
        next += 1;
      }
      merged.push(row);
    }
  }
  // What is older than all that was read comes with its page.
  return hasMore && merged.length > 0 ? merged : [...merged, ...queue.slice(next)];
}

/** Instants of one form sort as text. */
function isNewer(a: Request, b: Request): boolean {
  return a.started_at > b.started_at || (a.started_at === b.started_at && a.id > b.id);
}
