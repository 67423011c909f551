// Reads the error an OpenAI-shaped upstream put where an answer should be, whatever form it gave it.

import { Fault } from "../../domain/faults.ts";
import type { ErrorEvent } from "../../exchange/stream-event.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject, present } from "../members.ts";

/** `error` is the inner object or a bare text; `status` the HTTP status where the frame told one. Total. */
export function readUpstreamError(error: unknown, status?: unknown): ErrorEvent {
  const fields: JsonObject = isObject(error) ? error : { message: error };
  const told = typeof status === "number" ? status : fields["status"];
  return present({
    kind: "error" as const,
    code: text(fields["code"]) ?? text(fields["type"]) ?? "upstream_error",
    message: text(fields["message"]) ?? "The upstream failed and did not say why.",
    status: httpStatus(told) ?? httpStatus(fields["code"]),
    resetsAt: typeof fields["resets_at"] === "number" ? fields["resets_at"] * 1000 : undefined,
  });
}

// OpenRouter and some gateways put the HTTP status, a number, into `code`.
const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;

const httpStatus = (value: unknown): number | null =>
  typeof value === "number" && Number.isInteger(value) && value >= 400 && value <= 599 ? value : null;

/** The same as a Fault to throw: the upstream's own code and status inside `upstream_error`. */
export function faultOfUpstream(event: ErrorEvent): Fault {
  return new Fault(
    "upstream_error",
    event.message,
    present({ upstreamCode: event.code, status: event.status ?? undefined, resetsAt: event.resetsAt }),
  );
}
