// iFlow under /iflow: a browser sign-in for a key, a token endpoint that says 200 when it fails, and chat by the key.

import { namesOfMember } from "../accounts/realm.ts";
import type { Session } from "../accounts/sessions.ts";
import type { StatusFault } from "../faults/fault.ts";
import { asObject, asText, type Json } from "../json.ts";
import { type Answer, answer } from "../serve/answer.ts";
import type { Endpoint, Upstream, Visit, World } from "../serve/world.ts";
import { grantProblem, startGrant } from "../sign-in/grant.ts";
import { callerOf, chatRoute } from "./chat.ts";
import { compatibleEnvelope } from "./errors.ts";

export const IFLOW_CLIENT_ID = "10009311001";

const authorize: Endpoint = (world, visit) => {
  const { signIns } = world.realms.iflow;
  const rules = { signIns, clientIds: [IFLOW_CLIENT_ID], pkce: "optional", redirectName: "redirect" } as const;
  return answer(world, visit, startGrant(visit.url, rules));
};

const token: Endpoint = (world, visit) => answer(world, visit, granted(world, visit));

/** GET /api/oauth/getUserInfo: the key that chats. */
const getUserInfo: Endpoint = (world, visit) => {
  const given = visit.url.searchParams.get("accessToken") ?? "";
  const member = world.realms.iflow.holder(given);
  if (member === null || member.sessions?.of(given)?.judgeAccess(given) !== "current") {
    return answer(world, visit, { body: { success: false, message: "invalid access token" } });
  }
  const data = { apiKey: member.key, email: member.handle.email, phone: "" };
  return answer(world, visit, { body: { success: true, data } });
};

function granted(world: World, visit: Visit): Answer {
  const { signIns, holder } = world.realms.iflow;
  const fields = asObject(visit.body) ?? {};
  const secret = asText(fields["client_secret"]) ?? "";
  const basic = Buffer.from(`${IFLOW_CLIENT_ID}:${secret}`).toString("base64");
  const isClient = fields["client_id"] === IFLOW_CLIENT_ID && secret !== "";
  if (!isClient || visit.headers.get("authorization") !== `Basic ${basic}`) return failed("invalid client");
  if (fields["grant_type"] === "refresh_token") {
    const given = asText(fields["refresh_token"]) ?? "";
    const session = holder(given)?.sessions?.of(given) ?? null;
    return session?.refresh(given) === true ? { body: tokens(world, session) } : failed("invalid refresh token");
  }
  const grant = signIns.redeem(asText(fields["code"]) ?? "");
  const problem = grantProblem(grant, fields);
  const session = problem === null ? grant?.entry.sessions?.signIn() : undefined;
  return session === undefined ? failed(problem ?? "invalid code") : { body: tokens(world, session) };
}

/** Failures are a 200, too. */
function failed(message: string): StatusFault {
  return { kind: "status", status: 200, body: { success: false, code: 500, message } };
}

function tokens(world: World, session: Session): Json {
  return {
    access_token: session.accessToken(),
    refresh_token: session.refreshToken(),
    token_type: "bearer",
    expires_in: Math.floor((session.expiresAt() - world.clock.now()) / 1000),
    scope: "read",
  };
}

const ROUTES: Readonly<Record<string, Endpoint>> = {
  "GET /oauth": authorize,
  "POST /oauth/token": token,
  "GET /api/oauth/getUserInfo": getUserInfo,
};

export const iflow: Upstream = {
  prefix: "/iflow",
  envelope: compatibleEnvelope(failed("invalid refresh token")),
  namesOf: (world, request) => namesOfMember(callerOf(world.realms.iflow, request)),
  route: (method, path) => ROUTES[`${method} ${path}`] ?? chatRoute(`${method} ${path.replace(/^\/v1/, "")}`, "iflow"),
};
