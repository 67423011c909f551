import { providerLaws } from "../../../test/laws/provider-laws.ts";
import { makeApiKeyAuthJson, makeAuthJson, makeCliProxyFile, makeTokens } from "../../../test/support/auth-json.ts";
import { createCodexProvider } from "./provider.ts";

const SETTINGS = {
  chatgptBaseUrl: "https://chatgpt.test/backend-api",
  authUrl: "https://auth.test",
  openaiBaseUrl: "https://api.test/v1",
  userAgent: "switchyard/test",
  proxyUrl: null,
};
const { id_token, access_token, refresh_token } = makeTokens();

providerLaws("codex", () => createCodexProvider(() => SETTINGS), {
  authFiles: {
    "Codex CLI login": makeAuthJson(),
    "CLIProxyAPI login": makeCliProxyFile(),
    "login without refresh token": { tokens: { id_token, access_token } },
    "login in camel case": { tokens: { idToken: id_token, accessToken: access_token, refreshToken: refresh_token } },
    "API key": { ...makeApiKeyAuthJson("sk-law-1"), openai_user_id: "user-1", email: "ada@example.com" },
  },
  secrets: [id_token, access_token, refresh_token, "sk-law-1"],
  refresh: {
    good: { access_token, refresh_token, id_token, expires_in: 864_000 },
    dead: { status: 401, body: { error: { code: "refresh_token_reused", message: "used" } } },
  },
});
