// What the device flows of Qwen and Kimi share (RFC 8628).

import type { StatusFault } from "../faults/fault.ts";
import type { Json } from "../json.ts";
import { answer } from "../serve/answer.ts";
import type { Endpoint, World } from "../serve/world.ts";
import { page } from "../sign-in/browser-sign-in.ts";
import type { DeviceStart } from "../sign-in/sign-ins.ts";

export const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

const INTERVAL_SECONDS = 5;

/** The answer to a device that asks to be signed in; `verificationUri` is the page its user opens. */
export function deviceStart(world: World, start: DeviceStart, verificationUri: string): Json {
  return {
    device_code: start.deviceAuthId,
    user_code: start.userCode,
    verification_uri: verificationUri,
    verification_uri_complete: `${verificationUri}?user_code=${start.userCode}`,
    expires_in: Math.floor((start.expiresAt - world.clock.now()) / 1000),
    interval: INTERVAL_SECONDS,
  };
}

/** Where the user would type the code. */
export const devicePage: Endpoint = (world, visit) =>
  answer(world, visit, page(200, "This is the sandbox: your device is approved by itself."));

/** An error as a token endpoint gives it. */
export function oauthError(status: number, error: string, description: string): StatusFault {
  return { kind: "status", status, body: { error, error_description: description } };
}
