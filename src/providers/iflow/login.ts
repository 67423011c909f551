// Signing in to iFlow (wire facts 2.5). The vendor ended the service on 2026-04-17.

import { isoOf } from "../shared/auth-file-fields.ts";
import { formCall } from "../shared/form-call.ts";
import { parseRecord, textAt } from "../shared/json-fields.ts";
import type { CodeGrant, LoginAnswer, LoginOutcome, ProviderLogin } from "../login.ts";
import { signedIn } from "../shared/login-outcome.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { readRefresh } from "./refresh.ts";
import type { IflowSettings } from "./settings.ts";

/** Public; what goes with it is the operator's to set (cliproxyapi facts 7). */
const CLIENT_ID = "10009311001";
const CLIENT_ADVICE =
  "Set oauth-clients.iflow.client-secret in config.yaml: it is public, in the bundle of npm's @iflow-ai/iflow-cli and in CLIProxyAPI's internal/auth/iflow/iflow_auth.go (v6.3.8).";
const REDIRECT_URI = "http://localhost:11451/oauth2callback";

export function iflowLogin(settings: () => IflowSettings): ProviderLogin {
  return {
    browser: {
      redirectUri: REDIRECT_URI,
      authorizeUrl({ state }) {
        // Its own names, and no PKCE.
        const query = new URLSearchParams({ loginMethod: "phone", type: "phone", redirect: REDIRECT_URI, state });
        query.set("client_id", settings().oauthClient?.id ?? CLIENT_ID);
        return `${settings().authUrl}/oauth?${query.toString()}`;
      },
      exchangeCall: (grant) => exchangeCall(grant, settings()),
      readExchange: (answer) => readExchange(answer, settings()),
      advice: () => (settings().oauthClient === null ? CLIENT_ADVICE : null),
    },
  };
}

/** The client says who it is twice: in the form and as HTTP Basic. */
function exchangeCall({ code }: CodeGrant, settings: IflowSettings): UpstreamCall {
  const clientId = settings.oauthClient?.id ?? CLIENT_ID;
  const clientSecret = settings.oauthClient?.secret.reveal() ?? "";
  const client = { client_id: clientId, client_secret: clientSecret };
  const grant = { grant_type: "authorization_code", code, redirect_uri: REDIRECT_URI };
  const call = formCall(`${settings.authUrl}/oauth/token`, { ...grant, ...client }, settings);
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;
  return { ...call, headers: { ...call.headers, authorization } };
}

function readExchange(answer: LoginAnswer, { oauthClient }: IflowSettings): LoginOutcome {
  const outcome = signedIn(readRefresh(answer), (tokens) => {
    const told = parseRecord(answer.body) ?? {};
    return {
      type: "iflow",
      access_token: tokens.accessToken,
      refresh_token: tokens.refreshToken,
      token_type: textAt(told, "token_type") ?? "Bearer",
      scope: textAt(told, "scope") ?? "",
      last_refresh: isoOf(tokens.refreshedAt),
      expired: isoOf(tokens.expiresAt),
    };
  });
  // It gives no code for anything; without a secret nothing else can be the matter.
  return outcome.kind === "refused" && oauthClient === null
    ? { ...outcome, reason: `${outcome.reason}. ${CLIENT_ADVICE}` }
    : outcome;
}
