// Signing in to Claude (wire facts 2.2): the token endpoint speaks JSON, and wants the state again.

import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { isoOf } from "../shared/auth-file-fields.ts";
import { proxyOf } from "../shared/call-settings.ts";
import { parseRecord } from "../shared/json-fields.ts";
import type { CodeGrant, LoginAnswer, LoginOutcome, ProviderLogin } from "../login.ts";
import { signedIn } from "../shared/login-outcome.ts";
import { readProfile } from "./profile.ts";
import { CLIENT_ID, readRefresh, SCOPE } from "./refresh.ts";
import type { ClaudeSettings } from "./settings.ts";

const REDIRECT_URI = "http://localhost:54545/callback";

export function claudeLogin(settings: () => ClaudeSettings): ProviderLogin {
  return {
    browser: {
      redirectUri: REDIRECT_URI,
      authorizeUrl({ state, codeChallenge }) {
        const query = new URLSearchParams({
          code: "true",
          client_id: CLIENT_ID,
          response_type: "code",
          redirect_uri: REDIRECT_URI,
          scope: SCOPE,
          code_challenge: codeChallenge,
          code_challenge_method: "S256",
          state,
        });
        return `${settings().authUrl}/oauth/authorize?${query.toString()}`;
      },
      exchangeCall: (grant) => exchangeCall(grant, settings()),
      readExchange,
    },
  };
}

function exchangeCall({ code, state, codeVerifier }: CodeGrant, settings: ClaudeSettings): UpstreamCall {
  const grant = { grant_type: "authorization_code", code, state, code_verifier: codeVerifier };
  return {
    method: "POST",
    url: `${settings.tokenUrl}/v1/oauth/token`,
    headers: { "content-type": "application/json", accept: "application/json", "user-agent": settings.userAgent },
    body: JSON.stringify({ ...grant, redirect_uri: REDIRECT_URI, client_id: CLIENT_ID }),
    proxyUrl: proxyOf(null, settings),
  };
}

/** Whose it is comes along; the profile, which the folder asks for, tells the plan as well. */
function readExchange(answer: LoginAnswer): LoginOutcome {
  const outcome = signedIn(readRefresh(answer), (tokens) => ({
    type: "claude",
    access_token: tokens.accessToken,
    refresh_token: tokens.refreshToken,
    expired: isoOf(tokens.expiresAt),
    last_refresh: isoOf(tokens.refreshedAt),
  }));
  const told = readProfile(parseRecord(answer.body) ?? {});
  return outcome.kind === "refused" || told === null ? outcome : { ...outcome, told };
}
