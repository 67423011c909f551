// Who is calling: by the bearer token, or on the token endpoint by the refresh token in the body.

import { asObject, asText } from "../json.ts";
import type { Caller, World } from "./world.ts";

/** Whoever calls one of the upstreams that know their callers by themselves. */
export const NOBODY: Caller = { token: null, holder: null, apiKey: null };

/** The caller a request's credentials name; also those whose token is out of date. */
export function identify(world: World, headers: Headers, body: unknown): Caller {
  const token = bearer(headers);
  const credential = token ?? asText(asObject(body)?.["refresh_token"]);
  if (credential === null) return { token, holder: null, apiKey: null };
  const apiKey = world.directory.apiKey(credential);
  return { token, apiKey, holder: apiKey === null ? world.directory.holder(credential) : null };
}

/** Every name a fault script may call the caller by. */
export function namesOf(caller: Caller): readonly string[] {
  if (caller.holder !== null) return [caller.holder.entry.handle.email, caller.holder.entry.handle.accountId];
  return caller.apiKey === null ? [] : [caller.apiKey.email, caller.apiKey.key];
}

/** What stands after `Bearer`; null where there is none. */
export function bearer(headers: Headers): string | null {
  const header = headers.get("authorization");
  return header?.toLowerCase().startsWith("bearer ") === true ? header.slice(7).trim() : null;
}
