// Keys of upstreams that need no login, and the names by which models are asked for.

import { z } from "zod";

import { KEY_NOTES, SECRET } from "./schema-section.ts";
import {
  baseUrl,
  headerValue,
  mappingOf,
  onOff,
  proxyUrl,
  secretText,
  text,
  weight,
  wholeNumber,
} from "./schema-values.ts";

const model = z.object(
  {
    name: text.describe("The upstream's name."),
    alias: orNothing(text).describe("The name that clients say; unset: the same."),
  },
  { error: "a mapping of name and alias" },
);
const models = z
  .array(
    z.preprocess((entry) => (typeof entry === "string" ? { name: entry } : entry), model),
    { error: "a list of models" },
  )
  .nullable();
const prefix = orNothing(text.regex(/^[^/\s()]+$/, "a word without slashes, spaces or parentheses"));
const headers = mappingOf(headerValue);
const patterns = z.array(text, { error: "a list of names, in which * stands for anything" }).default([]);

/** What may be said of every upstream that is reached with a key. */
const common = {
  "proxy-url": proxyUrl.default(""),
  prefix,
  priority: wholeNumber(-1000, 1000).default(0),
  weight: weight.default(1),
  "disable-cooling": onOff.nullable().default(null),
  "request-retry": wholeNumber(0, 10).nullable().default(null),
  headers,
  "excluded-models": patterns,
  disabled: onOff.default(false),
};

const keyEntry = z.object(
  { "api-key": secretText, "base-url": orNothing(baseUrl), models: models.default(null), ...common },
  { error: "a mapping with api-key" },
);
const keyList = (what: string) =>
  z
    .array(keyEntry, { error: "a list of mappings with api-key" })
    .default([])
    .describe(
      `${what}, each a mapping of api-key and, if wanted, base-url, proxy-url, prefix, priority, weight, disable-cooling, request-retry, headers, models ({name, alias}), excluded-models, disabled.`,
    )
    .register(KEY_NOTES, SECRET);

const compatibleKey = z.object(
  { "api-key": orNothing(secretText), "proxy-url": proxyUrl.default(""), disabled: onOff.default(false) },
  { error: "a key as text, or a mapping of api-key, proxy-url and disabled" },
);
const compatible = z.object(
  {
    name: text.regex(/^[^/\s()]+$/, "a name without slashes, spaces or parentheses"),
    "base-url": baseUrl,
    "api-key-entries": z
      .array(
        z.preprocess((entry) => (typeof entry === "string" ? { "api-key": entry } : entry), compatibleKey),
        { error: "a list of keys" },
      )
      .default([]),
    models: models.default(null),
    prefix: common.prefix,
    priority: common.priority,
    weight: common.weight,
    "disable-cooling": common["disable-cooling"],
    "request-retry": common["request-retry"],
    headers: common.headers,
    "excluded-models": common["excluded-models"],
    disabled: common.disabled,
  },
  { error: "a mapping with name and base-url" },
);

export const upstreamKeys = {
  "codex-api-key": keyList("OpenAI API keys"),
  "claude-api-key": keyList("Anthropic API keys"),
  "gemini-api-key": keyList("Gemini API keys"),
  "vertex-api-key": keyList("Vertex AI API keys"),
  "kimi-api-key": keyList("Kimi API keys"),
  "xai-api-key": keyList("xAI API keys"),
  "openai-compatibility": z
    .array(compatible, { error: "a list of mappings with name and base-url" })
    .default([])
    .describe(
      "Upstreams with OpenAI's chat API, each a mapping of name, base-url, api-key-entries ({api-key, proxy-url, disabled}; none for an upstream that wants no key) and, if wanted, models ({name, alias}; unset: what the upstream lists), prefix, priority, weight, disable-cooling, request-retry, headers, excluded-models, disabled.",
    )
    .register(KEY_NOTES, SECRET),
};

const loginAlias = z.object(
  { name: text, alias: text, fork: onOff.default(false) },
  { error: "a mapping of name, alias and fork" },
);

const fallback = z
  .preprocess(
    (row) => (typeof row === "string" ? row.split(/->|→/).map((name) => name.trim()) : row),
    z.array(text, { error: "model names with -> between them" }),
  )
  .refine((row) => row.length >= 2, "at least two models: the one that is asked for, and what may stand in for it");

export const modelNames = {
  "model-aliases": mappingOf(text).describe("Further names for models, whoever serves them: {fast: gpt-5.5}."),
  "model-fallbacks": z
    .array(fallback, { error: "a list of rows: gpt-x -> claude-y -> openrouter/z" })
    .default([])
    .describe(
      "Rows of models: where nobody can serve the first, the next is asked, before anything was answered: [gpt-x -> claude-y -> openrouter/z].",
    ),
  "force-model-prefix": onOff
    .default(false)
    .describe("Accounts with a prefix serve only names that begin with it. False: other names as well."),
  "oauth-model-alias": mappingOf(z.array(loginAlias, { error: "a list of mappings of name and alias" })).describe(
    "Further names for the models of a provider's logins: {codex: [{name: gpt-5.5, alias: fast, fork: true}]}. Without fork the own name is no longer served.",
  ),
  "oauth-excluded-models": mappingOf(z.array(text, { error: "a list of names" })).describe(
    'Models that a provider\'s logins never serve, with * for anything: {codex: ["*-mini"]}.',
  ),
};

const usd = z.number({ error: "a number of US dollars" }).min(0, "a number of US dollars, not below 0").max(1_000_000);
const modelPrice = z.object(
  {
    input: usd,
    "cached-input": usd.nullable().default(null),
    output: usd,
    "cache-write": usd.nullable().default(null),
  },
  { error: "a mapping of input and output and, if wanted, cached-input and cache-write" },
);

export const modelPrices = {
  prices: mappingOf(modelPrice).describe(
    "What models cost, in US dollars per million tokens, where that is not known or another price holds: {deepseek-chat: {input: 0.3, cached-input: 0.03, output: 1.1}}. A name may end in *. Unset cached-input and cache-write cost what input does. Counts for requests that end from now on.",
  ),
};

/** Panels write "" where nothing is meant (rulings "Management API": an empty base-url is the provider's own). */
function orNothing<Value extends z.ZodType>(value: Value) {
  return z.preprocess((given) => (given === "" ? null : given), value.nullable()).default(null);
}
