// Whose credential a request to Anthropic carries: `x-api-key`, or a bearer that is a key or an access token.

import { asObject, asText } from "../json.ts";
import { bearer } from "../serve/caller.ts";
import type { Knock, World } from "../serve/world.ts";
import type { AnthropicMember } from "./member.ts";

/** The member a request's credentials name; also those whose token is out of date. */
export function callerOf(world: World, request: Knock): AnthropicMember | null {
  const credential = request.headers.get("x-api-key") ?? bearer(request.headers) ?? refreshTokenOf(request.body);
  return credential === null ? null : world.realms.anthropic.holder(credential);
}

function refreshTokenOf(body: unknown): string | null {
  return asText(asObject(body)?.["refresh_token"]);
}
