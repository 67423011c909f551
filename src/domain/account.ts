// One account = one upstream identity, as its auth file describes it. What happens to it is account-health's matter.

import type { AccountId, AuthIndex, ProviderId } from "./ids.ts";
import type { Secret } from "./secret.ts";

export interface Account {
  readonly id: AccountId;
  readonly authIndex: AuthIndex;
  readonly provider: ProviderId;
  /** What stands before the slash of a qualified model name: the provider's id, or the name of a compatible upstream. */
  readonly qualifier: string;
  /** What makes two files the same account, e.g. `<chatgpt_user_id>::<chatgpt_account_id>`. Holds no secret. */
  readonly identityKey: string;
  /** The auth file it came from: a name without path, e.g. `codex-ada@example.com-1f2e3d4c.json`; null: config.yaml. */
  readonly fileName: string | null;
  readonly email: string | null;
  /** Lower-case plan of the upstream (`plus`, `pro`, ...); null where the account has none or it is unknown. */
  readonly plan: string | null;
  readonly credentials: Credentials;
  /** The operator's pause; nothing but the operator undoes it. */
  readonly paused: boolean;
  /** Higher is served first; default 0. */
  readonly priority: number;
  /** Its share among accounts that are otherwise alike: 2 is asked twice as often as 1, the default. Above 0. */
  readonly weight: number;
  /** Most requests at once; null means no limit. */
  readonly concurrencyCap: number | null;
  /** Whether it is spared the rests after refusals and failures; null: what holds for all. */
  readonly coolingDisabled: boolean | null;
  /** How many further rounds of one request it takes part in after it failed; null: what holds for all. */
  readonly requestRetry: number | null;
  /** Turns go to it by WebSocket where its upstream takes them. */
  readonly websockets: boolean;
  /** `http(s)://` or `socks5(h)://` address, `direct`, or null for the global one. */
  readonly proxyUrl: string | null;
  /** Its own upstream address, without a slash at the end; null for the provider's. */
  readonly baseUrl: string | null;
  /** Where its upstream runs it (Vertex AI: `us-central1`, `global`); null where that is no question. */
  readonly region: string | null;
  /** Headers that the operator wants on each of its calls. Values may be secrets. */
  readonly headers: Readonly<Record<string, Secret>>;
  readonly models: AccountModels;
}

/** Which models an account serves, and under which names clients ask for them. */
export interface AccountModels {
  /** `<prefix>/<model>` addresses the accounts of this prefix alone; null for none. */
  readonly prefix: string | null;
  /** The models it offers; null: those of its provider. */
  readonly offered: readonly OfferedModel[] | null;
  /** Further names for models of its provider. */
  readonly aliases: readonly ModelAlias[];
  /** Names and wildcards (`*-preview`) of models that it never serves. */
  readonly excluded: readonly string[];
}

/** A model by the upstream's name, and by the one clients say; null: the same. */
export interface OfferedModel {
  readonly name: string;
  readonly alias: string | null;
}

export interface ModelAlias {
  /** The upstream's name. */
  readonly name: string;
  readonly alias: string;
  /** The upstream's name is no longer served. */
  readonly hidesName: boolean;
}

export const ALL_MODELS: AccountModels = { prefix: null, offered: null, aliases: [], excluded: [] };

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
  /** The upstream's own name of what is billed, sent with each call: `chatgpt-account-id`, a Google project. */
  readonly upstreamAccountId: string | null;
  /** The OAuth client that its refresh token was issued to and is good with alone; absent: the provider's own. */
  readonly client?: OAuthClient;
  /** What calls are signed with where that is not the access token (iFlow); null elsewhere. */
  readonly apiKey: Secret | null;
}

/** How an installed program names itself to a token endpoint. */
export interface OAuthClient {
  readonly id: string;
  readonly secret: Secret;
}

export interface ApiKeyCredentials {
  readonly kind: "api-key";
  readonly key: Secret;
}
