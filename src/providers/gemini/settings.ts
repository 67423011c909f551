// What the operator may say about the Gemini API.

import type { CallSettings } from "../shared/call-settings.ts";

export interface GeminiSettings extends CallSettings {
  /** Without a version, e.g. `https://generativelanguage.googleapis.com`. */
  readonly baseUrl: string;
}
