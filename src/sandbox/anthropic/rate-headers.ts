// The rate headers of every answer: windows for a subscription, requests and tokens for an API key.

import { rfc3339 } from "../rfc3339.ts";
import type { World } from "../serve/world.ts";
import type { AnthropicMember } from "./member.ts";
import { unifiedHeaders } from "./usage.ts";

const LIMITS = { requests: 4000, tokens: 480_000, "input-tokens": 400_000, "output-tokens": 80_000 };
const TOKENS_A_REQUEST = 1000;
const MINUTE_MS = 60_000;

/** The headers for the member and the model; none for a caller nobody knows. */
export function rateHeaders(
  world: World,
  member: AnthropicMember | null,
  model: string | null,
): Record<string, string> {
  if (member === null) return {};
  const organization = { "anthropic-organization-id": member.organizationId };
  if (member.usage !== null) return { ...organization, ...unifiedHeaders(member.usage, model) };
  const reset = rfc3339((Math.floor(world.clock.now() / MINUTE_MS) + 1) * MINUTE_MS);
  const headers: Record<string, string> = { ...organization };
  for (const [name, limit] of Object.entries(LIMITS)) {
    const used = member.served.count * (name === "requests" ? 1 : TOKENS_A_REQUEST);
    headers[`anthropic-ratelimit-${name}-limit`] = String(limit);
    headers[`anthropic-ratelimit-${name}-remaining`] = String(Math.max(Math.ceil(limit / 2), limit - used));
    headers[`anthropic-ratelimit-${name}-reset`] = reset;
  }
  return headers;
}
