import { providerLaws } from "../../../test/laws/provider-laws.ts";
import { createXaiProvider } from "./provider.ts";

const SETTINGS = {
  baseUrl: "https://api.test/v1",
  authUrl: "https://auth.test",
  userAgent: "switchyard/test",
  proxyUrl: null,
};
const claims = Buffer.from(JSON.stringify({ email: "Ada@Example.com", sub: "s-1" })).toString("base64url");
const idToken = `e30.${claims}.signature-law`;
const login = {
  type: "xai",
  auth_kind: "oauth",
  access_token: "at-law-1",
  refresh_token: "rt-law-1",
  id_token: idToken,
};

providerLaws("xai", () => createXaiProvider(() => SETTINGS), {
  authFiles: {
    "CLIProxyAPI login": {
      ...login,
      token_type: "Bearer",
      expires_in: 21_600,
      expired: "2026-01-06T00:00:00Z",
      last_refresh: "2026-01-01T00:00:00Z",
      email: "ada@example.com",
      sub: "s-1",
      base_url: "https://cli-chat-proxy.grok.test/v1",
      redirect_uri: "",
      token_endpoint: "https://auth.test/oauth2/token",
    },
    "login that its id token alone names": login,
    "login without e-mail": { type: "xai", access_token: "at-law-1", refresh_token: "rt-law-1", sub: "s-1" },
    "login without refresh token": { type: "xai", access_token: "at-law-1", email: "ada@example.com" },
    "API key": { type: "xai", api_key: "xai-law-1", base_url: "https://relay.test/v1/" },
  },
  secrets: ["at-law-1", "rt-law-1", "signature-law", "xai-law-1"],
  refresh: {
    good: { access_token: "at-2", refresh_token: "rt-2", id_token: idToken, expires_in: 21_600 },
    dead: { status: 400, body: { error: "invalid_grant", error_description: "Refresh token has been revoked" } },
  },
});
