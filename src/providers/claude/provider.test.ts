import { providerLaws } from "../../../test/laws/provider-laws.ts";
import { createClaudeProvider } from "./provider.ts";

const SETTINGS = {
  baseUrl: "https://api.test",
  authUrl: "https://claude.test",
  tokenUrl: "https://platform.test",
  userAgent: "switchyard/test",
  proxyUrl: null,
};
const FLAT = {
  type: "claude",
  id_token: "",
  access_token: "sk-ant-oat01-law",
  refresh_token: "sk-ant-ort01-law",
  last_refresh: "2026-01-01T00:00:00Z",
  expired: "2026-01-01T08:00:00Z",
  email: "ada@example.com",
};
const OWNER = { account_uuid: "account-ada", organization_uuid: "organization-ada", organization_name: "Ada" };
const NESTED = {
  claudeAiOauth: {
    accessToken: "sk-ant-oat01-law",
    refreshToken: "sk-ant-ort01-law",
    expiresAt: 1_767_254_400_000,
    scopes: ["user:inference", "user:profile"],
    subscriptionType: "max",
    rateLimitTier: "default_claude_max_20x",
  },
};

providerLaws("claude", () => createClaudeProvider(() => SETTINGS), {
  authFiles: {
    "CLIProxyAPI login": { ...FLAT, ...OWNER },
    "CLIProxyAPI login of before it kept ids": FLAT,
    "Claude Code login, identified": { ...NESTED, ...OWNER, email: "ada@example.com" },
    "login without refresh token": { ...FLAT, ...OWNER, refresh_token: "" },
    "token of claude setup-token": { claudeAiOauth: { accessToken: "sk-ant-oat01-law" } },
    "API key": { type: "claude", api_key: "sk-ant-api03-law" },
    "API key of another server": { type: "claude", api_key: "sk-ant-api03-law", base_url: "https://other.test" },
  },
  secrets: ["sk-ant-oat01-law", "sk-ant-ort01-law", "sk-ant-api03-law"],
  refresh: {
    good: { access_token: "sk-ant-oat01-new", refresh_token: "sk-ant-ort01-new", expires_in: 28_800 },
    dead: { status: 400, body: { error: "invalid_grant", error_description: "Refresh token not found or invalid" } },
  },
});
