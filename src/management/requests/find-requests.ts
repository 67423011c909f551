// Looking through the requests that have been: what a searched text may mean is found out first, from names that are few.

import {
  type RequestCursor,
  type RequestFilter,
  type RequestPage,
  type RequestSearch,
  type SearchTerms,
  VERDICTS,
} from "../../domain/request-search.ts";
import type { Clock } from "../../domain/ports.ts";
import type { UsageHistory } from "../../domain/usage-history.ts";
import type { LiveAccount } from "../../pool/live-account.ts";
import { accountLabels } from "../usage/read-usage.ts";

export interface FindDeps {
  readonly clock: Pick<Clock, "now">;
  readonly search: RequestSearch;
  readonly history: Pick<UsageHistory, "names">;
  accounts(): readonly LiveAccount[];
  /** Writes what has ended a moment ago. */
  flush(): Promise<void>;
  /** How long records are kept, ms. */
  keptMs(): number;
}

export interface FindQuestion extends Omit<RequestFilter, "search"> {
  /** As typed; null for none. */
  readonly text: string | null;
}

export interface PageAt {
  readonly limit: number;
  readonly after: RequestCursor | null;
}

export async function findRequests(
  { text, ...filter }: FindQuestion,
  page: PageAt,
  deps: FindDeps,
): Promise<RequestPage> {
  await deps.flush();
  return deps.search.page({ ...filter, search: text === null ? null : await termsOf(text, deps) }, page);
}

/** Pages from the newest to the oldest; the text is looked up once. */
export async function* allRequests(
  { text, ...filter }: FindQuestion,
  limit: number,
  deps: FindDeps,
): AsyncGenerator<RequestPage["records"]> {
  await deps.flush();
  const search = text === null ? null : await termsOf(text, deps);
  let after: RequestCursor | null = null;
  do {
    const page: RequestPage = await deps.search.page({ ...filter, search }, { limit, after });
    yield page.records;
    after = page.next;
  } while (after !== null);
}

export interface RequestOptions {
  readonly accounts: readonly { readonly value: string; readonly label: string }[];
  readonly clientKeys: readonly string[];
  readonly providers: readonly string[];
  readonly models: readonly string[];
  readonly routes: readonly string[];
  readonly errorCodes: readonly string[];
  readonly verdicts: typeof VERDICTS;
}

/** What was seen as long as records are kept. */
export async function requestOptions(deps: FindDeps): Promise<RequestOptions> {
  const since = deps.clock.now() - deps.keptMs();
  const namesOf = async (scope: Parameters<UsageHistory["names"]>[0]): Promise<readonly string[]> =>
    (await deps.history.names(scope, since)).filter((name) => name !== "");
  const ids = await namesOf("account");
  const labels = await labelsOf(ids, deps);
  return {
    accounts: ids
      .map((value) => ({ value, label: labels.get(value) ?? value }))
      .toSorted((a, b) => a.label.localeCompare(b.label) || (a.value < b.value ? -1 : 1)),
    clientKeys: await namesOf("key"),
    providers: await namesOf("provider"),
    models: await namesOf("model"),
    routes: await namesOf("route"),
    errorCodes: await namesOf("error"),
    verdicts: VERDICTS,
  };
}

/** Shorter beginnings of ids are those of all requests. */
const LEAST_ID = 12;

async function termsOf(text: string, deps: FindDeps): Promise<SearchTerms> {
  const since = deps.clock.now() - deps.keptMs();
  const wanted = text.toLowerCase();
  const ids = await deps.history.names("account", since);
  const labels = await labelsOf(ids, deps);
  const models = await deps.history.names("model", since);
  return {
    errorText: text,
    idPrefix: text.length >= LEAST_ID && /^[\w-]+$/.test(text) ? text : null,
    accountIds: ids.filter(
      (id) => id !== "" && (id === text || (labels.get(id)?.toLowerCase().includes(wanted) ?? false)),
    ),
    models: models.filter((model) => model.toLowerCase().includes(wanted)),
  };
}

function labelsOf(ids: readonly string[], { search, accounts }: FindDeps): Promise<ReadonlyMap<string, string>> {
  return accountLabels(ids, { labels: search, accounts });
}
