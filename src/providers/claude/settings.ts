// What the operator may say about the Claude upstreams.

import type { CallSettings } from "../shared/call-settings.ts";

export interface ClaudeSettings extends CallSettings {
  /** The API, for logins and keys alike, e.g. `https://api.anthropic.com`. */
  readonly baseUrl: string;
  /** Where people sign in, e.g. `https://claude.ai`. */
  readonly authUrl: string;
  /** Token endpoint's host, e.g. `https://platform.claude.com`. */
  readonly tokenUrl: string;
}
