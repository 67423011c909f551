// What the operator may say about Vertex AI.

import type { CallSettings } from "../shared/call-settings.ts";

export interface VertexSettings extends CallSettings {
  /** `{region}` stands for the account's location; with `global`, and for keys, `{region}-` falls away. */
  readonly baseUrl: string;
  /** Token endpoint's host, e.g. `https://oauth2.googleapis.com`. */
  readonly tokenUrl: string;
}
