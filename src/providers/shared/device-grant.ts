// The device flow as RFC 8628 has it: what Qwen, Kimi and xAI answer.

import { numberAt, parseRecord, textAt } from "./json-fields.ts";
import type { DevicePoll, DeviceStart, LoginAnswer, LoginOutcome } from "../login.ts";
import { loginRefused } from "./login-outcome.ts";

export const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

const INTERVAL_SECONDS = 5;
const LIFE_SECONDS = 900;

export function readDeviceStart({ status, body }: LoginAnswer): DeviceStart {
  const json = parseRecord(body) ?? {};
  const deviceCode = textAt(json, "device_code");
  const userCode = textAt(json, "user_code");
  const url = textAt(json, "verification_uri_complete") ?? textAt(json, "verification_uri");
  if (status > 299 || deviceCode === null || userCode === null || !isPage(url)) {
    const said = textAt(json, "error_description") ?? textAt(json, "error") ?? `status ${status}`;
    return loginRefused(`the device sign-in could not be started: ${said}`);
  }
  const intervalMs = 1000 * (numberAt(json, "interval") ?? INTERVAL_SECONDS);
  const expiresInMs = 1000 * (numberAt(json, "expires_in") ?? LIFE_SECONDS);
  return { kind: "started", deviceCode, userCode, url, intervalMs, expiresInMs };
}

/** `readTokens` reads what is neither waiting nor a refusal of the user's. */
export function readDevicePoll(answer: LoginAnswer, readTokens: (answer: LoginAnswer) => LoginOutcome): DevicePoll {
  const { status, body } = answer;
  switch (textAt(parseRecord(body) ?? {}, "error")) {
    case "authorization_pending":
      return { kind: "pending" };
    case "slow_down":
      return { kind: "slow-down" };
    case "expired_token":
      return loginRefused("the code was not confirmed in time; start again");
    case "access_denied":
      return loginRefused("the sign-in was declined");
    default:
      // An endpoint in trouble has not decided anything.
      if (status === 429) return { kind: "slow-down" };
      return status >= 500 ? { kind: "pending" } : readTokens(answer);
  }
}

/** What is opened in somebody's browser is a page and no script. */
export function isPage(url: string | null): url is string {
  return url !== null && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
