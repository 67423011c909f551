// What can be done with an account beside changing it: tried out, refreshed, put back to work, handed out, in batches.

import { z } from "@hono/zod-openapi";

import { accountFields, accountStatus } from "./account-views.ts";
import { endpoint, jsonAnswer, jsonBody } from "./endpoint.ts";
import { accountParams, instant, oneOrMany, percent } from "./shapes.ts";

const TAG = "Accounts";

const windowsLeft = z.object({
  primary_remaining_percent: percent.nullable(),
  secondary_remaining_percent: percent.nullable(),
});

export const probeAccount = endpoint({
  method: "post",
  path: "/api/accounts/{account_id}/probe",
  tag: TAG,
  summary: "Send one small request through this very account, paused or resting as it may be",
  access: "operator",
  action: "account.probe",
  request: {
    params: accountParams,
    body: jsonBody(
      z.strictObject({
        model: z.string().min(1).max(200).optional().openapi({ description: "Default: a cheap one of its own." }),
      }),
    ),
  },
  answer: jsonAnswer(
    z
      .object({
        account_id: z.string(),
        ok: z.boolean(),
        model: z.string(),
        http_status: z.number().int().openapi({ description: "As a client would have got it." }),
        error_code: z.string().nullable(),
        error: z.string().nullable(),
        duration_ms: z.number().int(),
        request_id: z.string().openapi({ description: "Its record among the requests." }),
        status: accountStatus,
        before: windowsLeft,
        after: windowsLeft,
      })
      .openapi("Probe"),
  ),
  errors: ["account_not_found", "account_not_probable"],
});

export const refreshAccountToken = endpoint({
  method: "post",
  path: "/api/accounts/{account_id}/refresh-token",
  tag: TAG,
  summary: "Get a new access token now",
  access: "operator",
  action: "account.refresh_token",
  request: { params: accountParams },
  answer: jsonAnswer(z.object({ status: z.literal("refreshed"), expires_at: instant.nullable() })),
  errors: ["account_not_found", "account_not_refreshable", "token_refresh_failed"],
});

export const resetAccountCooldown = endpoint({
  method: "post",
  path: "/api/accounts/{account_id}/reset-cooldown",
  tag: TAG,
  summary: "Forget refusals and failures: the account may be used at once, all of its models as well",
  access: "operator",
  action: "account.reset_cooldown",
  request: { params: accountParams },
  answer: jsonAnswer(z.object({ status: z.literal("reset"), reopened_models: z.array(z.string()) })),
  errors: ["account_not_found", "account_state_transition_invalid"],
});

export const refreshAccountQuota = endpoint({
  method: "post",
  path: "/api/accounts/{account_id}/refresh-quota",
  tag: TAG,
  summary: "Ask the upstream now what is left",
  access: "operator",
  action: "account.refresh_quota",
  request: { params: accountParams },
  answer: jsonAnswer(
    z.object({
      status: z.enum(["observed", "not_offered"]).openapi({
        description: "`not_offered`: this upstream has no such numbers.",
      }),
      usage: windowsLeft,
    }),
  ),
  errors: ["account_not_found", "quota_refresh_failed"],
});

export const exportAccount = endpoint({
  method: "get",
  path: "/api/accounts/{account_id}/export",
  tag: TAG,
  summary: "Hand out the account's secrets as a file",
  access: "operator",
  action: "account.export",
  request: {
    params: accountParams,
    query: z.strictObject({
      format: z.enum(["auth_file", "codex_auth_json"]).optional().openapi({
        description: "`codex_auth_json`: what Codex CLI keeps in ~/.codex/auth.json. Default `auth_file`.",
      }),
    }),
  },
  answer: jsonAnswer(z.record(z.string(), z.unknown()).openapi("AuthFile"), "The file."),
  errors: ["account_not_found", "export_not_possible", "read_only_access"],
});

const batchAction = z.enum([
  "pause",
  "reactivate",
  "delete",
  "edit",
  "append_note",
  "reset_cooldown",
  "refresh_token",
  "refresh_quota",
]);

const batchFilter = z.strictObject({
  provider: oneOrMany(z.string()).optional(),
  status: oneOrMany(accountStatus).optional(),
  plan: oneOrMany(z.string()).optional(),
  search: z.string().max(200).optional(),
});

export const batchAccounts = endpoint({
  method: "post",
  path: "/api/accounts/batch",
  tag: TAG,
  summary: "Do one thing with many accounts; what fails for one is told and stops no other",
  access: "operator",
  action: "account.batch",
  request: {
    body: jsonBody(
      z
        .strictObject({
          account_ids: z.array(z.string()).min(1).max(10_000).optional(),
          filter: batchFilter.optional().openapi({ description: "In place of account_ids; {} means all." }),
          action: batchAction,
          fields: accountFields.optional().openapi({ description: "For `edit`." }),
          note: z.string().trim().min(1).max(2000).optional().openapi({
            description: "For `append_note`: stands on a line of its own below what is noted.",
          }),
        })
        .refine(({ account_ids, filter }) => (account_ids === undefined) !== (filter === undefined), {
          message: "give either account_ids or filter",
        })
        .refine(({ action, fields }) => (action === "edit") === (fields !== undefined), {
          message: "fields go with the action edit, and with it alone",
        })
        .refine(({ action, note }) => (action === "append_note") === (note !== undefined), {
          message: "note goes with the action append_note, and with it alone",
        }),
    ),
  },
  answer: jsonAnswer(
    z
      .object({
        succeeded: z.number().int(),
        failed: z.number().int(),
        results: z.array(
          z.object({
            account_id: z.string(),
            ok: z.boolean(),
            error: z.object({ code: z.string(), message: z.string() }).nullable(),
          }),
        ),
      })
      .openapi("BatchResult"),
  ),
});
