// What providers are called where people read it. Compatible upstreams have the name that the operator gave them.

const NAMES: Readonly<Record<string, string>> = {
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

export function providerName(provider: string): string {
  return NAMES[provider] ?? provider;
}
