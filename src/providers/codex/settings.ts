// What the operator may say about the Codex upstreams.

import type { CallSettings } from "../shared/call-settings.ts";

export interface CodexSettings extends CallSettings {
  /** ChatGPT backend, e.g. `https://chatgpt.com/backend-api`. */
  readonly chatgptBaseUrl: string;
  /** Token endpoint's host, e.g. `https://auth.openai.com`. */
  readonly authUrl: string;
  /** Public API for API-key accounts, e.g. `https://api.openai.com/v1`. */
  readonly openaiBaseUrl: string;
}
