// Signing in as Gemini CLI does. Google has ended it for individuals (June 2026); Standard and Enterprise go on.

import type { RefreshedTokens } from "../../domain/ports.ts";
import type { JsonRecord } from "../auth-file.ts";
import { isoOf } from "../shared/auth-file-fields.ts";
import { CODE_ASSIST_SCOPES, googleSignIn } from "../shared/google-sign-in.ts";
import type { ProviderLogin } from "../login.ts";
import { CLIENT_ADVICE, CLIENT_ID } from "./oauth-client.ts";
import type { GeminiCliSettings } from "./settings.ts";

const REDIRECT_URI = "http://localhost:8085/oauth2callback";

export function geminiCliLogin(settings: () => GeminiCliSettings): ProviderLogin {
  const program = { redirectUri: REDIRECT_URI, publicId: CLIENT_ID, clientAdvice: CLIENT_ADVICE, moreScopes: [] };
  return { browser: googleSignIn({ ...program, fileOf }, settings) };
}

/** The client stands beside the tokens that are good with it alone. */
function fileOf(tokens: RefreshedTokens, { oauthClient }: GeminiCliSettings): JsonRecord {
  const client = oauthClient === null ? {} : { client_id: oauthClient.id, client_secret: oauthClient.secret.reveal() };
  const token = {
    access_token: tokens.accessToken,
    refresh_token: tokens.refreshToken,
    token_type: "Bearer",
    expiry: isoOf(tokens.expiresAt),
    scopes: CODE_ASSIST_SCOPES,
    ...client,
  };
  return { type: "gemini", token, last_refresh: isoOf(tokens.refreshedAt) };
}
