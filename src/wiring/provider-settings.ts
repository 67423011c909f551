// What each provider wants to know of the configuration.

import type { Config } from "../config/schema.ts";
import type { OAuthClient } from "../domain/account.ts";
import type { CallSettings } from "../providers/shared/call-settings.ts";
import type { ClaudeSettings } from "../providers/claude/settings.ts";
import type { CodexSettings } from "../providers/codex/settings.ts";
import type { GeminiSettings } from "../providers/gemini/settings.ts";
import type { GoogleLoginSettings } from "../providers/shared/google-login.ts";
import type { IflowSettings } from "../providers/iflow/settings.ts";
import type { KimiSettings } from "../providers/kimi/settings.ts";
import type { QwenSettings } from "../providers/qwen/settings.ts";
import type { VertexSettings } from "../providers/vertex/settings.ts";
import type { XaiSettings } from "../providers/xai/settings.ts";

export interface ProviderSettings {
  readonly codex: CodexSettings;
  readonly claude: ClaudeSettings;
  readonly gemini: GeminiSettings;
  readonly geminiCli: GoogleLoginSettings;
  readonly antigravity: GoogleLoginSettings;
  readonly compatible: CallSettings;
  readonly qwen: QwenSettings;
  readonly iflow: IflowSettings;
  readonly kimi: KimiSettings;
  readonly xai: XaiSettings;
  readonly vertex: VertexSettings;
}

export function providerSettings(config: Config, userAgent: string): ProviderSettings {
  const { upstreams } = config;
  const common: CallSettings = { userAgent, proxyUrl: config.proxyUrl === "" ? null : config.proxyUrl };
  return {
    codex: {
      ...common,
      chatgptBaseUrl: upstreams.codex.baseUrl,
      authUrl: upstreams.codex.authUrl,
      openaiBaseUrl: upstreams.openai.baseUrl,
    },
    claude: { ...common, ...upstreams.claude },
    gemini: { ...common, ...upstreams.gemini },
    geminiCli: {
      ...common,
      ...upstreams.geminiCli,
      oauthClient: clientOf(config.oauthClients.geminiCli, GEMINI_CLI_ID),
    },
    antigravity: {
      ...common,
      ...upstreams.antigravity,
      oauthClient: clientOf(config.oauthClients.antigravity, ANTIGRAVITY_ID),
    },
    compatible: common,
    qwen: { ...common, ...upstreams.qwen },
    iflow: { ...common, ...upstreams.iflow, oauthClient: clientOf(config.oauthClients.iflow, IFLOW_ID) },
    kimi: { ...common, ...upstreams.kimi },
    xai: { ...common, ...upstreams.xai },
    vertex: { ...common, ...upstreams.vertex, baseUrl: upstreams.vertex.baseUrl ?? VERTEX_URL },
  };
}

/** What stands in braces is the account's own region. */
const VERTEX_URL = "https://{region}-aiplatform.googleapis.com";

/** The tools' own ids, which are public (wire facts 2.3, 2.5, cliproxyapi facts 7); their secrets are the operator's to set. */
const GEMINI_CLI_ID = "681255809395-oo8ft2oprdrnp9e3aqf6av3hmdib135j.apps.googleusercontent.com";
const ANTIGRAVITY_ID = "1071006060591-tmhssin2h21lcre235vtolojh4g403ep.apps.googleusercontent.com";
const IFLOW_ID = "10009311001";

function clientOf({ clientId, clientSecret }: Config["oauthClients"]["iflow"], publicId: string): OAuthClient | null {
  return clientSecret === null ? null : { id: clientId ?? publicId, secret: clientSecret };
}
