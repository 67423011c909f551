// Anthropic's door: whose credential this is, whether it still counts, and which API version is spoken.

import type { StatusFault } from "../faults/fault.ts";
import { bearer } from "../serve/caller.ts";
import type { Visit, World } from "../serve/world.ts";
import { anthropicError } from "./errors.ts";
import type { AnthropicMember } from "./member.ts";

export type Admission =
  | { readonly kind: "admitted"; readonly member: AnthropicMember; readonly version: ApiVersion }
  | { readonly kind: "refused"; readonly answer: StatusFault };

export type ApiVersion = "2023-06-01" | "2026-10-21";

const OAUTH_BETA = "oauth-2025-04-20";

/** Admits the holder of a key or of a current access token. */
export function admit(world: World, visit: Visit): Admission {
  const version = visit.headers.get("anthropic-version");
  const member = holderOf(world, visit);
  if ("kind" in member) return { kind: "refused", answer: member };
  if (version === null) return refused(world, 400, "anthropic-version: header is required");
  if (version !== "2023-06-01" && version !== "2026-10-21") {
    return refused(world, 400, `anthropic-version: "${version}" is not a valid version`);
  }
  return { kind: "admitted", member, version };
}

/** Admits the holder of a current access token: the doors of the sign-in itself ask for no API version. */
export function admitAccount(world: World, visit: Visit): Extract<Admission, { kind: "refused" }> | AnthropicMember {
  const member = holderOf(world, visit);
  if ("kind" in member) return { kind: "refused", answer: member };
  if (member.sessions !== null) return member;
  const message = "OAuth authentication is required for this endpoint.";
  return { kind: "refused", answer: anthropicError(world, { status: 401, message }) };
}

/** True where the request names the beta. */
export function hasBeta(visit: Pick<Visit, "headers">, beta: string): boolean {
  const betas = (visit.headers.get("anthropic-beta") ?? "").split(",");
  return betas.some((name) => name.trim() === beta);
}

function holderOf(world: World, visit: Visit): AnthropicMember | StatusFault {
  const key = visit.headers.get("x-api-key");
  const token = bearer(visit.headers);
  const refuse = (status: number, message: string): StatusFault => anthropicError(world, { status, message });
  if (key !== null) {
    const holder = world.realms.anthropic.holder(key);
    return holder?.key === key ? holder : refuse(401, "invalid x-api-key");
  }
  if (token === null) return refuse(401, "x-api-key header is required");
  const holder = world.realms.anthropic.holder(token);
  if (holder?.key === token) return holder;
  if (!hasBeta(visit, OAUTH_BETA)) return refuse(401, "OAuth authentication is currently not supported.");
  switch (holder?.sessions?.of(token)?.judgeAccess(token)) {
    case "current":
      return holder ?? refuse(401, "Invalid bearer token");
    case "expired":
      return refuse(401, "OAuth token has expired. Please obtain a new token or refresh your existing token.");
    case "revoked":
      return refuse(403, "OAuth token has been revoked. Please obtain a new token or refresh your existing token.");
    default:
      return refuse(401, "Invalid bearer token");
  }
}

function refused(world: World, status: number, message: string): Admission {
  return { kind: "refused", answer: anthropicError(world, { status, message }) };
}
