// The imitators' envelope: OpenAI's form, with the words that are usual among them.

import type { Meaning, StatusFault } from "../faults/fault.ts";
import { asObject, asText } from "../json.ts";
import type { Envelope, Visit } from "../serve/world.ts";

export interface CompatibleProblem {
  readonly status: number;
  readonly message: string;
  readonly type?: string;
  readonly code?: string | null;
}

const ENDS_A_GRANT: ReadonlySet<Meaning> = new Set(["unauthorized", "token-invalidated", "refresh-refused"]);

export const INVALID_TOKEN = "invalid access token or token expired";

const MEANINGS: Readonly<Record<Meaning, CompatibleProblem>> = {
  unauthorized: { status: 401, message: INVALID_TOKEN, code: "invalid_api_key" },
  "token-invalidated": { status: 401, message: INVALID_TOKEN, code: "invalid_api_key" },
  "refresh-refused": { status: 401, message: INVALID_TOKEN, code: "invalid_api_key" },
  "rate-limit": { status: 429, message: "Rate limit reached for requests", code: "rate_limit_exceeded" },
  "usage-not-included": { status: 402, message: "Insufficient Balance" },
  "server-error": { status: 500, message: "Internal server error" },
  overloaded: { status: 503, message: "The service is temporarily overloaded. Please try again later." },
  "deactivated-workspace": { status: 403, message: "Your account has been suspended.", code: "account_deactivated" },
  "model-not-supported": { status: 404, message: "Model Not Exist", code: "model_not_found" },
  "foreign-reasoning": { status: 400, message: "The reasoning_content is not valid." },
};

/** An error in the imitators' form. */
export function compatibleError({ status, message, type, code }: CompatibleProblem): StatusFault {
  const usual = status === 401 ? "authentication_error" : status >= 500 ? "server_error" : "invalid_request_error";
  const error = { message, type: type ?? usual, param: null, code: code ?? null };
  return { kind: "status", status, body: { error } };
}

/** An envelope whose token endpoint refuses a grant by `deadGrant`. */
export function compatibleEnvelope(deadGrant: StatusFault): Envelope {
  return {
    status(_world, visit, fault) {
      if (fault.means === undefined) {
        const isOpen = asObject(fault.body) !== null && Object.keys(fault.body).length === 0;
        return isOpen ? compatibleError({ status: fault.status, message: "A scripted failure." }) : fault;
      }
      if (visit.url.pathname.endsWith("/token") && ENDS_A_GRANT.has(fault.means)) return deadGrant;
      const delay = fault.retryInMs === undefined ? null : String(Math.ceil(fault.retryInMs / 1000));
      const problem = MEANINGS[fault.means];
      const type = fault.means === "rate-limit" ? "requests" : undefined;
      const told = compatibleError(type === undefined ? problem : { ...problem, type });
      return { ...told, headers: { ...(delay === null ? {} : { "retry-after": delay }), ...fault.headers } };
    },
    usageLimit(_world, _visit, resetsInMs) {
      const message = "You exceeded your current quota, please check your plan and billing details.";
      const told = compatibleError({ status: 429, message, type: "insufficient_quota", code: "insufficient_quota" });
      return { ...told, headers: { "retry-after": String(Math.ceil(resetsInMs / 1000)) } };
    },
    failed: (_world, _visit, { code, message }) => compatibleError({ status: 500, message, code }),
  };
}

/** 404 for a model that the upstream does not serve. */
export function modelNotFound(visit: Pick<Visit, "body">): StatusFault {
  const model = asText(asObject(visit.body)?.["model"]) ?? "";
  return compatibleError({ status: 404, message: `Model Not Exist: ${model}`, code: "model_not_found" });
}

/** 422 for a member of the request that the upstream does not know: FastAPI's list in Mistral's envelope. */
export function extraForbidden(name: string): StatusFault {
  const detail = [{ type: "extra_forbidden", loc: ["body", name], msg: "Extra inputs are not permitted" }];
  const body = { object: "error", message: { detail }, type: "invalid_request_error", param: null, code: null };
  return { kind: "status", status: 422, body };
}
