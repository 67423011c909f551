// Signing in to Google: the authorize page, the token endpoint that does not rotate, and who it was.

import { unsigned } from "../accounts/json-web-token.ts";
import type { Session } from "../accounts/sessions.ts";
import type { StatusFault } from "../faults/fault.ts";
import { asObject, asText, type Json } from "../json.ts";
import { answer } from "../serve/answer.ts";
import type { Endpoint, World } from "../serve/world.ts";
import { grantProblem, startGrant } from "../sign-in/grant.ts";
import { admitAccount } from "./admit.ts";
import { oauthError } from "./errors.ts";
import { GOOGLE_CLIENT_IDS, GOOGLE_SCOPES, type GoogleMember } from "./member.ts";

type TokenAnswer = StatusFault | { readonly body: Json };

const DEAD_GRANT = "Token has been expired or revoked.";

/** GET /o/oauth2/v2/auth: signs in an account of the program that asks. */
export const googleAuthorize: Endpoint = (world, visit) => {
  const { signIns } = world.realms.google;
  const clientId = visit.url.searchParams.get("client_id");
  const clientIds = Object.values(GOOGLE_CLIENT_IDS);
  const count = world.realms.google.members().length;
  const pick = (hint: string | null): GoogleMember | null => {
    // The turn goes round all accounts: those of the other program are passed over.
    for (let tries = 0; tries <= count; tries += 1) {
      const entry = signIns.next(hint);
      if (entry !== null && entry.client !== null && GOOGLE_CLIENT_IDS[entry.client] === clientId) return entry;
    }
    return null;
  };
  return answer(world, visit, startGrant(visit.url, { signIns, clientIds, pkce: "optional", pick }));
};

/** POST /token */
export const googleToken: Endpoint = (world, visit) => {
  const fields = asObject(visit.body) ?? {};
  if (!Object.values(GOOGLE_CLIENT_IDS).some((id) => id === fields["client_id"])) {
    return answer(world, visit, oauthError(401, "invalid_client", "The OAuth client was not found."));
  }
  if ((asText(fields["client_secret"]) ?? "") === "") {
    return answer(world, visit, oauthError(400, "invalid_request", "client_secret is missing."));
  }
  switch (fields["grant_type"]) {
    case "refresh_token":
      return answer(world, visit, refreshed(world, fields));
    case "authorization_code":
      return answer(world, visit, exchanged(world, fields));
    default:
      return answer(world, visit, oauthError(400, "unsupported_grant_type", "Invalid grant_type."));
  }
};

/** GET /oauth2/v1/userinfo and /oauth2/v2/userinfo */
export const userInfo: Endpoint = (world, visit) => {
  const admission = admitAccount(world, visit);
  if (admission.kind === "refused") return answer(world, visit, admission.answer);
  const { email, accountId } = admission.member.handle;
  const name = email.split("@")[0] ?? email;
  return answer(world, visit, { body: { id: accountId, email, verified_email: true, name, picture: "" } });
};

function refreshed(world: World, fields: Json): TokenAnswer {
  const token = asText(fields["refresh_token"]) ?? "";
  const member = world.realms.google.holder(token);
  if (member !== null && member.client !== null && GOOGLE_CLIENT_IDS[member.client] !== fields["client_id"]) {
    return oauthError(401, "unauthorized_client", "Unauthorized");
  }
  const session = member?.sessions?.of(token) ?? null;
  if (member === null || session?.refresh(token) !== true) return oauthError(400, "invalid_grant", DEAD_GRANT);
  return { body: tokens(world, member, session) };
}

function exchanged(world: World, fields: Json): TokenAnswer {
  const grant = world.realms.google.signIns.redeem(asText(fields["code"]) ?? "");
  const problem = grantProblem(grant, fields);
  const session = problem === null ? grant?.entry.sessions?.signIn() : undefined;
  if (grant === null || session === undefined)
    return oauthError(400, "invalid_grant", problem ?? "Malformed auth code.");
  return { body: { ...tokens(world, grant.entry, session), refresh_token: session.refreshToken() } };
}

/** A refresh brings no new refresh token. */
function tokens(world: World, member: GoogleMember, session: Session): Json {
  const { email, accountId } = member.handle;
  const clientId = member.client === null ? "" : GOOGLE_CLIENT_IDS[member.client];
  const issuedAt = Math.floor(session.refreshedAt() / 1000);
  const expiresAt = Math.floor(session.expiresAt() / 1000);
  const claims = { iss: "https://accounts.google.com", aud: clientId, azp: clientId, sub: accountId };
  return {
    access_token: session.accessToken(),
    expires_in: expiresAt - Math.floor(world.clock.now() / 1000),
    scope: GOOGLE_SCOPES,
    token_type: "Bearer",
    id_token: unsigned({ ...claims, email, email_verified: true, iat: issuedAt, exp: expiresAt }),
  };
}
