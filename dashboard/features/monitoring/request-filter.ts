// Which requests a search means: as the call asks for them, and for those that arrive while one looks.

import type { Answer, Input } from "../../../contract/client.ts";
import type { MonitoringSearch } from "./monitoring-search.ts";

export type Request = Answer<"get", "/api/requests">["requests"][number];
export type RequestQuery = NonNullable<Input<"get", "/api/requests/failures">["query"]>;

const MINUTE_MS = 60_000;
const RANGE_MS = {
  "15m": 15 * MINUTE_MS,
  "1h": 60 * MINUTE_MS,
  "24h": 24 * 60 * MINUTE_MS,
  "7d": 7 * 24 * 60 * MINUTE_MS,
  "30d": 30 * 24 * 60 * MINUTE_MS,
} as const;
/** The call's limits. */
const LEAST_SEARCH = 1;
const MOST_SEARCH = 100;
const LEAST_ID = 12;

/** `now` in epoch ms; a range begins so long before it. */
export function queryOf(search: MonitoringSearch, now: number): RequestQuery {
  const { account, provider, model, key, outcome, code, route, slow } = search;
  const from = search.from ?? (search.range === undefined ? undefined : instantBefore(now, RANGE_MS[search.range]));
  const text = textOf(search);
  const given = {
    from,
    to: search.to,
    account_id: account,
    provider,
    model,
    client_key: key,
    outcome,
    error_code: code,
    route,
    min_ms: slow,
    search: text,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as RequestQuery;
}

/** Whether a request that has just ended belongs to what is looked at. */
export function matches(request: Request, search: MonitoringSearch): boolean {
  const { account, provider, model, key, outcome, code, route, slow = 0, from, to } = search;
  const at = Date.parse(request.started_at);
  return (
    isAmong(request.account_id, account) &&
    isAmong(request.provider, provider) &&
    isAmong(request.model_served, model) &&
    isAmong(request.client_key, key) &&
    isAmong(request.outcome, outcome) &&
    (code === undefined || request.error_code === code) &&
    (route === undefined || request.route === route) &&
    (request.total_ms ?? 0) >= slow &&
    (from === undefined || at >= Date.parse(from)) &&
    (to === undefined || at < Date.parse(to)) &&
    holds(request, textOf(search))
  );
}

/** How many of the filters narrow the list; the open story is none. */
export function filterCount(search: MonitoringSearch): number {
  return Object.entries(search).filter(([name, value]) => name !== "request" && value !== undefined).length;
}

function isAmong<Value extends string>(value: Value | null, wanted: readonly string[] | undefined): boolean {
  return wanted === undefined || wanted.length === 0 || (value !== null && wanted.includes(value));
}

/** As the call looks a text up: ids by their beginning, names and errors by any part. */
function holds(request: Request, text: string | undefined): boolean {
  if (text === undefined) return true;
  if (text.length >= LEAST_ID && request.id.startsWith(text)) return true;
  const word = text.toLowerCase();
  const names = [request.model_served, request.account_label, request.error_code, request.error_message];
  return names.some((name) => name?.toLowerCase().includes(word) ?? false);
}

function textOf({ q = "" }: MonitoringSearch): string | undefined {
  const text = q.trim().slice(0, MOST_SEARCH);
  return text.length >= LEAST_SEARCH ? text : undefined;
}

function instantBefore(now: number, ms: number): string {
  return new Date(now - ms).toISOString();
}
