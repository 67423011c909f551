// What was used, from roll-ups that outlive the records; and what it is reckoned at.

import { z } from "@hono/zod-openapi";

import { endpoint, jsonAnswer, jsonBody, textAnswer } from "./endpoint.ts";
import { instant } from "./shapes.ts";
import { latencyView, sums, sumsView } from "./usage-views.ts";

const query = z.strictObject({
  by: z.enum(["hour", "day", "account", "model", "key", "provider", "route"]),
  from: instant.optional().openapi({
    description: "Default: seven days before `to`. Rounded down: by time to a quarter of an hour, else to an hour.",
  }),
  to: instant.optional().openapi({ description: "Default: now. Rounded up likewise." }),
  latency: z.literal("names").optional().openapi({ description: "Asks for percentiles of each row as well." }),
  timezone: z.string().max(64).optional().openapi({
    description: "Where days and hours begin, e.g. `Europe/Berlin`. Default UTC.",
    example: "Europe/Berlin",
  }),
});

const row = z
  .object({
    name: z.string().openapi({
      description:
        "The day (`2026-03-04`), the hour's beginning, an account's id, a model, ...; empty for requests without one.",
    }),
    label: z.string().openapi({ description: "For people: an account's label; else as `name`." }),
    ...sums,
    latency: latencyView.nullable().openapi({
      description:
        "Of its newest 400 requests in this time that are remembered. null without `latency=names`, by hour and day, and beyond the 40 most frequent names.",
    }),
  })
  .openapi("UsageRow");

export const getUsage = endpoint({
  method: "get",
  path: "/api/usage",
  tag: "Usage",
  summary: "Sums of requests by time or by what they have in common",
  access: "viewer",
  action: null,
  request: { query },
  answer: jsonAnswer(
    z
      .object({
        by: z.string(),
        from: instant,
        to: instant,
        timezone: z.string(),
        total: sumsView,
        latency: latencyView,
        rows: z.array(row).openapi({ description: "Days and hours in order, gaps filled; names by requests." }),
      })
      .openapi("Usage"),
  ),
});

export const exportUsage = endpoint({
  method: "get",
  path: "/api/usage.csv",
  tag: "Usage",
  summary: "The same as a file for spreadsheets",
  access: "viewer",
  action: null,
  request: { query },
  answer: textAnswer("text/csv", "A line a row; the first line names the columns."),
});

const price = z
  .object({
    model: z.string().openapi({ description: "A name, or the beginning of names with * after it." }),
    source: z.enum(["built_in", "config"]),
    input: z.number(),
    cached_input: z.number(),
    cache_write: z.number(),
    output: z.number(),
  })
  .openapi("Price", { description: "US dollars per million tokens." });

const pricesView = z
  .object({
    as_of: z.string().openapi({ description: "The day the built-in prices were read." }),
    prices: z.array(price).openapi({ description: "Those of config.yaml first, which come first." }),
    unpriced_models: z.array(z.string()).openapi({ description: "Used lately, and of no known price." }),
  })
  .openapi("Prices");

export const getPrices = endpoint({
  method: "get",
  path: "/api/prices",
  tag: "Usage",
  summary: "The prices that costs are reckoned at, and the models that have none",
  access: "viewer",
  action: null,
  answer: jsonAnswer(pricesView),
});

const usd = z.number().min(0).max(1_000_000);

export const putPrice = endpoint({
  method: "put",
  path: "/api/prices",
  tag: "Usage",
  summary: "Set a model's price in config.yaml, or take it back: it counts for requests that end from then on",
  access: "operator",
  action: "price.change",
  request: {
    body: jsonBody(
      z.strictObject({
        model: z.string().trim().min(1).max(200).openapi({ description: "A name, or the beginning of names with *." }),
        price: z
          .strictObject({
            input: usd,
            output: usd,
            cached_input: usd.nullable().optional().openapi({ description: "Default: what input costs." }),
            cache_write: usd.nullable().optional().openapi({ description: "Default: what input costs." }),
          })
          .nullable()
          .openapi({
            description: "null takes the price of config.yaml back: the built-in one counts, if there is one.",
          }),
      }),
    ),
  },
  answer: jsonAnswer(pricesView),
  errors: ["price_not_found", "config_not_written"],
});
