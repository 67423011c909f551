import { secret } from "../../domain/secret.ts";
import { providerLaws } from "../../../test/laws/provider-laws.ts";
import { createAntigravityProvider } from "./provider.ts";

const SETTINGS = {
  baseUrl: "https://code-assist.test",
  authUrl: "https://accounts.test",
  tokenUrl: "https://token.test",
  userInfoUrl: "https://userinfo.test",
  oauthClient: { id: "id", secret: secret("law-configured-secret") },
  userAgent: "switchyard/test",
  proxyUrl: null,
};
const TOKENS = { access_token: "ya29.law-access", refresh_token: "1//law-refresh" };
const LOGIN = {
  type: "antigravity",
  ...TOKENS,
  expires_in: 3599,
  timestamp: 1_767_571_200_000,
  email: "Ada@Example.com",
  project_id: "proj-1",
};

providerLaws("antigravity", () => createAntigravityProvider(() => SETTINGS), {
  authFiles: {
    "CLIProxyAPI login": { ...LOGIN, expired: "2026-01-05T00:59:59Z" },
    "login without a date of expiry": LOGIN,
    "login with a client of its own": { ...LOGIN, client_id: "own", client_secret: "law-own-client" },
    "login without refresh token": { ...LOGIN, refresh_token: "" },
  },
  secrets: [...Object.values(TOKENS), "law-own-client", "law-configured-secret"],
  refresh: {
    good: { access_token: "ya29.new", expires_in: 3599, token_type: "Bearer" },
    dead: { status: 400, body: { error: "invalid_grant", error_description: "Token has been expired or revoked." } },
  },
});
