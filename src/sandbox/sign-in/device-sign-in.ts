// The device flow: a code to show, a page to open, and an answer to the one who polls.

import { CODEX_CLIENT_ID } from "../accounts/json-web-token.ts";
import { asObject, asText } from "../json.ts";
import { rfc3339 } from "../rfc3339.ts";
import { answer } from "../serve/answer.ts";
import type { Endpoint } from "../serve/world.ts";
import { page } from "./browser-sign-in.ts";
import { challengeOf } from "./sign-ins.ts";

/** POST /api/accounts/deviceauth/usercode */
export const deviceUserCode: Endpoint = (world, visit) => {
  if (asObject(visit.body)?.["client_id"] !== CODEX_CLIENT_ID) {
    return answer(world, visit, { status: 400, body: { error: "invalid_client" } });
  }
  const device = world.signIns.startDevice(null);
  const body = {
    device_auth_id: device.deviceAuthId,
    user_code: device.userCode,
    interval: "5",
    expires_at: rfc3339(device.expiresAt),
  };
  return answer(world, visit, { body });
};

/** POST /api/accounts/deviceauth/token: 403 while nobody has approved. */
export const deviceToken: Endpoint = (world, visit) => {
  const fields = asObject(visit.body) ?? {};
  const state = world.signIns.pollDevice(asText(fields["device_auth_id"]) ?? "", {
    userCode: asText(fields["user_code"]) ?? "",
  });
  const entry = state === "approved" ? world.signIns.next(null) : null;
  if (entry === null) {
    const code = state === "unknown" ? "deviceauth_not_found" : "deviceauth_authorization_pending";
    return answer(world, visit, { status: state === "unknown" ? 404 : 403, body: { error: { code, message: code } } });
  }
  const codeVerifier = `${world.ids.token("verifier")}${world.ids.token("more")}`;
  const codeChallenge = challengeOf(codeVerifier);
  const authorizationCode = world.signIns.issueCode({ entry, codeChallenge, redirectUri: null });
  return answer(world, visit, {
    body: { authorization_code: authorizationCode, code_challenge: codeChallenge, code_verifier: codeVerifier },
  });
};

/** GET /codex/device: where the user would type the code. */
export const devicePage: Endpoint = (world, visit) =>
  answer(world, visit, page(200, "This is the sandbox: your device is approved by itself."));
