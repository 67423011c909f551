// auth.x.ai: what OpenID Connect discovers there, the device flow, and a token endpoint that rotates.

import type { Session } from "../accounts/sessions.ts";
import { devicePage, DEVICE_GRANT, deviceStart } from "../compatible/device-flow.ts";
import { asObject, asText, type Json } from "../json.ts";
import { type Answer, answer } from "../serve/answer.ts";
import type { Endpoint, World } from "../serve/world.ts";
import { DEAD_GRANT, oauthError } from "./errors.ts";
import { idTokenOf, type XaiMember, XAI_CLIENT_ID } from "./member.ts";

const SCOPES = "openid profile email offline_access grok-cli:access api:access";

const discovery: Endpoint = (world, visit) => {
  const issuer = `${visit.url.origin}/xai`;
  return answer(world, visit, {
    body: {
      issuer,
      device_authorization_endpoint: `${issuer}/oauth2/device/code`,
      token_endpoint: `${issuer}/oauth2/token`,
      scopes_supported: SCOPES.split(" "),
    },
  });
};

const deviceCode: Endpoint = (world, visit) => {
  const fields = asObject(visit.body) ?? {};
  if (fields["client_id"] !== XAI_CLIENT_ID) return answer(world, visit, unknownClient());
  if (!(asText(fields["scope"]) ?? "").split(" ").includes("openid")) {
    return answer(world, visit, oauthError("invalid_scope", "The scope openid is required."));
  }
  const start = world.realms.xai.signIns.startDevice(null);
  return answer(world, visit, { body: deviceStart(world, start, `${visit.url.origin}/xai/device`) });
};

const token: Endpoint = (world, visit) => answer(world, visit, granted(world, asObject(visit.body) ?? {}));

function granted(world: World, fields: Json): Answer {
  const { signIns, holder } = world.realms.xai;
  if (fields["client_id"] !== XAI_CLIENT_ID) return unknownClient();
  if (fields["grant_type"] === "refresh_token") {
    const given = asText(fields["refresh_token"]) ?? "";
    const member = holder(given);
    const session = member?.sessions?.of(given) ?? null;
    return member !== null && session?.refresh(given) === true ? { body: tokens(world, member, session) } : DEAD_GRANT;
  }
  if (fields["grant_type"] !== DEVICE_GRANT) return oauthError("unsupported_grant_type", "Unknown grant type.");
  switch (signIns.pollDevice(asText(fields["device_code"]) ?? "", {})) {
    case "pending":
      return oauthError("authorization_pending", "The user has not approved yet.");
    case "unknown":
      return oauthError("expired_token", "The device code has expired.");
    case "approved": {
      const member = signIns.next(null);
      const session = member?.sessions?.signIn();
      return member === null || session === undefined
        ? oauthError("access_denied", "Nobody is there.")
        : { body: tokens(world, member, session) };
    }
  }
}

function tokens(world: World, member: XaiMember, session: Session): Json {
  return {
    access_token: session.accessToken(),
    refresh_token: session.refreshToken(),
    id_token: idTokenOf(member.handle, session),
    token_type: "Bearer",
    expires_in: Math.floor((session.expiresAt() - world.clock.now()) / 1000),
    scope: SCOPES,
  };
}

function unknownClient(): Answer {
  return oauthError("invalid_client", "Unknown client.", 401);
}

export const SIGN_IN_ROUTES: Readonly<Record<string, Endpoint>> = {
  "GET /.well-known/openid-configuration": discovery,
  "POST /oauth2/device/code": deviceCode,
  "POST /oauth2/token": token,
  "GET /device": devicePage,
};
