// What providers are called where people read it.

import type { ProviderId } from "../domain/ids.ts";

const NAMES: Readonly<Record<ProviderId, string>> = {
  codex: "Codex",
  claude: "Claude",
  gemini: "Gemini",
  "gemini-cli": "Gemini CLI",
  antigravity: "Antigravity",
  vertex: "Vertex AI",
  qwen: "Qwen",
  iflow: "iFlow",
  kimi: "Kimi",
  xai: "xAI",
  "openai-compatibility": "OpenAI-compatible",
};

export function providerName(provider: ProviderId): string {
  return NAMES[provider] ?? provider;
}
