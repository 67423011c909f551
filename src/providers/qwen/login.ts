// Signing in to Qwen by device (wire facts 2.4). The vendor ended its free tier on 2026-04-15: the sign-in may still succeed,
// and each call is refused then.

import { isoOf } from "../shared/auth-file-fields.ts";
import { DEVICE_GRANT, readDevicePoll, readDeviceStart } from "../shared/device-grant.ts";
import { formCall } from "../shared/form-call.ts";
import { parseRecord, textAt } from "../shared/json-fields.ts";
import type { LoginAnswer, LoginOutcome, ProviderLogin } from "../login.ts";
import { signedIn } from "../shared/login-outcome.ts";
import { CLIENT_ID, readRefresh } from "./refresh.ts";
import type { QwenSettings } from "./settings.ts";

const SCOPE = "openid profile email model.completion";

export function qwenLogin(settings: () => QwenSettings): ProviderLogin {
  const endpoint = (path: string): string => `${settings().authUrl}/api/v1/oauth2${path}`;
  return {
    device: {
      startCall({ codeChallenge }) {
        const proof = { code_challenge: codeChallenge, code_challenge_method: "S256" };
        return formCall(endpoint("/device/code"), { client_id: CLIENT_ID, scope: SCOPE, ...proof }, settings());
      },
      readStart: readDeviceStart,
      pollCall({ deviceCode, codeVerifier }) {
        const proof = { device_code: deviceCode, code_verifier: codeVerifier };
        return formCall(endpoint("/token"), { grant_type: DEVICE_GRANT, client_id: CLIENT_ID, ...proof }, settings());
      },
      readPoll: (answer) => readDevicePoll(answer, readTokens),
    },
  };
}

/** Nothing tells whose a login is: each is an account of its own. */
function readTokens(answer: LoginAnswer): LoginOutcome {
  return signedIn(readRefresh(answer), (tokens) => ({
    type: "qwen",
    access_token: tokens.accessToken,
    refresh_token: tokens.refreshToken,
    resource_url: textAt(parseRecord(answer.body) ?? {}, "resource_url") ?? "",
    last_refresh: isoOf(tokens.refreshedAt),
    expired: isoOf(tokens.expiresAt),
  }));
}
