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
import { UNKNOWN_MODEL } from "../domain/usage-totals.ts";
import { indexedText } from "./clean-text.ts";

export type Condition = RawBuilder<boolean>;

/** One way to requests that fit, newest first. */
export interface Lane {
  /** Equalities of an index of what went wrong, or of ids; null: along the time, whose index holds all that is looked at. */
  readonly lead: Condition | null;
  /** What else has to hold. */
  readonly rest: readonly Condition[];
  /** What fits has one name of each of these. */
  readonly named: readonly Names[];
}

export interface Names {
  readonly scope: NameOf["scope"];
  readonly names: readonly string[];
}

/** The lanes that together lead to every request of the filter, some to the same one. */
export function lanesOf(filter: RequestFilter): readonly Lane[] {
  const dimensions = dimensionsOf(filter);
  const named = dimensions.flatMap((dimension) => dimension.named ?? []);
  const leading = dimensions.find(({ leads }) => leads !== undefined);
  const rest = dimensions.filter((dimension) => dimension !== leading).map(({ whole }) => whole);
  const lanes = (leading?.leads ?? [{ lead: null, rest: [], named: [] }]).map((lane) => ({
    lead: lane.lead,
    rest: [...lane.rest, ...rest],
    named: [...lane.named, ...named],
  }));
  const isNamed = lanes.some((lane) => lane.named.length > 0);
  return isNamed ? [stillOpen(dimensions.map(({ whole }) => whole)), ...lanes] : lanes;
}

/** Names tell of what has ended. It goes first: what ends meanwhile is found by another lane. */
function stillOpen(rest: readonly Condition[]): Lane {
  return { lead: endedAs("open"), rest, named: [] };
}

interface Dimension {
  /** Lanes that lead to every request of it; undefined where none is shorter than the time. */
  readonly leads?: readonly Lane[];
  /** The dimension as a condition. */
  readonly whole: Condition;
  readonly named?: Names;
}

/** What few requests have in common comes first. */
function dimensionsOf(filter: RequestFilter): readonly Dimension[] {
  const { search, leastMs, verdicts, errorCode } = filter;
  const routes = filter.route === null ? [] : [filter.route];
  return [
    ...(search === null ? [] : [searched(search)]),
    ...(errorCode === null ? [] : [withErrorCode(errorCode)]),
    ...(verdicts.length === 0 ? [] : [ended(verdicts)]),
    ...oneOf("key", filter.clientKeys),
    ...oneOf("account", filter.accountIds),
    ...oneOf("model", filter.models),
    ...oneOf("provider", filter.providers),
    ...oneOf("route", routes),
    ...(leastMs === null ? [] : [{ whole: sql<boolean>`total_ms >= ${Math.ceil(leastMs)}` }]),
  ];
}

/** Where a record has the names that it is summed under. */
const COLUMNS: Readonly<Record<NameOf["scope"], RawBuilder<unknown>>> = {
  account: sql`substr(account_id, 1, 200)`,
  provider: sql`substr(provider, 1, 200)`,
  key: sql`substr(client_key, 1, 200)`,
  model: sql`substr(model_served, 1, 200)`,
  route: sql`substr(route, 1, 200)`,
};

function hasOneOf(scope: NameOf["scope"], names: readonly string[]): Condition {
  return sql<boolean>`${COLUMNS[scope]} in (${sql.join(names.map(indexedText))})`;
}

/** Requests of one name of a way of summing. */
export function isOfName({ scope, name }: NameOf): Condition {
  const has = hasOneOf(scope, [name]);
  // A model that nobody was asked for is summed as unknown.
  return scope === "model" ? sql<boolean>`(${has} and provider is not null)` : has;
}

/** Of a way of summing it is the name itself. */
export function namesOf({ scope, name }: NameOf): Names {
  return { scope, names: [name] };
}

function oneOf(scope: NameOf["scope"], values: readonly string[]): readonly Dimension[] {
  if (values.length === 0) return [];
  const names = [...new Set(values)];
  return [{ whole: hasOneOf(scope, names), named: summedAs(scope, names) }];
}

/** The names that such requests are summed under. */
function summedAs(scope: NameOf["scope"], names: readonly string[]): Names {
  const cut = names.map(indexedText);
  return { scope, names: scope === "model" ? [...cut, UNKNOWN_MODEL] : cut };
}

/** As the index says it: with what is not null, so that the planner sees the likeness. */
function withErrorCode(code: string): Dimension {
  const whole = sql<boolean>`(error_code is not null and substr(error_code, 1, 200) = ${indexedText(code)})`;
  return { whole, leads: [{ lead: whole, rest: [], named: [] }] };
}

/** What went well is nearly all there is, and in no index: asked for alone or beside others it is looked for along the time. */
function ended(verdicts: readonly Verdict[]): Dimension {
  const whole = anyOf(verdicts.map((verdict) => allOf([endedAs(verdict), ...restOf(verdict)])));
  if (verdicts.includes("ok")) return { whole };
  return {
    whole,
    leads: verdicts.map((verdict) => ({ lead: endedAs(verdict), rest: restOf(verdict), named: [] })),
  };
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
    rest: [text],
    named: [],
  }));
  const named = [...oneOf("account", accountIds), ...oneOf("model", models)];
  const ids = idPrefix === null ? [] : [hasIdOf(idPrefix)];
  return {
    leads: [
      ...failed,
      ...named.map(({ whole, named: names }) => ({
        lead: null,
        rest: [whole],
        named: names === undefined ? [] : [names],
      })),
      ...ids.map((lead) => ({ lead, rest: [], named: [] })),
    ],
    whole: anyOf([text, ...named.map(({ whole }) => whole), ...ids]),
  };
}

/** Found by the id first, however long ago: so many begin alike at most. */
function hasIdOf(prefix: string): Condition {
  return sql<boolean>`id in (select id from request_records
    where id >= ${prefix} and id < ${`${prefix}~`} order by id desc limit 1000)`;
}

function anyOf(conditions: readonly Condition[]): Condition {
  return sql<boolean>`(${sql.join(conditions, sql` or `)})`;
}

export function allOf(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? sql<boolean>`1 = 1` : sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}
