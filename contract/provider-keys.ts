// Keys of upstreams in config.yaml: vendors' keys, and upstreams with OpenAI's chat API. A key goes in and is never shown.

import { z } from "@hono/zod-openapi";

import { endpoint, jsonAnswer, jsonBody } from "./endpoint.ts";

const TAG = "Keys of upstreams";

const keyProvider = z.enum(["codex", "claude", "gemini", "vertex", "kimi", "xai"]);

const model = z.object({ name: z.string(), alias: z.string().nullable() });
const upstreamModel = z.strictObject({
  name: z.string().min(1).max(200).openapi({ description: "The upstream's name." }),
  alias: z.string().min(1).max(200).optional().openapi({ description: "The name that clients say." }),
});

/** What is shown of both kinds. */
const said = {
  prefix: z.string().nullable(),
  priority: z.number(),
  header_names: z.array(z.string()),
  models: z.array(model).nullable().openapi({ description: "null: what the upstream lists, or is known for." }),
  excluded_models: z.array(z.string()),
  disabled: z.boolean(),
};

const keyView = z
  .object({
    account_id: z.string(),
    provider: keyProvider,
    key: z.string().openapi({ description: "Made unrecognisable." }),
    base_url: z.string().nullable(),
    proxy_url: z.string().nullable(),
    ...said,
  })
  .openapi("ProviderKey");

const upstreamView = z
  .object({
    name: z.string(),
    base_url: z.string(),
    keys: z.array(
      z.object({
        account_id: z.string(),
        key: z.string().nullable().openapi({ description: "null: it is asked without one." }),
        proxy_url: z.string().nullable(),
        disabled: z.boolean(),
      }),
    ),
    ...said,
  })
  .openapi("CompatibleUpstream");

/** What may be said of both kinds; null takes it back. */
const sayable = {
  prefix: z.string().max(200).nullable().optional(),
  priority: z.number().int().min(-1000).max(1000).nullable().optional(),
  headers: z
    .record(z.string(), z.string().max(10_000))
    .optional()
    .openapi({ description: "Joined with those that are there; an empty value takes one out." }),
  models: z.array(upstreamModel).max(1000).nullable().optional(),
  excluded_models: z.array(z.string().min(1).max(200)).max(1000).nullable().optional(),
  disabled: z.boolean().optional(),
};
const apiKey = z.string().trim().min(1).max(10_000).regex(/^\S+$/, "a key without spaces");
const url = z.string().trim().max(2000);

const keyFields = { base_url: url.nullable().optional(), proxy_url: url.nullable().optional(), ...sayable };
const newKey = z.strictObject({ api_key: apiKey, ...keyFields });
const keyChange = z
  .strictObject({ api_key: apiKey.optional(), ...keyFields })
  .refine((fields) => Object.keys(fields).length > 0, "name at least one field to change");

const upstreamName = z
  .string()
  .max(100)
  .regex(/^[^/\s()]+$/, "a name without slashes, spaces or parentheses");
const upstreamKey = z.strictObject({ api_key: apiKey, proxy_url: url.nullable().optional() });
const newUpstream = z.strictObject({
  name: upstreamName,
  base_url: url.min(1),
  keys: z.array(upstreamKey).max(1000).optional().openapi({ description: "None: it is asked without a key." }),
  ...sayable,
});
const upstreamChange = z
  .strictObject({ name: upstreamName.optional(), base_url: url.min(1).optional(), ...sayable })
  .refine((fields) => Object.keys(fields).length > 0, "name at least one field to change");

const providerParams = z.object({ provider: keyProvider });
const keyParams = providerParams.extend({ account_id: z.string() });
const upstreamParams = z.object({ name: z.string() });

export const listProviderKeys = endpoint({
  method: "get",
  path: "/api/provider-keys",
  tag: TAG,
  summary: "The keys and compatible upstreams of config.yaml, in its order",
  access: "viewer",
  action: null,
  answer: jsonAnswer(z.object({ keys: z.array(keyView), upstreams: z.array(upstreamView) }).openapi("ProviderKeyList")),
});

export const addProviderKey = endpoint({
  method: "post",
  path: "/api/provider-keys/{provider}",
  tag: TAG,
  summary: "Add a vendor's key",
  access: "operator",
  action: "provider_key.add",
  request: { params: providerParams, body: jsonBody(newKey) },
  answer: jsonAnswer(keyView),
  errors: ["provider_key_exists", "config_not_written"],
});

export const changeProviderKey = endpoint({
  method: "patch",
  path: "/api/provider-keys/{provider}/{account_id}",
  tag: TAG,
  summary: "Change what is said of a key, or the key itself: another key, or address, is another account",
  access: "operator",
  action: "provider_key.edit",
  request: { params: keyParams, body: jsonBody(keyChange) },
  answer: jsonAnswer(keyView),
  errors: ["provider_key_not_found", "provider_key_exists", "config_not_written"],
});

export const removeProviderKey = endpoint({
  method: "delete",
  path: "/api/provider-keys/{provider}/{account_id}",
  tag: TAG,
  summary: "Take a key out of config.yaml",
  access: "operator",
  action: "provider_key.remove",
  request: { params: keyParams },
  answer: jsonAnswer(z.object({ status: z.literal("removed") })),
  errors: ["provider_key_not_found", "config_not_written"],
});

export const addUpstream = endpoint({
  method: "post",
  path: "/api/compatible-upstreams",
  tag: TAG,
  summary: "Add an upstream with OpenAI's chat API",
  access: "operator",
  action: "upstream.add",
  request: { body: jsonBody(newUpstream) },
  answer: jsonAnswer(upstreamView),
  errors: ["upstream_exists", "config_not_written"],
});

export const changeUpstream = endpoint({
  method: "patch",
  path: "/api/compatible-upstreams/{name}",
  tag: TAG,
  summary: "Change what is said of a compatible upstream",
  access: "operator",
  action: "upstream.edit",
  request: { params: upstreamParams, body: jsonBody(upstreamChange) },
  answer: jsonAnswer(upstreamView),
  errors: ["upstream_not_found", "upstream_exists", "config_not_written"],
});

export const removeUpstream = endpoint({
  method: "delete",
  path: "/api/compatible-upstreams/{name}",
  tag: TAG,
  summary: "Take a compatible upstream out, with all its keys",
  access: "operator",
  action: "upstream.remove",
  request: { params: upstreamParams },
  answer: jsonAnswer(z.object({ status: z.literal("removed") })),
  errors: ["upstream_not_found", "config_not_written"],
});

export const addUpstreamKey = endpoint({
  method: "post",
  path: "/api/compatible-upstreams/{name}/keys",
  tag: TAG,
  summary: "Add a key of a compatible upstream; one is removed as the account that it is",
  access: "operator",
  action: "upstream.add_key",
  request: { params: upstreamParams, body: jsonBody(upstreamKey) },
  answer: jsonAnswer(upstreamView),
  errors: ["upstream_not_found", "provider_key_exists", "config_not_written"],
});
