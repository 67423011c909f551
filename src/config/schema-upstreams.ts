// Where the upstreams are, and by which way they are reached.

import { KEY_NOTES, SECRET, section } from "./schema-section.ts";
import { baseUrl, proxyUrl, secretText, text } from "./schema-values.ts";

const at = (url: string, what: string) => baseUrl.prefault(url).describe(what).register(KEY_NOTES, SECRET);

const oauthClient = (published: string) =>
  section({
    "client-id": text
      .nullable()
      .default(null)
      .describe("Unset: the vendor's own. Counts beside a client-secret alone."),
    "client-secret": secretText
      .nullable()
      .default(null)
      .describe(`Needed to sign in, and to refresh logins whose file does not bring it. ${published}`)
      .register(KEY_NOTES, SECRET),
  }).prefault({});

export const upstreams = {
  "proxy-url": proxyUrl
    .default("")
    .describe(
      "Outgoing proxy for every upstream call: an http, https, socks5 or socks5h URL. Empty or direct: none; what the environment says (HTTPS_PROXY) is not read.",
    )
    .register(KEY_NOTES, SECRET),
  upstreams: section({
    codex: section({
      "base-url": at("https://chatgpt.com/backend-api", "Serves requests and quota of ChatGPT accounts."),
      "auth-url": at("https://auth.openai.com", "Signs ChatGPT accounts in and refreshes their tokens."),
    })
      .prefault({})
      .describe("ChatGPT accounts."),
    openai: section({ "base-url": at("https://api.openai.com/v1", "Serves requests of API-key accounts.") })
      .prefault({})
      .describe("OpenAI API-key accounts."),
    claude: section({
      "base-url": at("https://api.anthropic.com", "Serves requests and quota of Claude accounts and API keys."),
      "auth-url": at("https://claude.ai", "Where Claude accounts are signed in."),
      "token-url": at("https://platform.claude.com", "Gives and refreshes their tokens."),
    })
      .prefault({})
      .describe("Claude accounts and Anthropic API keys."),
    gemini: section({ "base-url": at("https://generativelanguage.googleapis.com", "Serves Gemini API keys.") })
      .prefault({})
      .describe("Gemini API keys."),
    "gemini-cli": section({
      "base-url": at("https://cloudcode-pa.googleapis.com", "Code Assist: serves logins of Gemini CLI."),
      "auth-url": at("https://accounts.google.com", "Where Google accounts are signed in."),
      "token-url": at("https://oauth2.googleapis.com", "Gives and refreshes their tokens."),
      "user-info-url": at("https://www.googleapis.com", "Tells whose a login is."),
    })
      .prefault({})
      .describe("Logins of Gemini CLI."),
    antigravity: section({
      "base-url": at("https://daily-cloudcode-pa.googleapis.com", "Serves logins of Antigravity."),
      "auth-url": at("https://accounts.google.com", "Where Google accounts are signed in."),
      "token-url": at("https://oauth2.googleapis.com", "Gives and refreshes their tokens."),
      "user-info-url": at("https://www.googleapis.com", "Tells whose a login is."),
    })
      .prefault({})
      .describe("Logins of Antigravity."),
    vertex: section({
      "base-url": baseUrl
        .nullable()
        .default(null)
        .describe("Unset: that of the account's region, https://<region>-aiplatform.googleapis.com.")
        .register(KEY_NOTES, SECRET),
      "token-url": at("https://oauth2.googleapis.com", "Gives access tokens to service accounts."),
    })
      .prefault({})
      .describe("Vertex AI: service accounts and API keys."),
    qwen: section({
      "base-url": at("https://portal.qwen.ai/v1", "Serves Qwen logins."),
      "auth-url": at("https://chat.qwen.ai", "Signs Qwen accounts in and refreshes their tokens."),
    })
      .prefault({})
      .describe("Qwen logins. The vendor ended them on 2026-04-15."),
    iflow: section({
      "base-url": at("https://apis.iflow.cn/v1", "Serves iFlow accounts."),
      "auth-url": at("https://iflow.cn", "Signs iFlow accounts in and refreshes their tokens."),
    })
      .prefault({})
      .describe("iFlow accounts. The vendor ended them on 2026-04-17."),
    kimi: section({
      "base-url": at("https://api.kimi.com/coding", "Serves Kimi accounts and keys."),
      "auth-url": at("https://auth.kimi.com", "Signs Kimi accounts in and refreshes their tokens."),
    })
      .prefault({})
      .describe("Kimi accounts and keys."),
    xai: section({
      "base-url": at("https://api.x.ai/v1", "Serves xAI accounts and keys."),
      "auth-url": at("https://auth.x.ai", "Signs xAI accounts in and refreshes their tokens."),
    })
      .prefault({})
      .describe("xAI accounts and keys."),
  })
    .prefault({})
    .describe("Where the upstreams are. A relay, the sandbox or a test may stand in for the real ones."),
  "oauth-clients": section({
    "gemini-cli": oauthClient("Gemini CLI publishes it in its own bundle.").describe("Gemini CLI."),
    antigravity: oauthClient("Antigravity's program holds it.").describe("Antigravity."),
    iflow: oauthClient("iFlow CLI published it in its own bundle.").describe("iFlow."),
  })
    .prefault({})
    .describe("How we name ourselves to token endpoints that want an installed program's own id and secret."),
};
