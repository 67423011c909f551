// xAI under /xai: api.x.ai and auth.x.ai in one.

import { namesOfMember } from "../accounts/realm.ts";
import type { Endpoint, Upstream } from "../serve/world.ts";
import { API_ROUTES, callerOf } from "./api.ts";
import { xaiEnvelope } from "./errors.ts";
import { SIGN_IN_ROUTES } from "./sign-in.ts";

const ROUTES: Readonly<Record<string, Endpoint>> = { ...API_ROUTES, ...SIGN_IN_ROUTES };

export const xai: Upstream = {
  prefix: "/xai",
  envelope: xaiEnvelope,
  namesOf: (world, request) => namesOfMember(callerOf(world, request)),
  route: (method, path) => ROUTES[`${method} ${path}`] ?? null,
};
