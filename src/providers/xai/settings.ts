// What the operator may say about the xAI upstreams.

import type { CallSettings } from "../shared/call-settings.ts";

export interface XaiSettings extends CallSettings {
  /** The official API, e.g. `https://api.x.ai/v1`. */
  readonly baseUrl: string;
  /** Sign-in and token endpoint's host, e.g. `https://auth.x.ai`. */
  readonly authUrl: string;
}
