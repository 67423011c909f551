// A failure as the asking dialect says it.

import type { Dialect } from "../dialects/dialect.ts";
import { type FaultView, viewFault } from "../domain/faults.ts";
import type { Transcript } from "../telemetry/transcript.ts";
import { REQUEST_ID_HEADER } from "./answer-headers.ts";

export interface ErrorContext {
  readonly dialect: Pick<Dialect, "encodeError">;
  readonly requestId: string;
  readonly now: number;
  /** The upstream's own error body, where it says it in the client's dialect. */
  readonly told?: string | null;
  readonly transcript?: Transcript | null;
}

export function errorAnswer(thrown: unknown, context: ErrorContext): Response {
  const view = viewFault(thrown);
  const headers: Record<string, string> = {
    "content-type": "application/json",
    [REQUEST_ID_HEADER]: context.requestId,
  };
  const seconds = retryAfterSeconds(view, context.now);
  if (seconds !== null) headers["retry-after"] = String(seconds);
  const told = context.told ?? null;
  const body =
    told !== null && isEnvelope(told) ? told : JSON.stringify(context.dialect.encodeError(view, context.requestId));
  context.transcript?.answered(view.status, headers);
  context.transcript?.told(body);
  return new Response(body, { status: view.status, headers });
}

/** Whole seconds from now, at least one; null where nothing is known. */
export function retryAfterSeconds({ details }: FaultView, now: number): number | null {
  const at = details.resetsAt ?? (details.retryAfterMs === undefined ? null : now + details.retryAfterMs);
  return at === null ? null : Math.max(1, Math.ceil((at - now) / 1000));
}

/** `{"error":{...}}`, as the public API says it; the backend's own `{"detail":...}` is said anew. */
function isEnvelope(body: string): boolean {
  try {
    const value: unknown = JSON.parse(body);
    return (
      typeof value === "object" &&
      value !== null &&
      "error" in value &&
      typeof value.error === "object" &&
      value.error !== null
    );
  } catch {
    return false;
  }
}
