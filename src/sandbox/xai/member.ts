// Who xAI knows: accounts that sign in at auth.x.ai, and keys of its console.

import type { Clock, Ids } from "../../domain/ports.ts";
import { unsigned } from "../accounts/json-web-token.ts";
import { opaqueToken, uuid } from "../accounts/opaque-token.ts";
import type { Member } from "../accounts/realm.ts";
import { createSessions, type Session, type TokenControls } from "../accounts/sessions.ts";
import { HOUR_MS } from "../accounts/usage-window.ts";
import type { Json } from "../json.ts";
import { rfc3339 } from "../rfc3339.ts";

export const XAI_CLIENT_ID = "b1a00492-073a-47ea-816f-4c329264a828";

export interface SandboxXaiAccountInput {
  readonly email: string;
  /** Default 6 h. */
  readonly accessTokenTtlMs?: number;
}

export interface SandboxXaiAccount extends TokenControls {
  readonly email: string;
  /** Its `sub`. */
  readonly accountId: string;
  /** CLIProxyAPI's auth file. */
  authFile(): Json;
}

export interface SandboxXaiKeyInput {
  readonly email: string;
  readonly key?: string;
}

export interface SandboxXaiKey {
  readonly email: string;
  readonly accountId: string;
  readonly key: string;
  authFile(): Json;
  /** An entry of CLIProxyAPI's `xai-api-key` list. */
  configEntry(baseUrl: string): Json;
}

/** Its account id is whom reasoning is sealed for. */
export type XaiMember = Member;

interface Deps {
  readonly clock: Clock;
  readonly ids: Ids;
}

/** An account with its first sign-in done. */
export function createXaiAccount(
  input: SandboxXaiAccountInput,
  { clock, ids }: Deps,
): XaiMember & { readonly handle: SandboxXaiAccount } {
  const sessions = createSessions({
    clock,
    accessTokenTtlMs: input.accessTokenTtlMs ?? 6 * HOUR_MS,
    rotates: true,
    mintAccess: () => opaqueToken(ids, "xai-at-"),
    mintRefresh: () => opaqueToken(ids, "xai-rt-"),
  });
  const owner = { email: input.email, accountId: uuid(ids) };
  const authFile = (): Json => {
    const session = sessions.latest();
    return {
      type: "xai",
      auth_kind: "oauth",
      access_token: session.accessToken(),
      refresh_token: session.refreshToken(),
      id_token: idTokenOf(owner, session),
      token_type: "Bearer",
      expires_in: Math.floor((session.expiresAt() - session.refreshedAt()) / 1000),
      expired: rfc3339(session.expiresAt()),
      last_refresh: rfc3339(session.refreshedAt()),
      email: owner.email,
      sub: owner.accountId,
      base_url: "https://api.x.ai/v1",
      redirect_uri: "",
      token_endpoint: "https://auth.x.ai/oauth2/token",
    };
  };
  const handle: SandboxXaiAccount = { ...owner, ...sessions.controls, authFile };
  return { handle, sessions, key: null, served: { count: 0 } };
}

/** A key of the console. */
export function createXaiKey(input: SandboxXaiKeyInput, { ids }: Deps): XaiMember & { readonly handle: SandboxXaiKey } {
  const key = input.key ?? opaqueToken(ids, "xai-");
  const handle: SandboxXaiKey = {
    email: input.email,
    accountId: uuid(ids),
    key,
    authFile: () => ({ type: "xai", api_key: key }),
    configEntry: (baseUrl) => ({ "api-key": key, "base-url": baseUrl }),
  };
  return { handle, sessions: null, key, served: { count: 0 } };
}

/** Who signed in, as OpenID Connect tells it. */
export function idTokenOf(owner: { readonly email: string; readonly accountId: string }, session: Session): string {
  return unsigned({
    iss: "https://auth.x.ai",
    aud: XAI_CLIENT_ID,
    sub: owner.accountId,
    email: owner.email,
    email_verified: true,
    iat: Math.floor(session.refreshedAt() / 1000),
    exp: Math.floor(session.expiresAt() / 1000),
  });
}
