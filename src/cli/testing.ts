// For the commands' own tests: accounts as a command knows them, without files or a database.

import { HEALTHY } from "../domain/account-health.ts";
import { ALL_MODELS, type Account } from "../domain/account.ts";
import { numberedAccounts } from "../domain/account-list.ts";
import type { AccountState } from "../domain/ports.ts";
import type { Quota, QuotaWindow } from "../domain/quota.ts";
import { secret } from "../domain/secret.ts";
import { type KnownAccount, PROVIDER_ORDER } from "./hands.ts";
import type { NumberedAccount } from "./select-accounts.ts";

/** 2026-11-21T09:00:00Z */
export const NOW = 1_795_251_600_000;
const HOUR_MS = 3_600_000;

export interface KnownInput extends Partial<Omit<KnownAccount, "account" | "state">> {
  readonly account?: Partial<Account>;
  readonly quota?: Partial<Quota>;
  readonly state?: Partial<AccountState>;
}

/** A ChatGPT login by default; `keyMask` makes it an API key. */
export function knownAccount({ account = {}, quota, state, ...input }: KnownInput = {}): KnownAccount {
  const identityKey = input.identityKey ?? `user::${input.email ?? "none"}`;
  const shown = {
    id: `acc_${identityKey}`,
    authIndex: identityKey,
    provider: "codex",
    identityKey,
    email: "ada@example.com",
    alias: null,
    workspace: null,
    plan: "plus",
    keyMask: null,
    isActive: false,
    said: {},
    ...input,
  };
  return { ...shown, account: accountOf(shown, account), state: stateOf(quota, state) };
}

export function numbered(...inputs: readonly KnownInput[]): readonly NumberedAccount[] {
  return numberedAccounts(inputs.map(knownAccount), PROVIDER_ORDER);
}

/** A 5 h window that resets so many hours from NOW. */
export function shortWindow(usedPercent: number, resetsInHours: number): QuotaWindow {
  return { usedPercent, windowMs: 5 * HOUR_MS, resetsAt: NOW + resetsInHours * HOUR_MS };
}

export function weeklyWindow(usedPercent: number, resetsInHours: number): QuotaWindow {
  return { usedPercent, windowMs: 168 * HOUR_MS, resetsAt: NOW + resetsInHours * HOUR_MS };
}

function accountOf(shown: Omit<KnownAccount, "account" | "state">, more: Partial<Account>): Account {
  const { id, authIndex, provider, identityKey, email, plan, keyMask } = shown;
  return {
    ...{ id, authIndex, provider, identityKey, email, plan },
    qualifier: provider,
    fileName: `${id}.json`,
    credentials:
      keyMask === null
        ? {
            kind: "oauth",
            accessToken: secret("access"),
            refreshToken: null,
            idToken: null,
            expiresAt: NOW + HOUR_MS,
            refreshedAt: null,
            upstreamAccountId: null,
            apiKey: null,
          }
        : { kind: "api-key", key: secret("sk-raw") },
    paused: false,
    priority: 0,
    weight: 1,
    concurrencyCap: null,
    coolingDisabled: null,
    requestRetry: null,
    websockets: true,
    proxyUrl: null,
    baseUrl: null,
    region: null,
    headers: {},
    models: ALL_MODELS,
    ...more,
  };
}

function stateOf(quota: Partial<Quota> | undefined, more: Partial<AccountState> | undefined): AccountState | null {
  if (quota === undefined && more === undefined) return null;
  const whole: Quota | null =
    quota === undefined
      ? null
      : { primary: null, secondary: null, plan: null, allowed: true, observedAt: NOW, ...quota };
  return { health: HEALTHY, quota: whole, lastUsedAt: null, ...more };
}
