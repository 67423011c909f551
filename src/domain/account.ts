// One account = one upstream identity, as its auth file describes it. What happens to it is account-health's matter.

import type { AccountId, AuthIndex, ProviderId } from "./ids.ts";
import type { Secret } from "./secret.ts";

export interface Account {
  readonly id: AccountId;
  readonly authIndex: AuthIndex;
  readonly provider: ProviderId;
  /** What makes two files the same account, e.g. `<chatgpt_user_id>::<chatgpt_account_id>`. Holds no secret. */
  readonly identityKey: string;
  /** The auth file it came from: a name without path, e.g. `codex-ada@example.com-1f2e3d4c.json`. */
  readonly fileName: string;
  readonly email: string | null;
  /** Lower-case plan of the upstream (`plus`, `pro`, ...); null where the account has none or it is unknown. */
  readonly plan: string | null;
  readonly credentials: Credentials;
  /** The operator's pause; nothing but the operator undoes it. */
  readonly paused: boolean;
  /** Higher is served first; default 0. */
  readonly priority: number;
  /** Most requests at once; null means no limit. */
  readonly concurrencyCap: number | null;
  /** `http(s)://` or `socks5(h)://` address, `direct`, or null for the global one. */
  readonly proxyUrl: string | null;
}

export type Credentials = OAuthCredentials | ApiKeyCredentials;

export interface OAuthCredentials {
  readonly kind: "oauth";
  readonly accessToken: Secret;
  readonly refreshToken: Secret | null;
  readonly idToken: Secret | null;
  /** Epoch ms at which the access token expires; null where it does not say. */
  readonly expiresAt: number | null;
  /** Epoch ms of the last refresh; null where unknown. */
  readonly refreshedAt: number | null;
  /** The upstream's own account id sent with each call (`chatgpt-account-id`). */
  readonly upstreamAccountId: string | null;
}

export interface ApiKeyCredentials {
  readonly kind: "api-key";
  readonly key: Secret;
}
