// How a request that has been is shown: in a list, and with everything that is known of why.

import { z } from "@hono/zod-openapi";

import { VERDICTS } from "../src/domain/request-search.ts";
import { instant } from "./shapes.ts";

export const verdict = z.enum(VERDICTS).openapi("RequestOutcome", {
  description: "`rate_limit` and `quota` are errors that a refusal for pace or a used-up quota led to.",
});

export const tokensView = z
  .object({
    input: z.number().openapi({ description: "All input, cached included." }),
    cached_input: z.number(),
    cache_write: z.number(),
    output: z.number().openapi({ description: "All output, reasoning included." }),
    reasoning: z.number(),
  })
  .openapi("Tokens");

const ms = z.number().int();

export const requestView = z
  .object({
    id: z.string().openapi({ description: "What `x-switchyard-request-id` said." }),
    started_at: instant,
    outcome: verdict,
    status: z.number().int().openapi({ description: "HTTP status the client got; 0 while open, 499 where it left." }),
    error_code: z.string().nullable(),
    error_message: z.string().nullable(),
    route: z.string(),
    transport: z.enum(["http", "websocket"]),
    dialect: z.string(),
    streamed: z.boolean(),
    client_key: z.string().nullable().openapi({ description: "The key's name." }),
    user_agent: z.string().nullable().openapi({ description: "null for viewers." }),
    model_asked: z.string().nullable(),
    model_served: z.string().nullable(),
    provider: z.string().nullable(),
    account_id: z.string().nullable().openapi({ description: "The account that served, or the last one tried." }),
    account_label: z.string().nullable(),
    attempt_count: z.number().int(),
    why: z.string().nullable().openapi({ description: "The rule that chose the account." }),
    first_byte_ms: ms.nullable(),
    total_ms: ms.nullable(),
    tokens: tokensView.nullable(),
    cost_usd: z.number().nullable().openapi({ description: "null where the model has no known price." }),
  })
  .openapi("Request");

const exclusionView = z
  .object({ reason: z.string(), until: instant.nullable(), words: z.string() })
  .openapi("Exclusion", { description: "Why an account could not serve." });

const consideredView = z
  .object({
    account_id: z.string(),
    label: z.string(),
    excluded: exclusionView.nullable(),
    priority: z.number(),
    primary_used_percent: z.number().nullable(),
    secondary_used_percent: z.number().nullable(),
    in_flight: z.number().int(),
  })
  .openapi("ConsideredAccount");

const attemptView = z
  .object({
    account_id: z.string().nullable().openapi({ description: "null where nobody could be chosen." }),
    account_label: z.string().nullable(),
    provider: z.string().nullable(),
    model: z.string(),
    started_ms: ms.openapi({ description: "After the request's arrival." }),
    ended_ms: ms.nullable(),
    status: z.number().int().nullable().openapi({ description: "The upstream's; null where none came." }),
    failure: z.object({ kind: z.string(), code: z.string(), message: z.string() }).nullable(),
    decision: z.object({
      strategy: z.string(),
      rule: z.string(),
      chosen: z.string().nullable(),
      considered: z.array(consideredView).openapi({ description: "Of a large pool, some of them." }),
      omitted: z.number().int().openapi({ description: "Considered accounts that are not listed." }),
      ruled_out: z
        .record(z.string(), z.number().int())
        .openapi({ description: "All accounts, by what ruled them out." }),
    }),
  })
  .openapi("Attempt");

const costView = z
  .object({
    input_usd: z.number(),
    cached_input_usd: z.number(),
    cache_write_usd: z.number(),
    output_usd: z.number(),
  })
  .openapi("CostParts", { description: "What the cost is made of." });

export const requestDetails = requestView
  .extend({
    attempts: z.array(attemptView),
    cost: costView
      .nullable()
      .openapi({ description: "null where the cost is unknown, or was reckoned at other prices than today's." }),
    story: z.array(z.string()).openapi({ description: "What happened and why, in sentences." }),
  })
  .openapi("RequestDetails");
