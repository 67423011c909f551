// The error envelope that both OpenAI APIs and the ChatGPT backend use.

import type { FaultView } from "../../domain/faults.ts";
import type { JsonObject } from "../dialect.ts";
import { present } from "../members.ts";

/** `{"error":{message,type,param,code}}`; a used-up quota adds `plan_type`, `resets_at` (epoch seconds) and `resets_in_seconds`. */
export function errorBody(fault: FaultView): JsonObject {
  return { error: errorMember(fault) };
}

/** The inner object of the envelope, as `response.failed` carries it too. */
export function errorMember(fault: FaultView): JsonObject {
  const { details } = fault;
  return present({
    message: fault.message,
    type: fault.type,
    param: details.param ?? null,
    code: fault.code,
    plan_type: details.planType,
    resets_at: toSeconds(details.resetsAt),
    resets_in_seconds: details.resetsAt === undefined ? undefined : toSeconds(details.retryAfterMs),
  });
}

const toSeconds = (milliseconds: number | undefined): number | undefined =>
  milliseconds === undefined ? undefined : Math.ceil(milliseconds / 1000);
