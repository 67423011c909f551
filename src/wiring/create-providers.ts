// Everybody who can be called. The order decides which form an auth file without a type is taken for.

import { createAntigravityProvider } from "../providers/antigravity/provider.ts";
import { createClaudeProvider } from "../providers/claude/provider.ts";
import { createCodexProvider } from "../providers/codex/provider.ts";
import { createGeminiProvider } from "../providers/gemini/provider.ts";
import { createGeminiCliProvider } from "../providers/gemini-cli/provider.ts";
import { createIflowProvider } from "../providers/iflow/provider.ts";
import { createKimiProvider } from "../providers/kimi/provider.ts";
import { createOpenAiCompatibilityProvider } from "../providers/openai-compatibility/provider.ts";
import type { Provider } from "../providers/provider.ts";
import { createQwenProvider } from "../providers/qwen/provider.ts";
import { createVertexProvider } from "../providers/vertex/provider.ts";
import { createXaiProvider } from "../providers/xai/provider.ts";
import type { ProviderSettings } from "./provider-settings.ts";

/** `settings` is asked at each call, so that a changed configuration counts at once. */
export function createProviders(settings: () => ProviderSettings): readonly Provider[] {
  return [
    // Gemini CLI's file names no type, and would look like a broken one of Codex's.
    createGeminiCliProvider(() => settings().geminiCli),
    createCodexProvider(() => settings().codex),
    createClaudeProvider(() => settings().claude),
    createGeminiProvider(() => settings().gemini),
    createAntigravityProvider(() => settings().antigravity),
    createOpenAiCompatibilityProvider(() => settings().compatible),
    createQwenProvider(() => settings().qwen),
    createIflowProvider(() => settings().iflow),
    createKimiProvider(() => settings().kimi),
    createXaiProvider(() => settings().xai),
    createVertexProvider(() => settings().vertex),
  ];
}
