// Upstreams with OpenAI's API and a name of their own, under /compat/<name>/v1.

import { namesOfMember } from "../accounts/realm.ts";
import type { Upstream } from "../serve/world.ts";
import { callerOf, chatRoute } from "./chat.ts";
import { compatibleEnvelope, compatibleError } from "./errors.ts";

const PATH = /^\/[^/]+\/v1(\/.+)$/;

export const compatible: Upstream = {
  prefix: "/compat",
  envelope: compatibleEnvelope(compatibleError({ status: 401, message: "Authentication Fails" })),
  namesOf: (world, request) => namesOfMember(callerOf(world.realms.compatible, request)),
  route: (method, path) => chatRoute(`${method} ${PATH.exec(path)?.[1] ?? ""}`, "compatible"),
};
