// Google under /google: generativelanguage, cloudcode-pa, aiplatform, accounts, oauth2 and www of googleapis.com in one.

import { namesOfMember } from "../accounts/realm.ts";
import type { Endpoint, Upstream } from "../serve/world.ts";
import { callerOf } from "./admit.ts";
import { codeAssistRoute } from "./code-assist.ts";
import { googleEnvelope } from "./errors.ts";
import { geminiRoute } from "./gemini-api.ts";
import { googleAuthorize, googleToken, userInfo } from "./sign-in.ts";
import { sayingLimits, takingAssertions, vertexCallerOf, vertexRoute } from "./vertex.ts";

const ROUTES: Readonly<Record<string, Endpoint>> = {
  "GET /o/oauth2/v2/auth": googleAuthorize,
  "POST /token": takingAssertions(googleToken),
  "GET /oauth2/v1/userinfo": userInfo,
  "GET /oauth2/v2/userinfo": userInfo,
};

export const google: Upstream = {
  prefix: "/google",
  envelope: sayingLimits(googleEnvelope),
  namesOf: (world, request) => namesOfMember(callerOf(world, request) ?? vertexCallerOf(world, request)),
  route: (method, path) =>
    ROUTES[`${method} ${path}`] ??
    geminiRoute(method, path) ??
    codeAssistRoute(method, path) ??
    vertexRoute(method, path),
};
