// Kimi Code under /kimi: auth.kimi.com, which says 200 while it waits, and api.kimi.com/coding.

import { namesOfMember } from "../accounts/realm.ts";
import type { Session } from "../accounts/sessions.ts";
import { asObject, asText, type Json } from "../json.ts";
import { type Answer, answer } from "../serve/answer.ts";
import type { Endpoint, Upstream, World } from "../serve/world.ts";
import { callerOf, chatRoute } from "./chat.ts";
import { deviceStart, devicePage, DEVICE_GRANT, oauthError } from "./device-flow.ts";
import { compatibleEnvelope } from "./errors.ts";

export const KIMI_CLIENT_ID = "17e5f671-d194-4dfb-9706-5516cb48c098";

const DEAD_GRANT = oauthError(401, "invalid_grant", "The refresh token is invalid.");

const deviceAuthorization: Endpoint = (world, visit) => {
  if (asObject(visit.body)?.["client_id"] !== KIMI_CLIENT_ID) {
    return answer(world, visit, oauthError(401, "invalid_client", "Unknown client."));
  }
  const start = world.realms.kimi.signIns.startDevice(null);
  return answer(world, visit, { body: deviceStart(world, start, `${visit.url.origin}/kimi/device`) });
};

const token: Endpoint = (world, visit) => answer(world, visit, granted(world, asObject(visit.body) ?? {}));

function granted(world: World, fields: Json): Answer {
  const { signIns, holder } = world.realms.kimi;
  if (fields["client_id"] !== KIMI_CLIENT_ID) return oauthError(401, "invalid_client", "Unknown client.");
  if (fields["grant_type"] === "refresh_token") {
    const given = asText(fields["refresh_token"]) ?? "";
    const session = holder(given)?.sessions?.of(given) ?? null;
    return session?.refresh(given) === true ? { body: tokens(world, session) } : DEAD_GRANT;
  }
  if (fields["grant_type"] !== DEVICE_GRANT) return oauthError(400, "unsupported_grant_type", "Unknown grant type.");
  // All of these are a 200: the body alone tells.
  switch (signIns.pollDevice(asText(fields["device_code"]) ?? "", {})) {
    case "pending":
      return oauthError(200, "authorization_pending", "The user has not approved yet.");
    case "unknown":
      return oauthError(200, "expired_token", "The device code has expired.");
    case "approved": {
      const session = signIns.next(null)?.sessions?.signIn();
      return session === undefined
        ? oauthError(200, "access_denied", "Nobody is there.")
        : { body: tokens(world, session) };
    }
  }
}

function tokens(world: World, session: Session): Json {
  return {
    access_token: session.accessToken(),
    refresh_token: session.refreshToken(),
    token_type: "Bearer",
    expires_in: Math.floor((session.expiresAt() - world.clock.now()) / 1000),
    scope: "kimi-code",
  };
}

const ROUTES: Readonly<Record<string, Endpoint>> = {
  "POST /api/oauth/device_authorization": deviceAuthorization,
  "POST /api/oauth/token": token,
  "GET /device": devicePage,
};

export const kimi: Upstream = {
  prefix: "/kimi",
  envelope: compatibleEnvelope(DEAD_GRANT),
  namesOf: (world, request) => namesOfMember(callerOf(world.realms.kimi, request)),
  route: (method, path) =>
    ROUTES[`${method} ${path}`] ?? chatRoute(`${method} ${path.replace(/^\/coding\/v1/, "")}`, "kimi"),
};
