// How accounts are shown, and which of their fields the operator may set. Nothing here is ever a secret.

import { z } from "@hono/zod-openapi";

import { instant, percent } from "./shapes.ts";

export const accountStatus = z
  .enum(["active", "paused", "rate_limited", "quota_exceeded", "reauth_required", "deactivated"])
  .openapi("AccountStatus");

export const accountProblemKind = z.enum([
  "rate_limited",
  "quota_exceeded",
  "backing_off",
  "reauth_required",
  "deactivated",
]);

const problem = z
  .object({
    kind: accountProblemKind,
    code: z.string(),
    reason: z.string(),
    since: instant,
    until: instant.nullable().openapi({ description: "When it is tried again; null: somebody has to act." }),
  })
  .openapi("AccountProblem");

export const recentView = z
  .object({
    from: instant,
    bucket_minutes: z.number().int(),
    succeeded: z.array(z.number().int()),
    failed: z.array(z.number().int()),
  })
  .openapi("RecentActivity", { description: "Requests in equal spans of time, oldest first, the present one last." });

/** The seed's fields first. */
export const accountView = z
  .object({
    account_id: z.string(),
    email: z.string().openapi({ description: "Empty where the upstream names none." }),
    display_name: z.string(),
    plan_type: z.string().openapi({ description: "`api_key` for keys, `unknown` where nobody says." }),
    status: accountStatus,
    usage: z.object({
      primary_remaining_percent: percent.nullable(),
      secondary_remaining_percent: percent.nullable(),
    }),
    reset_at_primary: instant.nullable(),
    reset_at_secondary: instant.nullable(),
    window_minutes_primary: z.number().nullable(),
    window_minutes_secondary: z.number().nullable(),
    capacity_credits_primary: z.number().nullable(),
    remaining_credits_primary: z.number().nullable(),
    capacity_credits_secondary: z.number().nullable(),
    remaining_credits_secondary: z.number().nullable(),
    last_refresh_at: instant.nullable().openapi({ description: "When its login was last refreshed." }),
    deactivation_reason: z.string().nullable(),

    auth_index: z.string(),
    provider: z.string(),
    upstream: z.string().openapi({ description: "The provider, or the name of a compatible upstream." }),
    kind: z.enum(["login", "api_key"]),
    source: z.enum(["auth_file", "config"]),
    file_name: z.string().nullable(),
    alias: z.string().nullable(),
    note: z.string().nullable(),
    project_id: z.string().nullable(),
    priority: z.number(),
    weight: z.number().openapi({ description: "Its share beside others; 1 is the usual one, 0 leaves it out." }),
    prefix: z.string().nullable(),
    paused: z.boolean(),
    paused_by: z.enum(["operator", "inspection"]).nullable().openapi({
      description: "`inspection`: it ends this pause itself, once it sees the account well; null: it is not paused.",
    }),
    problem: problem.nullable(),
    in_flight: z.number().int(),
    concurrency: z.number().nullable().openapi({ description: "Most requests at once; null: no cap." }),
    last_used_at: instant.nullable(),
    quota_observed_at: instant.nullable(),
    recent: recentView.nullable().openapi({ description: "null where nobody has used it lately." }),
  })
  .openapi("Account");

const modelWindow = z.object({
  model: z.string().openapi({ description: "A model, or a wildcard of models." }),
  remaining_percent: percent,
  window_minutes: z.number(),
  reset_at: instant.nullable(),
});

const modelAlias = z.strictObject({
  name: z.string().min(1).max(200).openapi({ description: "The upstream's name." }),
  alias: z.string().min(1).max(200).openapi({ description: "The name that clients say." }),
  fork: z.boolean().optional().openapi({ description: "True: the upstream's name is served as well." }),
});

export const accountDetails = accountView
  .extend({
    token: z
      .object({
        expires_at: instant.nullable(),
        refreshed_at: instant.nullable(),
        refreshable: z.boolean().openapi({ description: "False: it must be signed in anew once it has expired." }),
      })
      .nullable()
      .openapi({ description: "null for keys." }),
    model_windows: z.array(modelWindow).openapi({ description: "Limits of single models." }),
    closed_models: z
      .array(z.object({ model: z.string(), reason: z.string(), until: instant }))
      .openapi({ description: "Models that it does not serve for a while." }),
    failures_in_a_row: z.number().int(),
    models: z.array(z.string()).openapi({ description: "The names under which clients may ask for its models." }),
    excluded_models: z.array(z.string()),
    model_aliases: z.array(z.object({ name: z.string(), alias: z.string(), fork: z.boolean() })),
    proxy_url: z.string().nullable().openapi({ description: "Without its user and password." }),
    base_url: z.string().nullable(),
    header_names: z
      .array(z.string())
      .openapi({ description: "Headers sent with each of its calls; values stay here." }),
    region: z.string().nullable(),
    duplicate_files: z.array(z.string()).openapi({ description: "Further auth files of the same account." }),
    totals: z
      .object({
        requests: z.number().int(),
        succeeded: z.number().int(),
        input_tokens: z.number().int(),
        cached_input_tokens: z.number().int(),
        output_tokens: z.number().int(),
      })
      .nullable()
      .openapi({ description: "Of all its requests ever; null where the store cannot be asked now." }),
  })
  .openapi("AccountDetails");

const shortText = z.string().max(2000).nullable();

/** What is left out stays as it is. */
export const accountFields = z
  .strictObject({
    alias: shortText,
    note: shortText,
    priority: z.number().int().min(-1_000_000).max(1_000_000).nullable(),
    weight: z.number().min(0).max(1_000_000).nullable(),
    concurrency: z.number().int().min(0).max(1_000_000).nullable(),
    prefix: z
      .string()
      .max(200)
      .regex(/^\/*[^\s/()]*\/*$/, "a word without slashes, spaces or parentheses")
      .nullable(),
    proxy_url: z.string().max(2000).nullable().openapi({ description: "http, https, socks5 or socks5h, or `direct`." }),
    base_url: z.string().max(2000).nullable(),
    project_id: shortText,
    excluded_models: z.array(z.string().max(200)).max(1000).nullable(),
    model_aliases: z.array(modelAlias).max(1000).nullable(),
    headers: z
      .record(z.string(), z.string().max(10_000))
      .openapi({ description: "Joined with those that are there; an empty value takes one out." }),
  })
  .partial()
  .refine((fields) => Object.keys(fields).length > 0, "name at least one field to change")
  .openapi("AccountFields");
