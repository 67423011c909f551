// What the operator may say about the Kimi upstreams.

import type { CallSettings } from "../shared/call-settings.ts";

export interface KimiSettings extends CallSettings {
  /** Kimi Code, without `/v1`, e.g. `https://api.kimi.com/coding`. */
  readonly baseUrl: string;
  /** Device sign-in and token endpoint's host, e.g. `https://auth.kimi.com`. */
  readonly authUrl: string;
}
