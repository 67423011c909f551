// Kimi Code under /kimi: auth.kimi.com, which says 200 while it waits, and api.kimi.com/coding, which speaks OpenAI's chat and
// Anthropic's messages.

import type { Clock, Ids } from "../../domain/ports.ts";
import { opaqueToken } from "../accounts/opaque-token.ts";
import { namesOfMember } from "../accounts/realm.ts";
import type { Session } from "../accounts/sessions.ts";
import { HOUR_MS } from "../accounts/usage-window.ts";
import { messageScriptFor } from "../anthropic/messages.ts";
import { messageObject, messageTelling } from "../encode/message.ts";
import type { Meaning, StatusFault } from "../faults/fault.ts";
import { asObject, asText, type Json, objectsIn } from "../json.ts";
import { messagesPrompt } from "../model/messages-prompt.ts";
import { reply } from "../model/reply.ts";
import { rfc3339 } from "../rfc3339.ts";
import { type Answer, answer, stream } from "../serve/answer.ts";
import { bearer } from "../serve/caller.ts";
import type { Endpoint, Envelope, Upstream, Visit, World } from "../serve/world.ts";
import { callerOf, chatRoute } from "./chat.ts";
import { deviceStart, devicePage, DEVICE_GRANT, oauthError } from "./device-flow.ts";
import { compatibleEnvelope } from "./errors.ts";
import { type CompatibleMember, KIMI_PATH } from "./member.ts";

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

/** Chat as the imitators have it; who thinks wants to see what was thought before each call of a tool. */
const chat: Endpoint = (world, visit) => {
  const messages = objectsIn(asObject(visit.body)?.["messages"]);
  const bare = messages.findIndex((message) => objectsIn(message["tool_calls"]).length > 0 && !hasThought(message));
  if (bare === -1 || admitted(world, visit) === null) return completions(world, visit);
  const message = `thinking is enabled but reasoning_content is missing in assistant tool call message at index ${bare}`;
  return answer(world, visit, refusal(400, message, "invalid_request_error"));
};

const completions: Endpoint = (world, visit) =>
  chatRoute("POST /chat/completions", "kimi")?.(world, visit) ?? answer(world, visit, UNAUTHORIZED);

function hasThought(message: Json): boolean {
  return (asText(message["reasoning_content"]) ?? "") !== "";
}

/** POST /coding/v1/messages: Anthropic's API with a bearer token and this upstream's own models and errors. */
const messages: Endpoint = (world, visit) => {
  const member = admitted(world, visit);
  if (member === null) return answer(world, visit, UNAUTHORIZED);
  const request = asObject(visit.body);
  const model = asText(request?.["model"]) ?? "";
  if (request === null || !Array.isArray(request["messages"]) || typeof request["max_tokens"] !== "number") {
    return answer(world, visit, refusal(400, "Invalid request: messages and max_tokens are required"));
  }
  if (!member.models.includes(model) && !model.startsWith("sandbox-")) {
    return answer(world, visit, refusal(404, `Not found the model ${model}`, "resource_not_found_error"));
  }
  member.served.count += 1;
  const frame = { id: world.ids.token("msg"), model, request, owner: member.handle.accountId };
  const headers = { "x-request-id": world.ids.requestId() };
  if (request["stream"] === true) {
    return stream(world, visit, { script: messageScriptFor(world, visit, frame), headers });
  }
  const telling = messageTelling(frame, reply(messagesPrompt(request)), world.ids);
  return answer(world, visit, { body: messageObject(telling), headers });
};

/** What a plan allows in a window, in requests. */
const ALLOWED = 100;

/** GET /coding/v1/usages: numbers as texts, the week beside the shorter windows. */
const usages: Endpoint = (world, visit) => {
  const member = admitted(world, visit);
  if (member === null) return answer(world, visit, UNAUTHORIZED);
  const used = Math.min(ALLOWED, member.served.count);
  const detail = (windowMs: number): Json => ({
    limit: String(ALLOWED),
    used: String(used),
    remaining: String(ALLOWED - used),
    resetTime: rfc3339(world.clock.now() + windowMs),
  });
  const window = { duration: 300, timeUnit: "TIME_UNIT_MINUTE" };
  const body = {
    user: { userId: member.handle.accountId, membership: { level: "LEVEL_INTERMEDIATE" } },
    usage: detail(7 * 24 * HOUR_MS),
    limits: [{ window, detail: detail(5 * HOUR_MS) }],
  };
  return answer(world, visit, { body });
};

