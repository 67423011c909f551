// Signing in to Claude: the authorize page sends the browser back at once, the token endpoint speaks JSON.

import type { Session } from "../accounts/sessions.ts";
import type { StatusFault } from "../faults/fault.ts";
import { asObject, asText, type Json } from "../json.ts";
import { answer } from "../serve/answer.ts";
import type { Endpoint, World } from "../serve/world.ts";
import { page } from "../sign-in/browser-sign-in.ts";
import { grantProblem, startGrant } from "../sign-in/grant.ts";
import { oauthError } from "./errors.ts";
import { type AnthropicMember, organizationName } from "./member.ts";

export const CLAUDE_CLIENT_ID = "9d1c250a-e61b-44d9-88ed-5944d1962f5e";

const SCOPES = "user:profile user:inference user:sessions:claude_code user:mcp_servers user:file_upload";
const REFRESH_TOKEN_TTL_SECONDS = 30 * 86_400;

type TokenAnswer = StatusFault | { readonly body: Json };

/** GET /oauth/authorize and /cai/oauth/authorize */
export const claudeAuthorize: Endpoint = (world, visit) =>
  answer(
    world,
    visit,
    startGrant(visit.url, { signIns: world.realms.anthropic.signIns, clientIds: [CLAUDE_CLIENT_ID], pkce: "required" }),
  );

/** GET /oauth/code/callback: where a browser ends that cannot reach the client; the user carries `code#state` over. */
export const claudeCodePage: Endpoint = (world, visit) => {
  const { searchParams } = visit.url;
  return answer(world, visit, page(200, `${searchParams.get("code") ?? ""}#${searchParams.get("state") ?? ""}`));
};

/** POST /v1/oauth/token */
export const claudeToken: Endpoint = (world, visit) => {
  const fields = asObject(visit.body) ?? {};
  const isWhole = asText(fields["client_id"]) !== null;
  if (!isWhole) return answer(world, visit, oauthError(400, "invalid_request", "Invalid request format"));
  if (fields["client_id"] !== CLAUDE_CLIENT_ID) {
    return answer(world, visit, oauthError(400, "invalid_client", "Client not found"));
  }
  switch (fields["grant_type"]) {
    case "refresh_token":
      return answer(world, visit, refreshed(world, fields));
    case "authorization_code":
      return answer(world, visit, exchanged(world, fields));
    default:
      return answer(world, visit, oauthError(400, "unsupported_grant_type", "Unsupported grant type"));
  }
};

function refreshed(world: World, fields: Json): TokenAnswer {
  const token = asText(fields["refresh_token"]);
  // `scope` may not be left out here, other than RFC 6749 says.
  if (token === null || asText(fields["scope"]) === null) {
    return oauthError(400, "invalid_request", "Invalid request format");
  }
  const member = world.realms.anthropic.holder(token);
  const session = member?.sessions?.of(token) ?? null;
  if (member === null || session?.refresh(token) !== true) {
    return oauthError(400, "invalid_grant", "Refresh token not found or invalid");
  }
  return { body: tokens(world, member, session) };
}

function exchanged(world: World, fields: Json): TokenAnswer {
  if (asText(fields["code"]) === null || asText(fields["state"]) === null) {
    return oauthError(400, "invalid_request", "Invalid request format");
  }
  const grant = world.realms.anthropic.signIns.redeem(asText(fields["code"]) ?? "");
  const problem = grantProblem(grant, fields);
  if (grant === null || problem !== null) return oauthError(401, "invalid_grant", problem ?? "Invalid code");
  if (grant.state !== fields["state"]) return oauthError(400, "invalid_grant", "state does not fit the code.");
  const session = grant.entry.sessions?.signIn();
  if (session === undefined) return oauthError(401, "invalid_grant", "This member has a key and no sign-in.");
  return { body: tokens(world, grant.entry, session) };
}

function tokens(world: World, member: AnthropicMember, session: Session): Json {
  const { email, accountId } = member.handle;
  return {
    token_type: "Bearer",
    access_token: session.accessToken(),
    refresh_token: session.refreshToken(),
    expires_in: Math.floor((session.expiresAt() - world.clock.now()) / 1000),
    refresh_token_expires_in: REFRESH_TOKEN_TTL_SECONDS,
    scope: SCOPES,
    organization: { uuid: member.organizationId, name: organizationName(email) },
    account: { uuid: accountId, email_address: email },
  };
}
