// Keys for clients of the proxy: made here and shown once, with limits that hold exactly (docs/client-keys.md).

import { z } from "@hono/zod-openapi";

import { LIMIT_KINDS, LIMIT_WINDOWS, limitId } from "../src/domain/key-limit.ts";
import { endpoint, jsonAnswer, jsonBody } from "./endpoint.ts";
import { instant } from "./shapes.ts";

const TAG = "Client keys";

const name = z
  .string()
  .trim()
  .min(1)
  .max(128)
  .openapi({ description: "Records and usage know the key by it. No two keys may have the same." });
const expiresAt = instant
  .nullable()
  .openapi({ description: "From then on the key is refused; null: never. Must be in the future." });
const allowedModels = z
  .array(z.string().trim().min(1).max(200))
  .min(1)
  .max(200)
  .nullable()
  .openapi({ description: "Models it may ask for, `*` standing for any characters; null: all.", example: ["gpt-5*"] });
const allowedAccounts = z
  .array(z.string())
  .min(1)
  .max(1000)
  .nullable()
  .openapi({ description: "`account_id`s of the accounts that may serve it; null: all." });
const concurrency = z
  .number()
  .int()
  .min(1)
  .max(10_000)
  .nullable()
  .openapi({ description: "How many of its requests may run at once; null: any number." });

const limitKind = z.enum(LIMIT_KINDS).openapi({
  description: "`tokens` are input and output together, cached input included; `cost_usd` is at list price.",
});
const limitWindow = z.enum(LIMIT_WINDOWS).openapi({
  description: "Windows of fixed length that follow one another from when the limit was set; a month is 30 days.",
});

const MOST = 1_000_000_000_000_000;

const limit = z
  .strictObject({ kind: limitKind, window: limitWindow, max: z.number().positive().max(MOST) })
  .refine(({ kind, max }) => kind === "cost_usd" || Number.isInteger(max), {
    path: ["max"],
    message: "requests and tokens are whole numbers",
  });
const limits = z
  .array(limit)
  .max(LIMIT_KINDS.length * LIMIT_WINDOWS.length)
  .refine((all) => new Set(all.map(limitId)).size === all.length, {
    message: "there may be one limit of a kind and window",
  })
  .openapi({ description: "All of them hold at the same time." });

const usedTokens = {
  requests: z.number().int(),
  input_tokens: z.number().int(),
  cached_input_tokens: z.number().int().openapi({ description: "Part of `input_tokens`." }),
  output_tokens: z.number().int(),
  cost_usd: z.number().openapi({ description: "At list price; models without a known price count 0." }),
};

const keyView = z
  .object({
    id: z.string(),
    name: z.string(),
    source: z
      .enum(["dashboard", "config"])
      .openapi({ description: "`config`: listed in config.yaml, without limits, changed there alone." }),
    key_prefix: z.string().nullable().openapi({ description: "How the key begins." }),
    status: z.enum(["active", "disabled", "expired"]),
    enabled: z.boolean(),
    created_at: instant.nullable(),
    expires_at: instant.nullable(),
    last_used_at: instant.nullable(),
    allowed_models: z.array(z.string()).nullable(),
    allowed_accounts: z.array(z.string()).nullable(),
    concurrency: z.number().int().nullable(),
    in_flight: z.number().int().openapi({ description: "Its requests that run now." }),
    limits: z.array(
      z.object({
        kind: limitKind,
        window: limitWindow,
        max: z.number(),
        current: z.number().openapi({ description: "Used in this window." }),
        reserved: z.number().openapi({ description: "Held by requests that run." }),
        resets_at: instant.openapi({ description: "Where the next window begins." }),
      }),
    ),
    totals: z
      .object(usedTokens)
      .nullable()
      .openapi({ description: "Of all time; null for keys of config.yaml, see `GET /api/usage`." }),
  })
  .openapi("ClientKey");

const shownKey = z
  .object({
    key: z.string().openapi({ description: "The key itself. It is shown this once.", example: "sk-sy-..." }),
    client_key: keyView,
  })
  .openapi("ShownClientKey");

const params = z.object({ id: z.string().openapi({ example: "key_0f1e2d3c4b5a69788796a5b4c3d2e1f0" }) });

