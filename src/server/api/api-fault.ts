// A refusal of /api, thrown by whoever finds the reason, answered in one place.

import { API_ERRORS, type ApiErrorCode } from "../../../contract/errors.ts";

export class ApiFault extends Error {
  readonly code: ApiErrorCode;
  readonly retryAfterMs: number | null;

  constructor(code: ApiErrorCode, message: string, more: { readonly retryAfterMs?: number } = {}) {
    super(message);
    this.name = "ApiFault";
    this.code = code;
    this.retryAfterMs = more.retryAfterMs ?? null;
  }
}

export function faultAnswer({ code, message, retryAfterMs }: ApiFault): Response {
  return Response.json(
    { error: { code, message } },
    {
      status: API_ERRORS[code].status,
      headers: retryAfterMs === null ? {} : { "retry-after": String(Math.max(1, Math.ceil(retryAfterMs / 1000))) },
    },
  );
}
