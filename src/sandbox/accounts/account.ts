// A simulated ChatGPT account: who it is, its sign-ins, its usage, and the files other programs keep of it.

import type { Clock, Ids } from "../../domain/ports.ts";
import type { Json } from "../json.ts";
import { rfc3339 } from "../rfc3339.ts";
import { CODEX_CLIENT_ID } from "./json-web-token.ts";
import { createLogin, type EndCode, type Login } from "./login.ts";
import { createUsage, type Usage, type UsageChange } from "./usage.ts";

export interface SandboxAccountInput {
  readonly email: string;
  /** Default `plus`. */
  readonly plan?: string;
  readonly userId?: string;
  readonly accountId?: string;
  /** What its workspace is called; default null, as for a person's own account. */
  readonly workspace?: string | null;
  /** 0..100; null for a plan without the 5 h window. Default 0. */
  readonly primaryUsedPercent?: number | null;
  /** 0..100; null for a plan without the weekly window. Default 0. */
  readonly secondaryUsedPercent?: number | null;
  readonly primaryResetsInMs?: number;
  readonly secondaryResetsInMs?: number;
  /** Default 10 days. */
  readonly accessTokenTtlMs?: number;
}

export interface SandboxAccount {
  readonly email: string;
  readonly plan: string;
  readonly userId: string;
  readonly accountId: string;
  readonly workspace: string | null;
  /** Codex's auth.json, ChatGPT form. */
  authJson(): Json;
  /** CLIProxyAPI's flat auth file. */
  cliProxyAuthFile(): Json;
  accessToken(): string;
  refreshToken(): string;
  /** The server stops accepting the current access token (401 token_expired) until a refresh. */
  expireAccessToken(): void;
  /** The sign-in ends: 401 token_invalidated, and refreshing gives `code`, by default `refresh_token_invalidated`. */
  revokeLogin(code?: EndCode): void;
  setUsage(change: UsageChange): void;
  /** Successful refreshes of the latest sign-in. */
  refreshes(): number;
}

export interface AccountEntry {
  readonly handle: SandboxAccount;
  readonly usage: Usage;
  /** Requests this account has answered. */
  readonly served: { count: number };
  latest(): Login;
  logins(): readonly Login[];
  signIn(): Login;
}

const DAY_MS = 86_400_000;

/** An account with its first sign-in done. */
export function createAccount(
  input: SandboxAccountInput,
  deps: { readonly clock: Clock; readonly ids: Ids },
): AccountEntry {
  const owner = {
    email: input.email,
    plan: input.plan ?? "plus",
    userId: input.userId ?? deps.ids.token("user"),
    accountId: input.accountId ?? deps.ids.token("acct"),
    workspace: input.workspace ?? null,
  };
  const usage = createUsage(deps.clock, startingUsage(input));
  const open = (): Login => createLogin({ ...deps, owner, accessTokenTtlMs: input.accessTokenTtlMs ?? 10 * DAY_MS });
  let latest = open();
  const logins = [latest];
  const handle: SandboxAccount = {
    ...owner,
    authJson: () => authJson(owner.accountId, latest),
    cliProxyAuthFile: () => cliProxyAuthFile(owner, latest),
    accessToken: () => latest.accessToken(),
    refreshToken: () => latest.refreshToken(),
    expireAccessToken: () => latest.expireAccess(),
    revokeLogin: (code = "refresh_token_invalidated") => latest.end(code),
    setUsage: (change) => usage.set(change),
    refreshes: () => latest.refreshes(),
  };
  return {
    handle,
    usage,
    served: { count: 0 },
    latest: () => latest,
    logins: () => logins,
    signIn() {
      latest = open();
      logins.push(latest);
      return latest;
    },
  };
}

function startingUsage(input: SandboxAccountInput): UsageChange {
  const setting = (usedPercent: number | null | undefined, resetsInMs: number | undefined): UsageChange["primary"] =>
    usedPercent === null
      ? null
      : { usedPercent: usedPercent ?? 0, ...(resetsInMs === undefined ? {} : { resetsInMs }) };
  return {
    primary: setting(input.primaryUsedPercent, input.primaryResetsInMs) ?? null,
    secondary: setting(input.secondaryUsedPercent, input.secondaryResetsInMs) ?? null,
  };
}

function authJson(accountId: string, login: Login): Json {
  return {
    auth_mode: "chatgpt",
    OPENAI_API_KEY: null,
    tokens: {
      id_token: login.idToken(),
      access_token: login.accessToken(),
      refresh_token: login.refreshToken(),
      account_id: accountId,
      oauth_provenance: { issuer: "https://auth.openai.com", client_id: CODEX_CLIENT_ID },
    },
    last_refresh: rfc3339(login.refreshedAt()),
  };
}

function cliProxyAuthFile(owner: { readonly email: string; readonly accountId: string }, login: Login): Json {
  return {
    type: "codex",
    id_token: login.idToken(),
    access_token: login.accessToken(),
    refresh_token: login.refreshToken(),
    account_id: owner.accountId,
    last_refresh: rfc3339(login.refreshedAt()),
    email: owner.email,
    expired: rfc3339(login.expiresAt()),
  };
}
