// Everyone the sandbox knows: ChatGPT accounts and API keys, and whose a credential is.

import { createHash } from "node:crypto";
import type { Clock, Ids } from "../../domain/ports.ts";
import { type AccountEntry, createAccount, type SandboxAccountInput } from "./account.ts";
import type { Login } from "./login.ts";

export interface SandboxApiKeyInput {
  readonly email: string;
  readonly userId?: string;
  readonly key?: string;
}

export interface SandboxApiKey {
  readonly email: string;
  readonly userId: string;
  readonly key: string;
}

export interface TokenHolder {
  readonly entry: AccountEntry;
  readonly login: Login;
}

export interface Directory {
  addAccount(input: SandboxAccountInput): AccountEntry;
  addApiKey(input: SandboxApiKeyInput): SandboxApiKey;
  accounts(): readonly AccountEntry[];
  apiKeys(): readonly SandboxApiKey[];
  apiKey(key: string): SandboxApiKey | null;
  /** Whose access or refresh token this is or was. */
  holder(token: string): TokenHolder | null;
}

/** An empty directory. */
export function createDirectory(deps: { readonly clock: Clock; readonly ids: Ids }): Directory {
  const accounts: AccountEntry[] = [];
  const apiKeys = new Map<string, SandboxApiKey>();
  // A token is looked up on every request; old ones keep pointing at their sign-in.
  const known = new Map<string, TokenHolder>();
  return {
    addAccount(input) {
      const entry = createAccount(input, deps);
      accounts.push(entry);
      return entry;
    },
    addApiKey(input) {
      const apiKey = {
        email: input.email,
        // The same person has the same id, whichever of their keys asks.
        userId: input.userId ?? `user-${createHash("sha256").update(input.email).digest("hex").slice(0, 24)}`,
        key: input.key ?? deps.ids.token("sk-sandbox"),
      };
      apiKeys.set(apiKey.key, apiKey);
      return apiKey;
    },
    accounts: () => accounts,
    apiKeys: () => [...apiKeys.values()],
    apiKey: (key) => apiKeys.get(key) ?? null,
    holder(token) {
      const found = known.get(token) ?? search(accounts, token);
      if (found !== null) known.set(token, found);
      return found;
    },
  };
}

function search(accounts: readonly AccountEntry[], token: string): TokenHolder | null {
  for (const entry of accounts) {
    const login = entry.logins().find((candidate) => candidate.issued(token));
    if (login !== undefined) return { entry, login };
  }
  return null;
}
