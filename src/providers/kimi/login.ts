// Signing in to Kimi Code by device (wire facts 2.6). Waiting is answered with 200, too; the device is told with each call
// from here on, by a name that is new with each sign-in.

import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { isoOf } from "../shared/auth-file-fields.ts";
import { DEVICE_GRANT, readDevicePoll, readDeviceStart } from "../shared/device-grant.ts";
import { type FormFields, formCall } from "../shared/form-call.ts";
import { parseRecord, textAt } from "../shared/json-fields.ts";
import type { LoginAnswer, LoginOutcome, ProviderLogin } from "../login.ts";
import { signedIn } from "../shared/login-outcome.ts";
import { headersOfDevice } from "./build-call.ts";
import { CLIENT_ID, readRefresh } from "./refresh.ts";
import type { KimiSettings } from "./settings.ts";

export function kimiLogin(settings: () => KimiSettings): ProviderLogin {
  const callOf = (path: string, deviceId: string, fields: FormFields): UpstreamCall => {
    const url = `${settings().authUrl}/api/oauth${path}`;
    const call = formCall(url, { client_id: CLIENT_ID, ...fields }, settings());
    return { ...call, headers: { ...call.headers, ...headersOfDevice(deviceId, settings()) } };
  };
  return {
    device: {
      startCall: ({ deviceId }) => callOf("/device_authorization", deviceId, {}),
      readStart: readDeviceStart,
      pollCall: ({ deviceCode, deviceId }) =>
        callOf("/token", deviceId, { grant_type: DEVICE_GRANT, device_code: deviceCode }),
      readPoll: (answer, { deviceId }) => readDevicePoll(answer, (told) => readTokens(told, deviceId)),
    },
  };
}

function readTokens(answer: LoginAnswer, deviceId: string): LoginOutcome {
  const told = parseRecord(answer.body) ?? {};
  return signedIn(readRefresh(answer), (tokens) => ({
    type: "kimi",
    access_token: tokens.accessToken,
    refresh_token: tokens.refreshToken,
    token_type: textAt(told, "token_type") ?? "Bearer",
    scope: textAt(told, "scope") ?? "",
    device_id: deviceId,
    expired: isoOf(tokens.expiresAt),
    timestamp: tokens.refreshedAt,
  }));
}
