// Google's envelope: what goes wrong, with the details clients tell one quota from another by.

import type { Meaning, StatusFault } from "../faults/fault.ts";
import { asObject, asText, type Json } from "../json.ts";
import { rfc3339 } from "../rfc3339.ts";
import type { Envelope, Visit, World } from "../serve/world.ts";

export interface GoogleProblem {
  readonly status: number;
  readonly message: string;
  /** Default: the one that goes with the status. */
  readonly name?: string;
  readonly details?: readonly Json[];
}

const NAMES: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  409: "ABORTED",
  429: "RESOURCE_EXHAUSTED",
  499: "CANCELLED",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};

const RPC = "type.googleapis.com/google.rpc.";
const CODE_ASSIST = "cloudcode-pa.googleapis.com";
const QUOTA_METRIC = "generativelanguage.googleapis.com/generate_content_free_tier_requests";
const ENDS_A_GRANT: ReadonlySet<Meaning> = new Set(["unauthorized", "token-invalidated", "refresh-refused"]);

export const UNAUTHENTICATED =
  "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.";

/** An error in Google's form. Where a list would be streamed, it comes as a list of one. */
export function googleError(visit: Pick<Visit, "url">, problem: GoogleProblem): StatusFault {
  const { status, message } = problem;
  const name = problem.name ?? NAMES[status] ?? (status >= 500 ? "INTERNAL" : "INVALID_ARGUMENT");
  const details = problem.details === undefined ? {} : { details: problem.details };
  const body = { error: { code: status, message, status: name, ...details } };
  if (!isListed(visit)) return { kind: "status", status, body };
  const headers = { "content-type": "application/json; charset=UTF-8" };
  return { kind: "status", status, body: JSON.stringify([body]), headers };
}

/** True for a stream that comes as one JSON list. */
export function isListed(visit: Pick<Visit, "url">): boolean {
  return visit.url.pathname.endsWith(":streamGenerateContent") && visit.url.searchParams.get("alt") !== "sse";
}

/** An error as the token endpoint gives it. */
export function oauthError(status: number, error: string, description: string): StatusFault {
  return { kind: "status", status, body: { error, error_description: description } };
}

/** `google.rpc.ErrorInfo` */
export function errorInfo(reason: string, domain: string, metadata: Json = {}): Json {
  return { "@type": `${RPC}ErrorInfo`, reason, domain, metadata };
}

/** 429 for the rest of the day, in the words of the door that was knocked at. */
export function usedUp(world: World, visit: Visit, resetsInMs: number): StatusFault {
  if (isCodeAssist(visit)) {
    const metadata = {
      quotaResetDelay: duration(resetsInMs),
      quotaResetTimeStamp: rfc3339(world.clock.now() + resetsInMs),
      model: modelOf(visit),
      uiMessage: "true",
    };
    const message = `You have exhausted your capacity on this model. Your quota will reset after ${duration(resetsInMs)}.`;
    const details = [errorInfo("QUOTA_EXHAUSTED", CODE_ASSIST, metadata), retryInfo(resetsInMs)];
    return googleError(visit, { status: 429, message, details });
  }
  const quotaId = "GenerateRequestsPerDayPerProjectPerModel-FreeTier";
  return googleError(visit, quotaExceeded(visit, { quotaId, limit: 50, retryInMs: resetsInMs }));
}

export const googleEnvelope: Envelope = {
  status(_world, visit, fault) {
    if (fault.means === undefined) {
      const isOpen = asObject(fault.body) !== null && Object.keys(fault.body).length === 0;
      return isOpen ? googleError(visit, { status: fault.status, message: "A scripted failure." }) : fault;
    }
    if (visit.url.pathname.endsWith("/token") && ENDS_A_GRANT.has(fault.means)) {
      return oauthError(400, "invalid_grant", "Token has been expired or revoked.");
    }
    return googleError(visit, meant(visit, fault.means, fault.retryInMs ?? 1500));
  },
  usageLimit: (world, visit, resetsInMs) => usedUp(world, visit, resetsInMs),
  failed: (_world, visit, { message }) => googleError(visit, { status: 500, message }),
};

