// Qwen under /qwen: the device flow of chat.qwen.ai, and the portal that `resource_url` names.

import { namesOfMember } from "../accounts/realm.ts";
import type { Session } from "../accounts/sessions.ts";
import { asObject, asText, type Json } from "../json.ts";
import { type Answer, answer } from "../serve/answer.ts";
import type { Endpoint, Upstream, Visit, World } from "../serve/world.ts";
import { callerOf, chatRoute } from "./chat.ts";
import { deviceStart, devicePage, DEVICE_GRANT, oauthError } from "./device-flow.ts";
import { compatibleEnvelope } from "./errors.ts";

export const QWEN_CLIENT_ID = "f0304373b74a44d2b584a3fb70ca9e56";

const DEAD_GRANT = oauthError(400, "invalid_grant", "Invalid refresh token.");
const PENDING = oauthError(400, "authorization_pending", "The authorization request is still pending");
const EXPIRED = oauthError(400, "expired_token", "The device code has expired.");

const deviceCode: Endpoint = (world, visit) => {
  const fields = asObject(visit.body) ?? {};
  const challenge = asText(fields["code_challenge"]);
  if (fields["client_id"] !== QWEN_CLIENT_ID)
    return answer(world, visit, oauthError(401, "invalid_client", "Unknown."));
  if (challenge === null || fields["code_challenge_method"] !== "S256") {
    return answer(world, visit, oauthError(400, "invalid_request", "PKCE with S256 is required."));
  }
  const start = world.realms.qwen.signIns.startDevice(challenge);
  return answer(world, visit, { body: deviceStart(world, start, `${visit.url.origin}/qwen/authorize`) });
};

const token: Endpoint = (world, visit) => answer(world, visit, granted(world, visit));

function granted(world: World, visit: Visit): Answer {
  const { signIns, holder } = world.realms.qwen;
  const fields = asObject(visit.body) ?? {};
  if (fields["client_id"] !== QWEN_CLIENT_ID) return oauthError(401, "invalid_client", "Unknown.");
  if (fields["grant_type"] === "refresh_token") {
    const given = asText(fields["refresh_token"]) ?? "";
    const session = holder(given)?.sessions?.of(given) ?? null;
    return session?.refresh(given) === true ? { body: tokens(world, visit, session) } : DEAD_GRANT;
  }
  if (fields["grant_type"] !== DEVICE_GRANT) return oauthError(400, "unsupported_grant_type", "Unknown grant type.");
  const codeVerifier = asText(fields["code_verifier"]) ?? "";
  switch (signIns.pollDevice(asText(fields["device_code"]) ?? "", { codeVerifier })) {
    case "pending":
      return PENDING;
    case "unknown":
      return EXPIRED;
    case "approved": {
      const session = signIns.next(null)?.sessions?.signIn();
      return session === undefined
        ? oauthError(400, "access_denied", "Nobody is there.")
        : { body: tokens(world, visit, session) };
    }
  }
}

function tokens(world: World, visit: Visit, session: Session): Json {
  return {
    status: "success",
    access_token: session.accessToken(),
    refresh_token: session.refreshToken(),
    token_type: "Bearer",
    // The real one names a host alone; a client that takes it as it stands finds its way back here.
    resource_url: `${visit.url.origin}/qwen`,
    expires_in: Math.floor((session.expiresAt() - world.clock.now()) / 1000),
  };
}

const ROUTES: Readonly<Record<string, Endpoint>> = {
  "POST /api/v1/oauth2/device/code": deviceCode,
  "POST /api/v1/oauth2/token": token,
  "GET /authorize": devicePage,
};

export const qwen: Upstream = {
  prefix: "/qwen",
  envelope: compatibleEnvelope(DEAD_GRANT),
  namesOf: (world, request) => namesOfMember(callerOf(world.realms.qwen, request)),
  route: (method, path) => ROUTES[`${method} ${path}`] ?? chatRoute(`${method} ${path.replace(/^\/v1/, "")}`, "qwen"),
};