function admitted(world: World, visit: Visit): CompatibleMember | null {
  const given = bearer(visit.headers);
  const member = given === null ? null : world.realms.kimi.holder(given);
  if (given === null || member === null) return null;
  if (member.key !== null) return member.key === given ? member : null;
  return member.sessions?.of(given)?.judgeAccess(given) === "current" ? member : null;
}

/** Kimi's errors have a type and no code. */
function refusal(status: number, message: string, type = "invalid_request_error"): StatusFault {
  return { kind: "status", status, body: { error: { message, type } } };
}

const UNAUTHORIZED = refusal(
  401,
  "The API Key appears to be invalid or may have expired. Please verify your credentials and try again.",
  "invalid_authentication_error",
);
const USED_UP =
  "You've reached your weekly (7-day) usage limit. Your quota will reset when the current 7-day window ends.";

const MEANINGS: Partial<Readonly<Record<Meaning, StatusFault>>> = {
  unauthorized: UNAUTHORIZED,
  "token-invalidated": UNAUTHORIZED,
  "rate-limit": refusal(
    429,
    "We're receiving too many requests at the moment. Please wait a moment and try again.",
    "rate_limit_reached_error",
  ),
  "usage-not-included": refusal(
    403,
    "Kimi For Coding is currently only available for Coding Agents such as Kimi CLI, Claude Code, Roo Code, Kilo Code, etc.",
    "access_terminated_error",
  ),
  overloaded: refusal(429, "The engine is currently overloaded, please try again later", "engine_overloaded_error"),
};

const imitator = compatibleEnvelope(DEAD_GRANT);

const envelope: Envelope = {
  ...imitator,
  status(world, visit, fault) {
    const own = visit.url.pathname.endsWith("/token") ? undefined : MEANINGS[fault.means ?? "server-error"];
    return own ?? imitator.status(world, visit, fault);
  },
  usageLimit: () => refusal(403, USED_UP, "access_terminated_error"),
};

export interface SandboxKimiKey {
  readonly email: string;
  readonly accountId: string;
  readonly key: string;
  authFile(): Json;
  /** An entry of a list of keys; `sandboxUrl` is where the sandbox listens. */
  configEntry(sandboxUrl: string): Json;
}

/** A key of Kimi Code's console. */
export function createKimiKey(
  input: { readonly email: string; readonly key?: string },
  { ids }: { readonly clock: Clock; readonly ids: Ids },
): CompatibleMember & { readonly handle: SandboxKimiKey } {
  const key = input.key ?? opaqueToken(ids, "sk-kimi-");
  const handle: SandboxKimiKey = {
    email: input.email,
    accountId: opaqueToken(ids, "org-"),
    key,
    authFile: () => ({ type: "kimi", api_key: key }),
    configEntry: (sandboxUrl) => ({ "api-key": key, "base-url": `${sandboxUrl}/kimi/coding` }),
  };
  return {
    handle,
    sessions: null,
    key,
    served: { count: 0 },
    path: KIMI_PATH,
    models: ["kimi-for-coding"],
    reasons: true,
  };
}

const ROUTES: Readonly<Record<string, Endpoint>> = {
  "POST /api/oauth/device_authorization": deviceAuthorization,
  "POST /api/oauth/token": token,
  "GET /device": devicePage,
  "POST /coding/v1/chat/completions": chat,
  "POST /coding/v1/messages": messages,
  "GET /coding/v1/usages": usages,
};

export const kimi: Upstream = {
  prefix: "/kimi",
  envelope,
  namesOf: (world, request) => namesOfMember(callerOf(world.realms.kimi, request)),
  route: (method, path) =>
    ROUTES[`${method} ${path}`] ?? chatRoute(`${method} ${path.replace(/^\/coding\/v1/, "")}`, "kimi"),
};
