// Signing in as Antigravity does (cliproxyapi facts 7).

import type { RefreshedTokens } from "../../domain/ports.ts";
import type { JsonRecord } from "../auth-file.ts";
import { isoOf } from "../shared/auth-file-fields.ts";
import { googleSignIn } from "../shared/google-sign-in.ts";
import type { ProviderLogin } from "../login.ts";
import { CLIENT_ADVICE, CLIENT_ID } from "./oauth-client.ts";
import type { AntigravitySettings } from "./settings.ts";

const REDIRECT_URI = "http://localhost:51121/oauth-callback";
const MORE_SCOPES = ["cclog", "experimentsandconfigs"].map((name) => `https://www.googleapis.com/auth/${name}`);

export function antigravityLogin(settings: () => AntigravitySettings): ProviderLogin {
  const client = { publicId: CLIENT_ID, clientAdvice: CLIENT_ADVICE };
  const program = { ...client, redirectUri: REDIRECT_URI, moreScopes: MORE_SCOPES, fileOf };
  return { browser: googleSignIn(program, settings) };
}

function fileOf({ accessToken, refreshToken, expiresAt, refreshedAt }: RefreshedTokens): JsonRecord {
  return {
    type: "antigravity",
    access_token: accessToken,
    refresh_token: refreshToken,
    ...(expiresAt === null ? {} : { expires_in: Math.round((expiresAt - refreshedAt) / 1000) }),
    timestamp: refreshedAt,
    expired: isoOf(expiresAt),
  };
}