function meant(visit: Visit, means: Meaning, retryInMs: number): GoogleProblem {
  const model = modelOf(visit);
  const onCodeAssist = isCodeAssist(visit);
  switch (means) {
    case "unauthorized":
    case "token-invalidated":
    case "refresh-refused":
      return { status: 401, message: UNAUTHENTICATED };
    case "rate-limit": {
      if (!onCodeAssist) {
        const quotaId = "GenerateRequestsPerMinutePerProjectPerModel-FreeTier";
        return quotaExceeded(visit, { quotaId, limit: 10, retryInMs });
      }
      const details = [errorInfo("RATE_LIMIT_EXCEEDED", CODE_ASSIST, { model }), retryInfo(retryInMs)];
      return { status: 429, message: "Resource has been exhausted (e.g. check quota).", details };
    }
    case "usage-not-included": {
      if (!onCodeAssist) {
        const quotaId = "GenerateRequestsPerDayPerProjectPerModel-FreeTier";
        return quotaExceeded(visit, { quotaId, limit: 0, retryInMs });
      }
      const details = [errorInfo("INSUFFICIENT_G1_CREDITS_BALANCE", CODE_ASSIST, { model })];
      return { status: 429, message: "Insufficient AI credits.", details };
    }
    case "server-error":
      return { status: 500, message: "An internal error has occurred. Please retry." };
    case "overloaded": {
      if (!onCodeAssist) return { status: 503, message: "The model is overloaded. Please try again later." };
      const message = `No capacity available for model ${model} on the server`;
      return { status: 503, message, details: [errorInfo("MODEL_CAPACITY_EXHAUSTED", CODE_ASSIST, { model })] };
    }
    case "deactivated-workspace":
      return onCodeAssist
        ? {
            status: 403,
            message: "Verify your account to continue.",
            details: [errorInfo("VALIDATION_REQUIRED", CODE_ASSIST)],
          }
        : {
            status: 403,
            message: "Generative Language API has not been used in this project before or it is disabled.",
            details: [errorInfo("SERVICE_DISABLED", "googleapis.com")],
          };
    case "model-not-supported":
      return modelNotFound(model);
    case "foreign-reasoning":
      return { status: 400, message: "Thought signature is not valid" };
  }
}

/** 404 for a model nobody serves. */
export function modelNotFound(model: string): GoogleProblem {
  const message = `models/${model} is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.`;
  return { status: 404, message };
}

/** The model that a path or a Code Assist body names; empty where there is none. */
export function modelOf(visit: Pick<Visit, "url" | "body">): string {
  const named = /\/models\/([^/:]+)/.exec(visit.url.pathname)?.[1];
  return named ?? asText(asObject(visit.body)?.["model"])?.replace(/^models\//, "") ?? "";
}

function quotaExceeded(
  visit: Visit,
  quota: { readonly quotaId: string; readonly limit: number; readonly retryInMs: number },
): GoogleProblem {
  const { quotaId, limit, retryInMs } = quota;
  const quotaDimensions = { location: "global", model: modelOf(visit) };
  const violation = { quotaMetric: QUOTA_METRIC, quotaId, quotaDimensions, quotaValue: String(limit) };
  return {
    status: 429,
    message: `You exceeded your current quota, please check your plan and billing details.\n* Quota exceeded for metric: ${QUOTA_METRIC}, limit: ${limit}\nPlease retry in ${duration(retryInMs)}.`,
    details: [
      { "@type": `${RPC}QuotaFailure`, violations: [violation] },
      {
        "@type": `${RPC}Help`,
        links: [
          {
            description: "Learn more about Gemini API quotas",
            url: "https://ai.google.dev/gemini-api/docs/rate-limits",
          },
        ],
      },
      retryInfo(retryInMs),
    ],
  };
}

function retryInfo(ms: number): Json {
  return { "@type": `${RPC}RetryInfo`, retryDelay: duration(ms) };
}

function duration(ms: number): string {
  return `${ms / 1000}s`;
}

function isCodeAssist(visit: Pick<Visit, "url">): boolean {
  return visit.url.pathname.includes("/v1internal");
}
