// What the operator may say about Qwen's upstreams.

import type { CallSettings } from "../shared/call-settings.ts";

export interface QwenSettings extends CallSettings {
  /** E.g. `https://portal.qwen.ai/v1`. */
  readonly baseUrl: string;
  /** Sign-in host, e.g. `https://chat.qwen.ai`. */
  readonly authUrl: string;
}
