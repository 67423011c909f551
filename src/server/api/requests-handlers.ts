// The requests that have been: a page, one with its story, a file of them.

import type { z } from "zod";

import {
  exportRequests,
  getRequest,
  listRequests,
  requestOptions,
  summarizeFailures,
} from "../../../contract/requests.ts";
import type { PriceTable } from "../../domain/price.ts";
import type { RequestRecord } from "../../domain/request-record.ts";
import type { RequestCursor } from "../../domain/request-search.ts";
import type { Role } from "../../domain/sign-in.ts";
import { type FailureCause, failureCauses } from "../../management/requests/failure-causes.ts";
import {
  allRequests,
  type FindDeps,
  type FindQuestion,
  findRequests,
  requestOptions as optionsOf,
} from "../../management/requests/find-requests.ts";
import type { Api } from "./api-app.ts";
import type { ApiContext } from "./api-env.ts";
import { ApiFault } from "./api-fault.ts";
import { csvAnswer, csvLine, type CsvValue } from "./csv.ts";
import { instantOf } from "./instants.ts";
import { detailsOfRequest, viewOfRequest } from "./request-view.ts";

export interface RequestsDeps extends FindDeps {
  /** The newest state, written or not; null where there is none. */
  find(id: string): Promise<RequestRecord | null>;
  prices(): PriceTable;
}

export function serveRequests({ serve }: Api, deps: RequestsDeps): void {
  serve(listRequests, async (context) => {
    const { limit = 50, cursor, ...filters } = context.req.valid("query");
    const after = cursor === undefined ? null : placeOf(cursor);
    const { records, next } = await findRequests(questionOf(filters), { limit, after }, deps);
    const role = roleOf(context);
    return context.json(
      {
        requests: records.map((record) => viewOfRequest(record, role)),
        next_cursor: next === null ? null : cursorOf(next),
      },
      200,
    );
  });

  serve(requestOptions, async (context) => {
    const options = await optionsOf(deps);
    return context.json(
      {
        accounts: [...options.accounts],
        client_keys: [...options.clientKeys],
        providers: [...options.providers],
        models: [...options.models],
        routes: [...options.routes],
        error_codes: [...options.errorCodes],
        outcomes: [...options.verdicts],
      },
      200,
    );
  });

  serve(summarizeFailures, async (context) => {
    const { causes, counted, isComplete } = await failureCauses(questionOf(context.req.valid("query")), deps);
    return context.json({ causes: causes.map(viewOfCause), counted, complete: isComplete }, 200);
  });

  serve(getRequest, async (context) => {
    const { request_id: id } = context.req.valid("param");
    const record = await deps.find(id);
    if (record === null) throw new ApiFault("request_not_found", `There is no record of ${id}: it may be too old`);
    return context.json(detailsOfRequest(record, roleOf(context), deps.prices()), 200);
  });

  serve(exportRequests, (context) =>
    csvAnswer("requests.csv", csvOf(questionOf(context.req.valid("query")), roleOf(context), deps)),
  );
}

function viewOfCause({ errorCode, verdict, count, latest, accounts }: FailureCause) {
  const { id, startedAt, status, errorMessage: message } = latest;
  return {
    error_code: errorCode,
    outcome: verdict,
    count,
    latest: { id, at: instantOf(startedAt), status, message },
    accounts: accounts.map((account) => ({ account_id: account.id, label: account.label, count: account.count })),
  };
}

type Filters = z.output<(typeof exportRequests)["request"]["query"]>;

function questionOf(filters: Filters): FindQuestion {
  return {
    from: epochMs(filters.from),
    to: epochMs(filters.to),
    accountIds: filters.account_id ?? [],
    clientKeys: filters.client_key ?? [],
    providers: filters.provider ?? [],
    models: filters.model ?? [],
    verdicts: filters.outcome ?? [],
    route: filters.route ?? null,
    errorCode: filters.error_code ?? null,
    leastMs: filters.min_ms ?? null,
    text: filters.search ?? null,
  };
}

function epochMs(instant: string | undefined): number | null {
  return instant === undefined ? null : Date.parse(instant);
}

function roleOf(context: ApiContext): Role {
  return context.get("session")?.role ?? "viewer";
}

function cursorOf({ startedAt, id }: RequestCursor): string {
  return Buffer.from(`${startedAt} ${id}`).toString("base64url");
}

function placeOf(cursor: string): RequestCursor {
  const [, startedAt, id] = /^(\d{1,15}) (.{1,100})$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (startedAt === undefined || id === undefined) {
    throw new ApiFault("invalid_cursor", "cursor: is none of this list's; begin without one");
  }
  return { startedAt: Number(startedAt), id };
}

type Row = Omit<ReturnType<typeof viewOfRequest>, "tokens">;

const COLUMNS = [
  "id",
  "started_at",
  "outcome",
  "status",
  "error_code",
  "error_message",
  "route",
  "transport",
  "dialect",
  "streamed",
  "client_key",
  "user_agent",
  "model_asked",
  "model_served",
  "provider",
  "account_id",
  "account_label",
  "attempt_count",
  "why",
  "first_byte_ms",
  "total_ms",
  "cost_usd",
] as const satisfies readonly (keyof Row)[];
const TOKENS = ["input", "cached_input", "cache_write", "output", "reasoning"] as const;
const PIECE = 500;

/** A piece at a time, as it is read: a million requests are never in memory together. */
async function* csvOf(question: FindQuestion, role: Role, deps: RequestsDeps): AsyncGenerator<string> {
  yield csvLine([...COLUMNS, ...TOKENS.map((kind) => `${kind}_tokens`)]);
  for await (const records of allRequests(question, PIECE, deps)) {
    if (records.length > 0) yield records.map((record) => csvLine(csvRow(record, role))).join("");
  }
}

function csvRow(record: RequestRecord, role: Role): readonly CsvValue[] {
  const { tokens, ...row } = viewOfRequest(record, role);
  return [...COLUMNS.map((name) => row[name]), ...TOKENS.map((kind) => tokens?.[kind] ?? null)];
}
