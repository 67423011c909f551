import { providerLaws } from "../../../test/laws/provider-laws.ts";
import { createKimiProvider } from "./provider.ts";

const SETTINGS = {
  baseUrl: "https://api.test/coding",
  authUrl: "https://auth.test",
  userAgent: "switchyard/1.2.3",
  proxyUrl: null,
};
const payload = Buffer.from(JSON.stringify({ user_id: "u-7", exp: 1_800_000_000 })).toString("base64url");
const jwt = `e30.${payload}.signature-law`;
const login = {
  type: "kimi",
  access_token: "at-law-1",
  refresh_token: "rt-law-1",
  token_type: "Bearer",
  scope: "kimi-code",
};

providerLaws("kimi", () => createKimiProvider(() => SETTINGS), {
  authFiles: {
    "CLIProxyAPI login": { ...login, device_id: "d-1", expired: "2026-01-06T00:00:00Z", timestamp: 1_767_225_600_000 },
    "login whose token tells the user": { ...login, access_token: jwt, device_id: "d-1" },
    "login that tells neither user nor device": login,
    "login without refresh token": { type: "kimi", access_token: "at-law-1", device_id: "d-1" },
    "API key": { type: "kimi", api_key: "sk-kimi-law-1", base_url: "https://relay.test/coding/" },
  },
  secrets: ["at-law-1", "rt-law-1", "signature-law", "sk-kimi-law-1"],
  refresh: {
    good: { access_token: "at-2", refresh_token: "rt-2", token_type: "Bearer", expires_in: 900, scope: "kimi-code" },
    dead: { status: 401, body: { error: "invalid_grant", error_description: "The refresh token is invalid." } },
  },
});
