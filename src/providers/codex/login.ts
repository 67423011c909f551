// Signing in to ChatGPT, in the browser or by a device code (wire facts 2.1). Of the authorize page's parameters only those
// are said that are true of us: who asks is the client id, no `originator` claims to be another program.

import type { UpstreamCall } from "../../wire/upstream-call.ts";
import type { JsonRecord } from "../auth-file.ts";
import { isoOf } from "../shared/auth-file-fields.ts";
import { proxyOf } from "../shared/call-settings.ts";
import { formCall } from "../shared/form-call.ts";
import { numberAt, parseRecord, textAt } from "../shared/json-fields.ts";
import type { DevicePoll, DeviceStart, LoginAnswer, LoginOutcome, ProviderLogin } from "../login.ts";
import { loginRefused, signedIn } from "../shared/login-outcome.ts";
import { CLIENT_ID, readRefresh } from "./refresh.ts";
import type { CodexSettings } from "./settings.ts";

const REDIRECT_URI = "http://localhost:1455/auth/callback";
const SCOPE = "openid profile email offline_access";
/** The interval is told as text or number; the life as a date, which is always this far away. */
const DEVICE_INTERVAL_SECONDS = 5;
const DEVICE_LIFE_MS = 15 * 60_000;

interface Exchange {
  readonly code: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
}

export function codexLogin(settings: () => CodexSettings): ProviderLogin {
  return {
    browser: {
      redirectUri: REDIRECT_URI,
      authorizeUrl({ state, codeChallenge }) {
        const query = new URLSearchParams({
          response_type: "code",
          client_id: CLIENT_ID,
          redirect_uri: REDIRECT_URI,
          scope: SCOPE,
          code_challenge: codeChallenge,
          code_challenge_method: "S256",
          state,
          prompt: "login",
          id_token_add_organizations: "true",
          codex_cli_simplified_flow: "true",
        });
        return `${settings().authUrl}/oauth/authorize?${query.toString()}`;
      },
      exchangeCall: (grant) => exchangeCall({ ...grant, redirectUri: REDIRECT_URI }, settings()),
      readExchange,
    },
    device: {
      startCall: () => deviceCall("usercode", { client_id: CLIENT_ID }, settings()),
      readStart: (answer) => readStart(answer, settings()),
      pollCall: ({ deviceCode, userCode }) =>
        deviceCall("token", { device_auth_id: deviceCode, user_code: userCode }, settings()),
      readPoll: (answer) => readPoll(answer, settings()),
    },
  };
}

function exchangeCall({ code, codeVerifier, redirectUri }: Exchange, settings: CodexSettings): UpstreamCall {
  const fields = { code, redirect_uri: redirectUri, code_verifier: codeVerifier };
  return formCall(
    `${settings.authUrl}/oauth/token`,
    { grant_type: "authorization_code", client_id: CLIENT_ID, ...fields },
    settings,
  );
}

function readExchange(answer: LoginAnswer): LoginOutcome {
  return signedIn(readRefresh(answer), (tokens) => ({
    type: "codex",
    id_token: tokens.idToken,
    access_token: tokens.accessToken,
    refresh_token: tokens.refreshToken,
    last_refresh: isoOf(tokens.refreshedAt),
    expired: isoOf(tokens.expiresAt),
  }));
}

function deviceCall(step: string, body: JsonRecord, settings: CodexSettings): UpstreamCall {
  return {
    method: "POST",
    url: `${settings.authUrl}/api/accounts/deviceauth/${step}`,
    headers: { "content-type": "application/json", accept: "application/json", "user-agent": settings.userAgent },
    body: JSON.stringify(body),
    proxyUrl: proxyOf(null, settings),
  };
}

function readStart({ status, body }: LoginAnswer, settings: CodexSettings): DeviceStart {
  const json = parseRecord(body) ?? {};
  const deviceCode = textAt(json, "device_auth_id");
  const userCode = textAt(json, "user_code") ?? textAt(json, "usercode");
  if (status === 404) return loginRefused("device sign-in is not offered here; sign in with the browser");
  if (status > 299 || deviceCode === null || userCode === null) {
    return loginRefused(`the device sign-in could not be started: status ${status}`);
  }
  const intervalMs = 1000 * (numberAt(json, "interval") ?? DEVICE_INTERVAL_SECONDS);
  const url = `${settings.authUrl}/codex/device`;
  return { kind: "started", deviceCode, userCode, url, intervalMs, expiresInMs: DEVICE_LIFE_MS };
}

/** Approval brings a code and the verifier that goes with it: the tokens are one more call away. */
function readPoll({ status, body }: LoginAnswer, settings: CodexSettings): DevicePoll {
  // Both say that nobody has confirmed yet.
  if (status === 403 || status === 404 || status >= 500) return { kind: "pending" };
  if (status === 429) return { kind: "slow-down" };
  const json = parseRecord(body) ?? {};
  const code = textAt(json, "authorization_code");
  const codeVerifier = textAt(json, "code_verifier");
  if (status > 299 || code === null || codeVerifier === null) {
    return loginRefused(`the device sign-in was refused: status ${status}`);
  }
  const redirectUri = `${settings.authUrl}/deviceauth/callback`;
  return {
    kind: "approved",
    call: exchangeCall({ code, codeVerifier, redirectUri }, settings),
    read: readExchange,
  };
}
