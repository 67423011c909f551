// Code Assist by access token: which project an account has, what is left of its day, and the requests themselves.

import { asObject, asText, type Json } from "../json.ts";
import { rfc3339 } from "../rfc3339.ts";
import { answer } from "../serve/answer.ts";
import type { Endpoint, Visit, World } from "../serve/world.ts";
import { admitAccount } from "./admit.ts";
import { googleError } from "./errors.ts";
import { geminiModelNames } from "./gemini-api.ts";
import { generate, type Generation } from "./generate.ts";
import type { GoogleMember } from "./member.ts";

const PREFIX = "/v1internal:";
const OPERATION = "/v1internal/operations/onboarding";
const TIERS: readonly { readonly id: string; readonly name: string }[] = [
  { id: "free-tier", name: "Gemini Code Assist for individuals" },
  { id: "standard-tier", name: "Gemini Code Assist" },
];
const UNSUPPORTED =
  "This client is no longer supported for Gemini Code Assist for individuals. Please migrate to the Antigravity suite of products.";

/** The endpoint of a path under /v1internal; null where there is none. */
export function codeAssistRoute(method: string, path: string): Endpoint | null {
  if (method === "GET" && path === OPERATION) return asMember(onboarded);
  if (method !== "POST" || !path.startsWith(PREFIX)) return null;
  const name = path.slice(PREFIX.length);
  switch (name) {
    case "loadCodeAssist":
      return asMember(loaded);
    case "onboardUser":
      return asMember(onboard);
    case "retrieveUserQuota":
      return asMember(quota);
    case "fetchAvailableModels":
      return asMember(available);
    case "generateContent":
    case "streamGenerateContent":
    case "countTokens":
      return asMember((world, visit, member) => asked(world, visit, { member, method: name }));
    default:
      return null;
  }
}

type Door = (world: World, visit: Visit, member: GoogleMember) => Response;

function asMember(door: Door): Endpoint {
  return (world, visit) => {
    const admission = admitAccount(world, visit);
    if (admission.kind === "refused") return answer(world, visit, admission.answer);
    return door(world, visit, admission.member);
  };
}

const loaded: Door = (world, visit, member) => {
  const allowedTiers = TIERS.map((tier) => ({
    ...tier,
    isDefault: tier.id === member.tier,
    userDefinedCloudaicompanionProject: tier.id !== "free-tier",
  }));
  if (!member.eligible) {
    const reason = { reasonCode: "UNSUPPORTED_CLIENT", reasonMessage: UNSUPPORTED, tierId: "free-tier" };
    return answer(world, visit, { body: { allowedTiers, ineligibleTiers: [reason] } });
  }
  if (member.onboarding.state !== "done") return answer(world, visit, { body: { allowedTiers } });
  const currentTier = TIERS.find((tier) => tier.id === member.tier);
  const body = { currentTier, allowedTiers, cloudaicompanionProject: member.projectId, gcpManaged: false };
  return answer(world, visit, { body });
};

/** The first call starts it, the next finds it done. */
const onboard: Door = (world, visit, member) => {
  const body = asObject(visit.body) ?? {};
  const tier = asText(body["tierId"]) ?? asText(body["tier_id"]);
  if (!TIERS.some(({ id }) => id === tier)) {
    return answer(world, visit, googleError(visit, { status: 400, message: "Request contains an invalid argument." }));
  }
  if (tier === "free-tier" && body["cloudaicompanionProject"] !== undefined) {
    const message = "Precondition check failed.";
    return answer(world, visit, googleError(visit, { status: 400, name: "FAILED_PRECONDITION", message }));
  }
  if (!member.eligible) return answer(world, visit, googleError(visit, { status: 403, message: UNSUPPORTED }));
  if (member.onboarding.state !== "none") return onboarded(world, visit, member);
  member.onboarding.state = "started";
  return answer(world, visit, { body: { name: "operations/onboarding", done: false } });
};

const onboarded: Door = (world, visit, member) => {
  if (member.onboarding.state === "none") {
    return answer(world, visit, googleError(visit, { status: 404, message: "Operation not found." }));
  }
  member.onboarding.state = "done";
  const project = { id: member.projectId, name: member.projectId };
  const response = { cloudaicompanionProject: project };
  return answer(world, visit, { body: { name: "operations/onboarding", done: true, response } });
};

const quota: Door = (world, visit, member) => {
  const window = member.day.now();
  const buckets = geminiModelNames().map((modelId) => ({
    modelId,
    tokenType: "REQUESTS",
    remainingFraction: window === null ? 1 : Math.round((100 - window.usedPercent) * 100) / 10_000,
    ...(window === null ? {} : { resetTime: rfc3339(window.resetsAt) }),
  }));
  return answer(world, visit, { body: { buckets } });
};

/** Served to Antigravity beside Gemini's; the last completes code in its editor and is no model to talk to. */
const FURTHER_MODELS = ["claude-opus-5-5", "gpt-oss-120b-medium", "tab_flash_lite_preview"];

const available: Door = (world, visit, member) => {
  const window = member.day.now();
  const quotaInfo = {
    remainingFraction: window === null ? 1 : Math.round((100 - window.usedPercent) * 100) / 10_000,
    ...(window === null ? {} : { resetTime: rfc3339(window.resetsAt) }),
  };
  const names = [...geminiModelNames(), ...FURTHER_MODELS];
  const models = Object.fromEntries(names.map((name) => [name, { displayName: name, quotaInfo }]));
  return answer(world, visit, { body: { models } });
};

function asked(world: World, visit: Visit, what: Pick<Generation, "member" | "method">): Response {
  const body = asObject(visit.body) ?? {};
  const request = asObject(body["request"]);
  if (request === null) {
    return answer(world, visit, googleError(visit, { status: 400, message: "Request contains an invalid argument." }));
  }
  const isCount = what.method === "countTokens";
  const problem = isCount ? null : projectProblem(body, what.member);
  if (problem !== null) return answer(world, visit, googleError(visit, problem));
  const named = asText(body["model"]) ?? asText(request["model"]) ?? "";
  return generate(world, visit, {
    ...what,
    model: named.replace(/^models\//, ""),
    request: withoutSession(request),
    door: "code-assist",
  });
}

function projectProblem(
  body: Json,
  member: GoogleMember,
): { readonly status: number; readonly message: string } | null {
  const project = asText(body["project"]);
  if (project === null) return { status: 400, message: "Request contains an invalid argument: project is missing." };
  if (project === member.projectId && member.onboarding.state === "done") return null;
  return { status: 403, message: `Permission denied on resource project ${project}.` };
}

/** Gemini CLI names its session inside the request, which the Gemini API does not know. */
function withoutSession(request: Json): Json {
  const { session_id: _snake, sessionId: _camel, ...rest } = request;
  return rest;
}
