// A filter of requests in SQL: conditions that an index leads to, and conditions on what it leads to.

import { type RawBuilder, sql } from "kysely";

import {
  PACE_CODES,
  QUOTA_CODES,
  type RequestFilter,
  type SearchTerms,
  type Verdict,
} from "../domain/request-search.ts";
import type { NameOf } from "../domain/usage-history.ts";
import { indexedText } from "./clean-text.ts";

export type Condition = RawBuilder<boolean>;

/** One way to requests that fit: along an index, newest first. */
export interface Lane {
  /** Equalities of one index; null: along the time. */
  readonly lead: Condition | null;
  /** What else has to hold. */
  readonly rest: readonly Condition[];
}

/** Lanes beyond this are not worth their index: one along the time looks at everybody. */
const MOST_LANES = 32;

/** The lanes that together lead to every request of the filter, some to the same one. */
export function lanesOf(filter: RequestFilter): readonly Lane[] {
  const dimensions = dimensionsOf(filter);
  const leading = dimensions
    .filter(({ leads }) => leads.length > 0 && leads.length <= MOST_LANES)
    .toSorted((a, b) => a.rank - b.rank)[0];
  const rest = dimensions.filter((dimension) => dimension !== leading).map(({ whole }) => whole);
  if (leading === undefined) return [{ lead: null, rest }];
  return leading.leads.map(({ lead, also }) => ({ lead, rest: [...also, ...rest] }));
}

interface Dimension {
  /** The most telling leads: what few requests have in common comes first. */
  readonly rank: number;
  /** Each leads along an index of its own; [] where there is none. */
  readonly leads: readonly { readonly lead: Condition; readonly also: readonly Condition[] }[];
  /** The dimension as a condition. */
  readonly whole: Condition;
}

function dimensionsOf(filter: RequestFilter): readonly Dimension[] {
  const { search, leastMs, verdicts } = filter;
  const errorCodes = filter.errorCode === null ? [] : [filter.errorCode];
  const routes = filter.route === null ? [] : [filter.route];
  return [
    ...(search === null ? [] : [searched(search)]),
    ...oneOf(1, errorCodes, hasErrorCode),
    ...oneOf(2, filter.clientKeys, hasClientKey),
    ...oneOf(3, filter.accountIds, hasAccount),
    ...oneOf(4, filter.models, hasModel),
    ...(verdicts.length === 0 ? [] : [ended(verdicts)]),
    ...oneOf(6, filter.providers, hasProvider),
    ...oneOf(7, routes, hasRoute),
    ...(leastMs === null ? [] : [{ rank: 8, leads: [], whole: sql<boolean>`total_ms >= ${Math.ceil(leastMs)}` }]),
  ];
}

const hasErrorCode = (code: string): Condition =>
  sql<boolean>`(error_code is not null and substr(error_code, 1, 200) = ${indexedText(code)})`;
const hasClientKey = (key: string): Condition =>
  sql<boolean>`(client_key is not null and substr(client_key, 1, 200) = ${indexedText(key)})`;
const hasAccount = (id: string): Condition => sql<boolean>`account_id = ${id}`;
const hasProvider = (provider: string): Condition => sql<boolean>`provider = ${provider}`;
const hasRoute = (route: string): Condition => sql<boolean>`substr(route, 1, 200) = ${indexedText(route)}`;
const hasModel = (model: string): Condition => sql<boolean>`substr(model_served, 1, 200) = ${indexedText(model)}`;

/** Requests of one name of a way of summing: each has an index of its own. */
export function isOfName({ scope, name }: NameOf): Condition {
  switch (scope) {
    case "account":
      return hasAccount(name);
    case "model":
      // A model that nobody was asked for is summed as unknown.
      return sql<boolean>`(${hasModel(name)} and provider is not null)`;
    case "key":
      return hasClientKey(name);
    case "provider":
      return hasProvider(name);
    case "route":
      return hasRoute(name);
  }
}

function oneOf(
  rank: number,
  values: readonly string[],
  conditionOf: (value: string) => Condition,
): readonly Dimension[] {
  if (values.length === 0) return [];
  const conditions = [...new Set(values)].map(conditionOf);
  return [{ rank, leads: conditions.map((lead) => ({ lead, also: [] })), whole: anyOf(conditions) }];
}

/** What went well is nearly all there is, and in no index: asked for alone or beside others it is looked for along the time. */
function ended(verdicts: readonly Verdict[]): Dimension {
  const leads = verdicts.includes("ok")
    ? []
    : verdicts.map((verdict) => ({ lead: endedAs(verdict), also: restOf(verdict) }));
  const whole = anyOf(verdicts.map((verdict) => allOf([endedAs(verdict), ...restOf(verdict)])));
  return { rank: 5, leads, whole };
}

/** As the index says it: literals, so that the planner sees the likeness. */
function endedAs(verdict: Verdict): Condition {
  const outcome = verdict === "rate_limit" || verdict === "quota" ? "error" : verdict;
  if (outcome === "ok") return sql<boolean>`outcome = 'ok'`;
  return sql<boolean>`(outcome <> 'ok' and outcome = ${sql.lit(outcome)})`;
}

function restOf(verdict: Verdict): readonly Condition[] {
  switch (verdict) {
    case "quota":
      return [sql<boolean>`error_code in (${sql.join(QUOTA_CODES)})`];
    case "rate_limit":
      return [sql<boolean>`error_code in (${sql.join(PACE_CODES)})`];
    case "error":
      return [sql<boolean>`(error_code is null or error_code not in (${sql.join([...QUOTA_CODES, ...PACE_CODES])}))`];
    case "ok":
    case "cancelled":
    case "interrupted":
    case "open":
      return [];
  }
}

/** Each meaning of the text is a lane; those who failed are looked through for it, the rest never. */
function searched({ errorText, idPrefix, accountIds, models }: SearchTerms): Dimension {
  const pattern = `%${errorText.toLowerCase().replace(/[\\%_]/g, String.raw`\$&`)}%`;
  const text = sql<boolean>`(lower(error_message) like ${pattern} escape '\\' or lower(error_code) like ${pattern} escape '\\')`;
  const failed = (["error", "interrupted", "cancelled"] as const).map((verdict) => ({
    lead: endedAs(verdict),
    also: [text],
  }));
  const named = [
    ...accountIds.map((id) => sql<boolean>`account_id = ${id}`),
    ...models.map(hasModel),
    ...(idPrefix === null ? [] : [sql<boolean>`(id >= ${idPrefix} and id < ${`${idPrefix}~`})`]),
  ];
  return {
    rank: 0,
    leads: [...failed, ...named.map((lead) => ({ lead, also: [] }))],
    whole: anyOf([text, ...named]),
  };
}

function anyOf(conditions: readonly Condition[]): Condition {
  return sql<boolean>`(${sql.join(conditions, sql` or `)})`;
}

export function allOf(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? sql<boolean>`1 = 1` : sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}
