// What was used, its file, and the prices.

import type { z } from "zod";

import { exportUsage, getPrices, getUsage, putPrice } from "../../../contract/usage.ts";
import { type ModelPrice, type PriceTable, priceOf } from "../../domain/price.ts";
import type { Clock } from "../../domain/ports.ts";
import { UNKNOWN_MODEL } from "../../domain/usage-totals.ts";
import { readUsage, type UsageDeps, type UsageReport, type UsageRow } from "../../management/usage/read-usage.ts";
import type { ConfigDocument } from "../../config/config-document.ts";
import { changePrice } from "../../management/prices/change-price.ts";
import type { Api } from "./api-app.ts";
import { ApiFault } from "./api-fault.ts";
import { csvAnswer, csvLine, type CsvValue } from "./csv.ts";
import { instantOf } from "./instants.ts";
import { viewOfLatency, viewOfSums } from "./sums-view.ts";

export interface UsageHandlersDeps extends UsageDeps {
  readonly clock: Pick<Clock, "now">;
  readonly document: Pick<ConfigDocument, "edit">;
  prices(): PriceTable;
  /** Writes what has ended a moment ago. */
  flush(): Promise<void>;
}

type Query = z.output<(typeof getUsage)["request"]["query"]>;
type PricesView = z.output<(typeof getPrices)["responses"][200]["content"]["application/json"]["schema"]>;
type GivenPrice = NonNullable<
  z.output<(typeof putPrice)["request"]["body"]["content"]["application/json"]["schema"]>["price"]
>;
type Report = Extract<UsageReport, { kind: "report" }>;

const WEEK_MS = 7 * 86_400_000;

export function serveUsage({ serve }: Api, deps: UsageHandlersDeps): void {
  serve(getUsage, async (context) => {
    const { by } = context.req.valid("query");
    const { range, timezone, total, latency, rows } = await report(context.req.valid("query"), deps);
    return context.json(
      {
        by,
        from: instantOf(range.from),
        to: instantOf(range.to),
        timezone,
        total: viewOfSums(total),
        latency: viewOfLatency(latency),
        rows: rows.map(({ name, label, latency: ofName, ...sums }) => ({
          ...{ name, label, ...viewOfSums(sums) },
          latency: ofName === null ? null : viewOfLatency(ofName),
        })),
      },
      200,
    );
  });

  serve(exportUsage, async (context) => {
    const { by } = context.req.valid("query");
    const { rows } = await report(context.req.valid("query"), deps);
    return csvAnswer(`usage-by-${by}.csv`, [csvLine([by, ...COLUMNS]), ...rows.map((row) => csvLine(csvRow(row)))]);
  });

  serve(getPrices, async (context) => context.json(await viewOfPrices(deps), 200));

  serve(putPrice, async (context) => {
    const { model, price } = context.req.valid("json");
    const changed = await changePrice({ model, price: price === null ? null : priceIn(price) }, deps.document);
    switch (changed.kind) {
      case "changed":
        context.set("auditSubject", model);
        return context.json(await viewOfPrices(deps), 200);
      case "not_found":
        throw new ApiFault("price_not_found", `config.yaml has no price of ${model}`);
      case "refused":
        throw new ApiFault(
          "config_not_written",
          `config.yaml could not be changed: ${changed.message ?? changed.error}`,
        );
      case "not_written":
        throw new ApiFault("config_not_written", `config.yaml could not be changed: ${changed.reason}`);
    }
  });
}

async function viewOfPrices({ prices, history, clock }: UsageHandlersDeps): Promise<PricesView> {
  const table = prices();
  const used = await history.names("model", clock.now() - WEEK_MS);
  const listed = (models: Readonly<Record<string, ModelPrice>>, source: "config" | "built_in") =>
    Object.entries(models).map(([model, price]) => ({ model, source, ...viewOfPrice(price) }));
  return {
    as_of: table.asOf,
    prices: [...listed(table.own ?? {}, "config"), ...listed(table.models, "built_in")],
    unpriced_models: used.filter((model) => model !== UNKNOWN_MODEL && priceOf(table, model) === null),
  };
}

function priceIn({ input, output, cached_input, cache_write }: GivenPrice): ModelPrice {
  return {
    input,
    output,
    cachedInput: cached_input ?? input,
    ...(cache_write == null ? {} : { cacheWrite: cache_write }),
  };
}

async function report(query: Query, deps: UsageHandlersDeps): Promise<Report> {
  await deps.flush();
  const to = query.to === undefined ? deps.clock.now() : Date.parse(query.to);
  const from = query.from === undefined ? to - WEEK_MS : Date.parse(query.from);
  const read = await readUsage(
    { by: query.by, from, to, timezone: query.timezone ?? "UTC", withLatency: query.latency === "names" },
    deps,
  );
  switch (read.kind) {
    case "report":
      return read;
    case "unknown_timezone":
      throw new ApiFault(
        "validation_error",
        `timezone: there is no '${query.timezone}'; it must be a name like Europe/Berlin`,
      );
    case "wrong_range":
      throw new ApiFault("validation_error", read.reason);
  }
}

function viewOfPrice({ input, cachedInput, cacheWrite, output }: ModelPrice) {
  return { input, cached_input: cachedInput, cache_write: cacheWrite ?? input, output };
}

const COLUMNS = [
  "label",
  "requests",
  "failures",
  "cancelled",
  "input_tokens",
  "cached_input_tokens",
  "cache_write_tokens",
  "output_tokens",
  "reasoning_tokens",
  "cost_usd",
  "unpriced_requests",
  "average_first_byte_ms",
  "average_total_ms",
  "p50_first_byte_ms",
  "p95_first_byte_ms",
  "p50_total_ms",
  "p95_total_ms",
];

function csvRow({ name, label, latency, ...sums }: UsageRow): readonly CsvValue[] {
  const { requests, failures, cancelled, tokens, ...more } = viewOfSums(sums);
  return [
    ...[name, label, requests, failures, cancelled],
    ...[tokens.input, tokens.cached_input, tokens.cache_write, tokens.output, tokens.reasoning],
    ...[more.cost_usd, more.unpriced_requests, more.average_first_byte_ms, more.average_total_ms],
    ...[latency?.firstByte.p50Ms ?? null, latency?.firstByte.p95Ms ?? null],
    ...[latency?.total.p50Ms ?? null, latency?.total.p95Ms ?? null],
  ];
}
