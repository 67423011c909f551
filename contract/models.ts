// What clients may ask for, and who answers: models, and the providers behind them.

import { z } from "@hono/zod-openapi";

import { endpoint, jsonAnswer } from "./endpoint.ts";
import { oneOrMany } from "./shapes.ts";

const accountCounts = z
  .object({
    total: z.number().int(),
    usable: z.number().int().openapi({ description: "They may serve now." }),
    cooling: z.number().int().openapi({ description: "They rest, and come back by themselves." }),
    paused: z.number().int(),
    out: z.number().int().openapi({ description: "They wait for somebody: a dead login, a closed account." }),
  })
  .openapi("AccountCounts");

const price = z
  .object({
    input: z.number(),
    cached_input: z.number(),
    output: z.number(),
    cache_write: z.number().nullable(),
  })
  .openapi("ModelPrice", { description: "USD per million tokens, at list price." });

const modelView = z
  .object({
    name: z.string(),
    alias_of: z.string().nullable().openapi({ description: "For a name of `model-aliases`: what it stands for." }),
    upstream_models: z.array(z.string()).openapi({ description: "By which names the upstreams know it." }),
    served_by: z.array(z.string()).openapi({ description: "Providers, or names of compatible upstreams." }),
    accounts: accountCounts,
    price: price.nullable().openapi({ description: "null where none is known." }),
  })
  .openapi("Model");

export const listModels = endpoint({
  method: "get",
  path: "/api/models",
  tag: "Models and providers",
  summary: "Every name that clients may ask for, and who serves it now",
  access: "viewer",
  action: null,
  request: {
    query: z.strictObject({
      provider: oneOrMany(z.string()).optional(),
      search: z.string().max(200).optional(),
    }),
  },
  answer: jsonAnswer(
    z
      .object({
        models: z.array(modelView),
        efforts: z.array(z.string()).openapi({ description: "What may stand behind a name: `name(high)`." }),
        prices_as_of: z.string(),
      })
      .openapi("ModelList"),
  ),
});

export const listProviders = endpoint({
  method: "get",
  path: "/api/providers",
  tag: "Models and providers",
  summary: "The providers, each compatible upstream among them, with how their accounts are doing",
  access: "viewer",
  action: null,
  answer: jsonAnswer(
    z
      .object({
        providers: z.array(
          z
            .object({
              provider: z.string(),
              upstream: z.string().openapi({ description: "The provider, or a compatible upstream's name." }),
              name: z.string(),
              base_url: z.string().nullable(),
              accounts: accountCounts,
              from_auth_files: z.number().int(),
              from_config: z.number().int(),
              login_flows: z.array(z.enum(["browser", "device"])),
              login_note: z.string().nullable(),
              takes_keys: z.boolean().openapi({ description: "Keys of it may stand in config.yaml." }),
              models: z.number().int(),
            })
            .openapi("Provider"),
        ),
      })
      .openapi("ProviderList"),
  ),
});
