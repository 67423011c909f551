// The refusals of /api. A code never changes its meaning or its status.

import { z } from "@hono/zod-openapi";

interface ApiError {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 500 | 502 | 503;
  readonly meaning: string;
}

export const API_ERRORS = {
  unauthorized: { status: 401, meaning: "Nobody is signed in, or the session has ended." },
  totp_required: { status: 401, meaning: "The password was right; the code is still to come." },
  invalid_credentials: { status: 401, meaning: "The password is wrong." },
  invalid_bootstrap_token: {
    status: 401,
    meaning: "From another computer the first password needs the token printed at start.",
  },
  read_only_access: { status: 403, meaning: "Signed in as a viewer, who changes nothing." },
  forbidden_origin: { status: 403, meaning: "The call comes from a page of another origin." },
  not_found: { status: 404, meaning: "There is no such thing." },
  account_not_found: { status: 404, meaning: "There is no such account." },
  method_not_allowed: { status: 405, meaning: "The address does not take this method." },
  password_already_configured: { status: 409, meaning: "There is a password already." },
  payload_too_large: { status: 413, meaning: "The body is larger than is taken here." },
  unsupported_media_type: { status: 415, meaning: "The body is of another type than is taken here." },
  validation_error: { status: 422, meaning: "Fields are missing, unknown or wrong; the message names them." },
  rate_limited: { status: 429, meaning: "Too many tries; `Retry-After` says when." },
  internal_error: { status: 500, meaning: "A defect of Switchyard; the log has more." },
  service_unavailable: { status: 503, meaning: "It cannot be done at this moment." },
  invalid_auth_json: { status: 400, meaning: "The file is malformed or lacks a field." },
  duplicate_identity_conflict: { status: 409, meaning: "There is an account with this identity." },
  invalid_totp_config: { status: 400, meaning: "TOTP cannot be required before it is set up." },
  invalid_totp_code: { status: 400, meaning: "The code is wrong, too old or has been used." },
  account_state_transition_invalid: {
    status: 409,
    meaning: "The account's state does not allow it; a dead login wants a new sign-in.",
  },
  account_field_not_supported: { status: 409, meaning: "This kind of account has no such field." },
  account_not_probable: { status: 409, meaning: "There is no model to try the account with." },
  account_not_refreshable: { status: 409, meaning: "The account has no tokens that could be refreshed." },
  export_not_possible: { status: 409, meaning: "The account cannot be written in that form." },
  auth_file_broken: { status: 409, meaning: "The account's file is gone, broken or cannot be written." },
  config_not_written: { status: 409, meaning: "config.yaml could not be changed; the message says why." },
  login_not_found: { status: 404, meaning: "There is no such sign-in, or it is another session's." },
  login_not_offered: { status: 409, meaning: "The provider has no such sign-in." },
  login_not_pending: { status: 409, meaning: "The sign-in has ended, or waits for something else." },
  login_start_failed: { status: 502, meaning: "The provider did not let the sign-in begin." },
  invalid_callback_url: { status: 400, meaning: "The address is not one at which this sign-in ends." },
  provider_key_not_found: { status: 404, meaning: "There is no such key in config.yaml." },
  provider_key_exists: { status: 409, meaning: "This key stands in config.yaml already, for the same address." },
  upstream_not_found: { status: 404, meaning: "There is no compatible upstream of this name." },
  upstream_exists: { status: 409, meaning: "There is a compatible upstream of this name." },
  token_refresh_failed: { status: 502, meaning: "The token endpoint gave no new token." },
  quota_refresh_failed: { status: 502, meaning: "The upstream did not tell what is left." },
  config_changed_meanwhile: { status: 409, meaning: "config.yaml has changed since it was read; read it again." },
  totp_already_configured: { status: 409, meaning: "An authenticator app is set up already." },
  client_key_not_found: { status: 404, meaning: "There is no such client key." },
  client_key_name_taken: { status: 409, meaning: "Another client key has the name, or had it before a change." },
  client_key_in_config: { status: 409, meaning: "The key is listed in config.yaml and is changed there." },
  simulation_not_found: { status: 404, meaning: "There is no such simulation, or it is another session's." },
  simulations_busy: {
    status: 429,
    meaning: "As many simulations run as may run at once; `Retry-After` says when to ask.",
  },
  inspection_not_found: { status: 404, meaning: "There is no such inspection (any more)." },
  inspection_running: { status: 409, meaning: "An inspection is under way already; wait for it, or cancel it." },
  inspection_not_running: { status: 409, meaning: "The inspection has ended, or runs in another replica." },
  password_not_configured: { status: 400, meaning: "There is no password yet." },
  request_not_found: { status: 404, meaning: "There is no record of such a request (any more)." },
  transcript_not_found: { status: 404, meaning: "There is no transcript of such a request (any more)." },
  price_not_found: { status: 404, meaning: "config.yaml has no price of this name." },
  invalid_cursor: { status: 400, meaning: "The cursor is none of this list's; begin without one." },
} as const satisfies Readonly<Record<string, ApiError>>;

export type ApiErrorCode = keyof typeof API_ERRORS;

export const errorView = z
  .object({ error: z.object({ code: z.string(), message: z.string() }) })
  .openapi("Error", { description: "Every refusal has this form." });
