// Signing in to xAI by device (cliproxyapi facts 7). The endpoints are those of the configured host: what OpenID Connect
// discovers there could only name others, and tokens go to nobody else.

import { isoOf } from "../shared/auth-file-fields.ts";
import { DEVICE_GRANT, readDevicePoll, readDeviceStart } from "../shared/device-grant.ts";
import { formCall } from "../shared/form-call.ts";
import type { LoginAnswer, LoginOutcome, ProviderLogin } from "../login.ts";
import { signedIn } from "../shared/login-outcome.ts";
import { CLIENT_ID, readRefresh } from "./refresh.ts";
import type { XaiSettings } from "./settings.ts";

const SCOPE = "openid profile email offline_access grok-cli:access api:access";

export function xaiLogin(settings: () => XaiSettings): ProviderLogin {
  const endpoint = (path: string): string => `${settings().authUrl}/oauth2${path}`;
  return {
    device: {
      startCall: () => formCall(endpoint("/device/code"), { client_id: CLIENT_ID, scope: SCOPE }, settings()),
      readStart: readDeviceStart,
      pollCall({ deviceCode }) {
        const fields = { grant_type: DEVICE_GRANT, client_id: CLIENT_ID, device_code: deviceCode };
        return formCall(endpoint("/token"), fields, settings());
      },
      readPoll: (answer) => readDevicePoll(answer, readTokens),
    },
  };
}

function readTokens(answer: LoginAnswer): LoginOutcome {
  return signedIn(readRefresh(answer), (tokens) => ({
    type: "xai",
    auth_kind: "oauth",
    access_token: tokens.accessToken,
    refresh_token: tokens.refreshToken,
    id_token: tokens.idToken,
    token_type: "Bearer",
    expired: isoOf(tokens.expiresAt),
    last_refresh: isoOf(tokens.refreshedAt),
  }));
}
