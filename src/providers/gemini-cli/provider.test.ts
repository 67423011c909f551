import { providerLaws } from "../../../test/laws/provider-laws.ts";
import { createGeminiCliProvider } from "./provider.ts";

const SETTINGS = {
  baseUrl: "https://code-assist.test",
  authUrl: "https://accounts.test",
  tokenUrl: "https://token.test",
  userInfoUrl: "https://userinfo.test",
  oauthClient: null,
  userAgent: "switchyard/test",
  proxyUrl: null,
};
const TOKENS = { access_token: "ya29.law-access", refresh_token: "1//law-refresh" };
const SCOPE = "openid https://www.googleapis.com/auth/cloud-platform";
const OWNER = { email: "Ada@Example.com", project_id: "proj-1" };
const TOKEN = { ...TOKENS, token_type: "Bearer", expiry: "2026-01-05T01:00:00.123456789Z" };

providerLaws("gemini-cli", () => createGeminiCliProvider(() => SETTINGS), {
  authFiles: {
    "CLIProxyAPI login": {
      type: "gemini",
      token: { ...TOKEN, client_id: "id", client_secret: "law-client-secret", scopes: ["s"] },
      ...OWNER,
      auto: true,
      checked: true,
    },
    "CLIProxyAPI login after a refresh": { type: "gemini", token: TOKEN, ...TOKENS, expiry: TOKEN.expiry, ...OWNER },
    "CLIProxyAPI login with several projects": { type: "gemini", token: TOKEN, ...OWNER, project_id: "proj-1, proj-2" },
    "login without a date": { type: "gemini", ...TOKENS, ...OWNER },
    "Gemini CLI's own": {
      ...TOKENS,
      scope: SCOPE,
      token_type: "Bearer",
      id_token: "a.b.c",
      expiry_date: 1_767_571_200_000,
      ...OWNER,
    },
  },
  secrets: [...Object.values(TOKENS), "law-client-secret"],
  refresh: {
    good: { access_token: "ya29.new", expires_in: 3599, scope: SCOPE, token_type: "Bearer", id_token: "a.b.c" },
    dead: { status: 400, body: { error: "invalid_grant", error_description: "Token has been expired or revoked." } },
  },
});
