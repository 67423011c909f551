// Google's two doors: the Gemini API by key, Code Assist by access token.

import type { StatusFault } from "../faults/fault.ts";
import { asObject, asText } from "../json.ts";
import { bearer } from "../serve/caller.ts";
import type { Knock, Visit, World } from "../serve/world.ts";
import { errorInfo, googleError, UNAUTHENTICATED } from "./errors.ts";
import type { GoogleMember } from "./member.ts";

export type Admission =
  | { readonly kind: "admitted"; readonly member: GoogleMember }
  | { readonly kind: "refused"; readonly answer: StatusFault };

/** The member a request's credentials name; also those whose token is out of date. */
export function callerOf(world: World, request: Knock): GoogleMember | null {
  const credential = keyOf(request) ?? bearer(request.headers) ?? asText(asObject(request.body)?.["refresh_token"]);
  return credential === null ? null : world.realms.google.holder(credential);
}

/** Admits the holder of a key, in a header or in the query. */
export function admitKey(world: World, visit: Visit): Admission {
  const key = keyOf(visit);
  if (key === null) {
    const message =
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.";
    return { kind: "refused", answer: googleError(visit, { status: 403, message }) };
  }
  const member = world.realms.google.holder(key);
  if (member?.key === key) return { kind: "admitted", member };
  const message = "API key not valid. Please pass a valid API key.";
  const metadata = { service: "generativelanguage.googleapis.com" };
  const details = [errorInfo("API_KEY_INVALID", "googleapis.com", metadata)];
  return { kind: "refused", answer: googleError(visit, { status: 400, message, details }) };
}

/** Admits the holder of a current access token. */
export function admitAccount(world: World, visit: Visit): Admission {
  const token = bearer(visit.headers);
  const member = token === null ? null : world.realms.google.holder(token);
  const isCurrent = token !== null && member?.sessions?.of(token)?.judgeAccess(token) === "current";
  if (member !== null && isCurrent) return { kind: "admitted", member };
  return { kind: "refused", answer: googleError(visit, { status: 401, message: UNAUTHENTICATED }) };
}

function keyOf({ headers, url }: Pick<Knock, "headers" | "url">): string | null {
  return headers.get("x-goog-api-key") ?? url.searchParams.get("key");
}
