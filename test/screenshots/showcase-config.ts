// The config.yaml of the pictures, as an operator would have written it.

import { stringify } from "yaml";

import { PRICES } from "./showcase-requests.ts";

const HEAD = `# Switchyard of the Northwind team

logging-to-file: true
quota-poll-seconds: 300
proxy-url: ""

routing:
  strategy: usage-weighted      # the least used quota first
  sticky-threads-enabled: true  # prompt caches stay warm
  session-ttl-seconds: 3600
  default-provider: codex

request-retry: 3
api-key-auth-enabled: true

# The build server only ever asks for this name.
model-aliases:
  fast: gpt-5.6-terra

model-fallbacks:
  - [claude-opus-5-5, gpt-5.6-sol]

inspection:
  at: ["03:00", "15:00"]
  automation: none
  time-zone: UTC

`;

export interface ConfigParts {
  /** The lists of keys and compatible upstreams. */
  readonly keys: object;
  /** Where the providers are: the practice upstreams. */
  readonly upstreams: unknown;
}

/** Keys, and where requests really go, stand last: the pictures show the beginning. */
export function showcaseConfig({ keys, upstreams }: ConfigParts): string {
  const prices = Object.fromEntries(
    Object.entries(PRICES)
      .filter(([name]) => !name.startsWith("gpt-"))
      .map(([name, { input, cachedInput, output }]) => [name, { input, "cached-input": cachedInput, output }]),
  );
  return `${HEAD}${stringify({ prices, ...keys, upstreams })}`;
}
