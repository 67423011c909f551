// What the operator may say about iFlow's upstreams.

import type { OAuthClient } from "../../domain/account.ts";
import type { CallSettings } from "../shared/call-settings.ts";

export interface IflowSettings extends CallSettings {
  /** E.g. `https://apis.iflow.cn/v1`. */
  readonly baseUrl: string;
  /** Sign-in host, e.g. `https://iflow.cn`. */
  readonly authUrl: string;
  /** With which tokens are refreshed; null: they cannot be. Calls do not need it. */
  readonly oauthClient: OAuthClient | null;
}
