// The accounts: who is in the pool, how each is doing, and what the operator says of it (seed accounts-api, and more).

import { z } from "@hono/zod-openapi";

import { accountDetails, accountFields, accountStatus, accountView } from "./account-views.ts";
import { endpoint, jsonAnswer, jsonBody } from "./endpoint.ts";
import { accountParams, instant, oneOrMany, percent, yesNo } from "./shapes.ts";

const TAG = "Accounts";

const listQuery = z.strictObject({
  provider: oneOrMany(z.string()).optional(),
  status: oneOrMany(accountStatus).optional(),
  plan: oneOrMany(z.string()).optional(),
  problem_only: yesNo.optional().openapi({ description: "Only those that somebody should look at." }),
  search: z.string().max(200).optional().openapi({ description: "Part of an e-mail, name, note, file name or id." }),
  sort: z
    .enum(["email", "priority", "last_used", "primary_remaining", "secondary_remaining", "reset_at"])
    .optional()
    .openapi({ description: "Default email. What is unknown comes last." }),
  order: z.enum(["asc", "desc"]).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).optional().openapi({ description: "Default: all." }),
  offset: z.coerce.number().int().min(0).optional(),
});

export const listAccounts = endpoint({
  method: "get",
  path: "/api/accounts",
  tag: TAG,
  summary: "The accounts with what each has left, by e-mail",
  access: "viewer",
  action: null,
  request: { query: listQuery },
  answer: jsonAnswer(
    z
      .object({
        accounts: z.array(accountView),
        total: z.number().int().openapi({ description: "How many match, on all pages." }),
        broken_files: z
          .array(z.object({ file_name: z.string(), reason: z.string() }))
          .openapi({ description: "Auth files that hold no account, and why." }),
      })
      .openapi("AccountList"),
  ),
});

export const getAccount = endpoint({
  method: "get",
  path: "/api/accounts/{account_id}",
  tag: TAG,
  summary: "All about one account",
  access: "viewer",
  action: null,
  request: { params: accountParams },
  answer: jsonAnswer(accountDetails),
  errors: ["account_not_found"],
});

export const patchAccount = endpoint({
  method: "patch",
  path: "/api/accounts/{account_id}",
  tag: TAG,
  summary: "Change what is said of an account; null takes a field back",
  access: "operator",
  action: "account.edit",
  request: { params: accountParams, body: jsonBody(accountFields) },
  answer: jsonAnswer(accountDetails),
  errors: ["account_not_found", "account_field_not_supported", "auth_file_broken"],
});

export const deleteAccount = endpoint({
  method: "delete",
  path: "/api/accounts/{account_id}",
  tag: TAG,
  summary: "Remove an account for good: its auth files, or its key in config.yaml",
  access: "operator",
  action: "account.delete",
  request: { params: accountParams },
  answer: jsonAnswer(z.object({ status: z.literal("deleted") })),
  errors: ["account_not_found", "auth_file_broken", "config_not_written"],
});

export const pauseAccount = endpoint({
  method: "post",
  path: "/api/accounts/{account_id}/pause",
  tag: TAG,
  summary: "Use an account for nothing until it is reactivated",
  access: "operator",
  action: "account.pause",
  request: { params: accountParams },
  answer: jsonAnswer(z.object({ status: z.literal("paused") })),
  errors: ["account_not_found", "auth_file_broken", "config_not_written"],
});

export const reactivateAccount = endpoint({
  method: "post",
  path: "/api/accounts/{account_id}/reactivate",
  tag: TAG,
  summary: "End the pause, or the rest, of an account",
  access: "operator",
  action: "account.reactivate",
  request: { params: accountParams },
  answer: jsonAnswer(z.object({ status: z.literal("reactivated") })),
  errors: ["account_not_found", "account_state_transition_invalid", "auth_file_broken", "config_not_written"],
});

const trendPoint = z.object({
  t: instant,
  v: z.number().openapi({ description: "Remaining credits; remaining percent where the plan's capacity is unknown." }),
});

export const getAccountTrends = endpoint({
  method: "get",
  path: "/api/accounts/{account_id}/trends",
  tag: TAG,
  summary: "What was left, hour by hour, over the last seven days",
  access: "viewer",
  action: null,
  request: { params: accountParams },
  answer: jsonAnswer(
    z
      .object({ account_id: z.string(), primary: z.array(trendPoint), secondary: z.array(trendPoint) })
      .openapi("AccountTrends"),
  ),
  errors: ["account_not_found"],
});

const sampleView = z.object({
  at: instant,
  primary_used_percent: percent.nullable(),
  primary_reset_at: instant.nullable(),
  secondary_used_percent: percent.nullable(),
  secondary_reset_at: instant.nullable(),
});

export const getAccountSamples = endpoint({
  method: "get",
  path: "/api/accounts/{account_id}/samples",
  tag: TAG,
  summary: "What was seen of an account's windows, each time a number moved",
  access: "viewer",
  action: null,
  request: {
    params: accountParams,
    query: z.strictObject({
      from: instant.optional().openapi({ description: "Default: seven days before `to`." }),
      to: instant.optional().openapi({ description: "Default: now." }),
    }),
  },
  answer: jsonAnswer(
    z
      .object({
        account_id: z.string(),
        samples: z.array(sampleView).openapi({ description: "Oldest first, at most the newest 10,000." }),
      })
      .openapi("AccountSamples"),
  ),
  errors: ["account_not_found"],
});
