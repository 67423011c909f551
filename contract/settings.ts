// The settings of the dashboard (seed settings-api). They live in config.yaml.

import { z } from "@hono/zod-openapi";

import { endpoint, jsonAnswer, jsonBody } from "./endpoint.ts";

const routingStrategy = z.enum(["usage_weighted", "round_robin", "fill_first"]);

const settingsView = z
  .object({
    sticky_threads_enabled: z.boolean(),
    prefer_earlier_reset_accounts: z.boolean(),
    routing_strategy: routingStrategy,
    import_without_overwrite: z.boolean(),
    totp_required_on_login: z.boolean(),
    totp_configured: z.boolean(),
    api_key_auth_enabled: z.boolean(),
  })
  .openapi("Settings");

/** The first two are required, as the seed says; what is left out keeps its value. */
const settingsChange = z.strictObject({
  sticky_threads_enabled: z.boolean(),
  prefer_earlier_reset_accounts: z.boolean(),
  routing_strategy: routingStrategy.optional(),
  import_without_overwrite: z.boolean().optional(),
  totp_required_on_login: z.boolean().optional(),
  api_key_auth_enabled: z.boolean().optional(),
  totp_configured: z.boolean().optional().openapi({
    description: "Read only: what was read may be sent back whole, another value is refused.",
  }),
});

export const getSettings = endpoint({
  method: "get",
  path: "/api/settings",
  tag: "Settings",
  summary: "The settings as they are",
  access: "viewer",
  action: null,
  answer: jsonAnswer(settingsView),
});

export const putSettings = endpoint({
  method: "put",
  path: "/api/settings",
  tag: "Settings",
  summary: "Change settings",
  access: "operator",
  action: "settings.change",
  request: { body: jsonBody(settingsChange) },
  answer: jsonAnswer(settingsView),
  errors: ["invalid_totp_config", "config_not_written"],
});
