// Vertex AI: Gemini's methods in a project and place by access token, or without either by key; and the grant that gives a
// service account its tokens.

import type { StatusFault } from "../faults/fault.ts";
import { asObject, asText } from "../json.ts";
import { type Answer, answer } from "../serve/answer.ts";
import { bearer } from "../serve/caller.ts";
import type { Endpoint, Envelope, Knock, Visit, World } from "../serve/world.ts";
import { googleError, oauthError, UNAUTHENTICATED } from "./errors.ts";
import { generate, type Generation } from "./generate.ts";
import { claimedBy, verified, type VertexMember } from "./vertex-member.ts";

const PATH =
  /^\/v1(?:beta1)?(?:\/projects\/([^/]+)\/locations\/([^/]+))?\/publishers\/google\/models\/([^/:]+):(generateContent|streamGenerateContent|countTokens)$/;

const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

const SCOPE = "https://www.googleapis.com/auth/cloud-platform";
/** However the sandbox is reached, assertions are for Google's own endpoint. */
const AUDIENCE = "https://oauth2.googleapis.com/token";
const LONGEST_SECONDS = 3600;
const SKEW_SECONDS = 300;

/** The member a request's credentials name; also those whose token is out of date. */
export function vertexCallerOf(world: World, request: Knock): VertexMember | null {
  const credential = request.headers.get("x-goog-api-key") ?? bearer(request.headers);
  if (credential !== null) return world.realms.vertex.holder(credential);
  const assertion = asText(asObject(request.body)?.["assertion"]);
  return assertion === null ? null : issuerOf(world, assertion);
}

/** The endpoint of a path under a publisher's models; null where there is none. */
export function vertexRoute(method: string, path: string): Endpoint | null {
  const asked = method === "POST" ? PATH.exec(path) : null;
  if (asked === null) return null;
  const [, project, location, model = "", action = ""] = asked;
  const place = project === undefined || location === undefined ? null : { project, location };
  return (world, visit) => {
    const member = place === null ? admitKey(world, visit) : admitToken(world, visit, place);
    if ("kind" in member) return answer(world, visit, member);
    const request = asObject(visit.body);
    if (request === null) {
      return answer(world, visit, googleError(visit, { status: 400, message: "Invalid JSON payload received." }));
    }
    if (withoutRole(request["contents"])) {
      const message = "Please use a valid role: user, model.";
      return answer(world, visit, googleError(visit, { status: 400, message }));
    }
    const asking = { member: member.google, model: decodeURIComponent(model), request, door: "gemini" } as const;
    return generate(world, visit, { ...asking, method: action as Generation["method"] });
  };
}

/** POST /token: takes signed assertions as well (RFC 7523). */
export function takingAssertions(other: Endpoint): Endpoint {
  return (world, visit) =>
    asObject(visit.body)?.["grant_type"] === JWT_BEARER
      ? answer(world, visit, grantedByAssertion(world, visit))
      : other(world, visit);
}

/** Vertex AI's own words for limits: it names no quota. The rest is as everywhere at Google. */
export function sayingLimits(other: Envelope): Envelope {
  const isOurs = ({ url }: Pick<Visit, "url">): boolean => url.pathname.includes("/publishers/google/");
  return {
    ...other,
    status: (world, visit, fault) =>
      isOurs(visit) && fault.means === "rate-limit" ? exhausted(visit) : other.status(world, visit, fault),
    usageLimit: (world, visit, resetsInMs) =>
      isOurs(visit) ? exhausted(visit) : other.usageLimit(world, visit, resetsInMs),
  };
}

function exhausted(visit: Visit): StatusFault {
  const message =
    "Resource exhausted. Please try again later. Please refer to https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429 for more details.";
  return googleError(visit, { status: 429, message });
}

function grantedByAssertion(world: World, visit: Visit): Answer {
  const assertion = asText(asObject(visit.body)?.["assertion"]) ?? "";
  const member = issuerOf(world, assertion);
  if (member?.publicKey == null) return oauthError(400, "invalid_grant", "Invalid grant: account not found");
  const claims = verified(assertion, member.publicKey);
  if (claims === null) return oauthError(400, "invalid_grant", "Invalid JWT Signature.");
  const now = world.clock.now() / 1000;
  const { iat, exp } = claims;
  const isShort = typeof iat === "number" && typeof exp === "number" && exp - iat <= LONGEST_SECONDS && exp > now;
  if (!isShort || iat > now + SKEW_SECONDS) {
    const message =
      "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.";
    return oauthError(400, "invalid_grant", message);
  }
  if (claims["aud"] !== AUDIENCE) return oauthError(400, "invalid_grant", "Invalid JWT: Failed audience check.");
  if (claims["scope"] !== SCOPE)
    return oauthError(400, "invalid_scope", "Invalid OAuth scope or ID token audience provided.");
  const session = member.sessions?.latest();
  if (session?.refresh(session.refreshToken()) !== true) {
    return oauthError(400, "invalid_grant", "Invalid grant: account not found");
  }
  const expiresIn = Math.floor((session.expiresAt() - world.clock.now()) / 1000);
  return { body: { access_token: session.accessToken(), expires_in: expiresIn, token_type: "Bearer" } };
}

/** Whom an assertion names, checked or not. */
function issuerOf(world: World, assertion: string): VertexMember | null {
  const issuer = asText(claimedBy(assertion)?.["iss"]);
  const members = world.realms.vertex.members();
  return members.find(({ handle, publicKey }) => publicKey !== null && handle.email === issuer) ?? null;
}

function admitToken(
  world: World,
  visit: Visit,
  place: { readonly project: string; readonly location: string },
): VertexMember | StatusFault {
  const token = bearer(visit.headers);
  const member = token === null ? null : world.realms.vertex.holder(token);
  const isCurrent = token !== null && member?.sessions?.of(token)?.judgeAccess(token) === "current";
  if (member === null || !isCurrent) return googleError(visit, { status: 401, message: UNAUTHENTICATED });
  const { project, location } = place;
  if (member.google.projectId === project && member.location === location) return member;
  const resource = `projects/${project}/locations/${location}`;
  const message = `Permission 'aiplatform.endpoints.predict' denied on resource '//aiplatform.googleapis.com/${resource}' (or it may not exist).`;
  return googleError(visit, { status: 403, message });
}

function admitKey(world: World, visit: Visit): VertexMember | StatusFault {
  const key = visit.headers.get("x-goog-api-key");
  const member = key === null ? null : world.realms.vertex.holder(key);
  if (member !== null && member.key === key) return member;
  return googleError(visit, { status: 401, message: UNAUTHENTICATED });
}

/** Here a turn has to say whose it is. */
function withoutRole(contents: unknown): boolean {
  return Array.isArray(contents) && contents.some((turn) => asText(asObject(turn)?.["role"]) === null);
}