export const listClientKeys = endpoint({
  method: "get",
  path: "/api/client-keys",
  tag: TAG,
  summary: "All keys with what they have used: those made here, oldest first, then those of config.yaml",
  access: "viewer",
  action: null,
  answer: jsonAnswer(z.object({ client_keys: z.array(keyView) }).openapi("ClientKeyList")),
});

export const createClientKey = endpoint({
  method: "post",
  path: "/api/client-keys",
  tag: TAG,
  summary: "Make a key; the answer shows it, once",
  access: "operator",
  action: "client_key.create",
  request: {
    body: jsonBody(
      z.strictObject({
        name,
        enabled: z.boolean().optional(),
        expires_at: expiresAt.optional(),
        allowed_models: allowedModels.optional(),
        allowed_accounts: allowedAccounts.optional(),
        concurrency: concurrency.optional(),
        limits: limits.optional(),
      }),
    ),
  },
  answer: jsonAnswer(shownKey),
  errors: ["client_key_name_taken"],
});

export const getClientKey = endpoint({
  method: "get",
  path: "/api/client-keys/{id}",
  tag: TAG,
  summary: "One key",
  access: "viewer",
  action: null,
  request: { params },
  answer: jsonAnswer(keyView),
  errors: ["client_key_not_found"],
});

export const patchClientKey = endpoint({
  method: "patch",
  path: "/api/client-keys/{id}",
  tag: TAG,
  summary: "Change a key; what is left out stays, and limits that stay go on counting",
  access: "operator",
  action: "client_key.change",
  request: {
    params,
    body: jsonBody(
      z.strictObject({
        name: name.optional(),
        enabled: z.boolean().optional(),
        expires_at: expiresAt.optional(),
        allowed_models: allowedModels.optional(),
        allowed_accounts: allowedAccounts.optional(),
        concurrency: concurrency.optional(),
        limits: limits.optional().openapi({ description: "All limits that there shall be." }),
        reset_usage: z.boolean().optional().openapi({ description: "Begins the counters of all limits anew." }),
      }),
    ),
  },
  answer: jsonAnswer(keyView),
  errors: ["client_key_not_found", "client_key_name_taken", "client_key_in_config"],
});

export const regenerateClientKey = endpoint({
  method: "post",
  path: "/api/client-keys/{id}/regenerate",
  tag: TAG,
  summary: "Replace the key's text: the old one is refused at once, the new one is shown once",
  access: "operator",
  action: "client_key.regenerate",
  request: { params },
  answer: jsonAnswer(shownKey),
  errors: ["client_key_not_found", "client_key_in_config"],
});

export const deleteClientKey = endpoint({
  method: "delete",
  path: "/api/client-keys/{id}",
  tag: TAG,
  summary: "Delete a key: it is refused at once, what runs finishes, records keep its name",
  access: "operator",
  action: "client_key.delete",
  request: { params },
  answer: jsonAnswer(z.object({ status: z.literal("deleted") })),
  errors: ["client_key_not_found", "client_key_in_config"],
});

const usedSums = {
  ...usedTokens,
  failures: z.number().int(),
  cancelled: z.number().int(),
};

export const getClientKeyUsage = endpoint({
  method: "get",
  path: "/api/client-keys/{id}/usage",
  tag: TAG,
  summary: "What a key was used for, by hour or day and model",
  access: "viewer",
  action: null,
  request: {
    params,
    query: z.strictObject({
      by: z.enum(["hour", "day"]).optional().openapi({ description: "Default day. Days are UTC's." }),
      from: instant.optional().openapi({ description: "Default: seven days before `to`. Hours count whole." }),
      to: instant.optional().openapi({ description: "Default: now." }),
    }),
  },
  answer: jsonAnswer(
    z
      .object({
        by: z.enum(["hour", "day"]),
        from: instant,
        to: instant,
        totals: z.object(usedSums),
        rows: z.array(z.object({ at: instant, model: z.string(), ...usedSums })),
      })
      .openapi("ClientKeyUsage"),
  ),
  errors: ["client_key_not_found", "client_key_in_config"],
});
