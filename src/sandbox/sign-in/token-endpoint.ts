// POST /oauth/token and /oauth/revoke, as auth.openai.com has them.

import { CODEX_CLIENT_ID } from "../accounts/json-web-token.ts";
import type { Login } from "../accounts/login.ts";
import type { StatusFault } from "../faults/fault.ts";
import { asObject, asText, type Json } from "../json.ts";
import { answer } from "../serve/answer.ts";
import type { Endpoint, Visit, World } from "../serve/world.ts";
import { challengeOf } from "./sign-ins.ts";

const MESSAGES: Readonly<Record<string, string>> = {
  refresh_token_reused:
    "Your refresh token has already been used to generate a new access token. Please try signing in again.",
  refresh_token_invalidated: "Your refresh token has been invalidated. Please try signing in again.",
  refresh_token_expired: "Your refresh token has expired. Please try signing in again.",
};

/** Exchanges an authorization code or a refresh token; takes forms and JSON. */
export const token: Endpoint = (world, visit) => {
  const fields = asObject(visit.body) ?? {};
  if (fields["client_id"] !== CODEX_CLIENT_ID)
    return answer(world, visit, oauthError(401, "invalid_client", "Unknown client."));
  switch (fields["grant_type"]) {
    case "refresh_token":
      return answer(world, visit, refreshed(world, visit, fields));
    case "authorization_code":
      return answer(world, visit, exchanged(world, fields));
    default:
      return answer(world, visit, oauthError(400, "unsupported_grant_type", "Unknown grant type."));
  }
};

/** Ends the sign-in a token belongs to; answers 200 in any case, as RFC 7009 asks. */
export const revoke: Endpoint = (world, visit) => {
  const given = asText(asObject(visit.body)?.["token"]);
  if (given !== null) world.directory.holder(given)?.login.end("refresh_token_invalidated");
  return answer(world, visit, { body: {} });
};

function refreshed(world: World, visit: Visit, fields: Json): StatusFault | { readonly body: Json } {
  const given = asText(fields["refresh_token"]);
  const login = given === null ? null : (world.directory.holder(given)?.login ?? visit.caller.holder?.login ?? null);
  if (given === null || login === null) return refused("refresh_token_invalidated");
  const verdict = login.refresh(given);
  return verdict.kind === "refreshed" ? { body: tokens(world, login) } : refused(verdict.code);
}

function exchanged(world: World, fields: Json): StatusFault | { readonly body: Json } {
  const grant = world.signIns.redeem(asText(fields["code"]) ?? "");
  if (grant === null) return oauthError(400, "invalid_grant", "The authorization code is unknown, used or too old.");
  // Byte for byte: `localhost` is not `127.0.0.1`.
  if (grant.redirectUri !== null && grant.redirectUri !== fields["redirect_uri"]) {
    return oauthError(400, "invalid_grant", "redirect_uri is not the one of the authorization request.");
  }
  const verifier = asText(fields["code_verifier"]) ?? "";
  if (challengeOf(verifier) !== grant.codeChallenge) {
    return oauthError(400, "invalid_grant", "code_verifier does not fit code_challenge.");
  }
  return { body: tokens(world, grant.entry.signIn()) };
}

function tokens(world: World, login: Login): Json {
  return {
    id_token: login.idToken(),
    access_token: login.accessToken(),
    refresh_token: login.refreshToken(),
    token_type: "Bearer",
    expires_in: Math.floor((login.expiresAt() - world.clock.now()) / 1000),
    scope: "openid profile email offline_access",
  };
}

function refused(code: string): StatusFault {
  const message = MESSAGES[code] ?? "Your session has ended. Please log in again.";
  return {
    kind: "status",
    status: 401,
    body: { error: { message, type: "invalid_request_error", param: null, code } },
  };
}

function oauthError(status: number, error: string, description: string): StatusFault {
  return { kind: "status", status, body: { error, error_description: description } };
}
