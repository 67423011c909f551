// The accounts as a command sees them: what the files and the database say, and which of them tools on this computer use.

import type { Hands, KnownAccount } from "../cli/hands.ts";
import type { Account } from "../domain/account.ts";
import type { SaidInFile, ShelvedFile } from "../domain/auth-file-shelf.ts";
import type { AccountId } from "../domain/ids.ts";
import type { AccountState, BrokenAuthFile } from "../domain/ports.ts";
import { maskedKey } from "../logins/account-label.ts";
import type { AuthFileFolder } from "../logins/auth-file-folder.ts";
import type { HomeLook } from "../logins/tools/look-at-home.ts";
import type { Tools } from "../logins/tools/tools.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { liveAccount } from "../pool/live-account.ts";
import { fileFailure } from "./open-config.ts";

interface KnownAccountsParts {
  readonly folder: AuthFileFolder;
  readonly authDir: string;
  readonly tools: Tools;
  inConfig(): readonly Account[];
  /** What the database remembers of accounts. */
  states(): Promise<ReadonlyMap<AccountId, AccountState>>;
}

export function createKnownAccounts(parts: KnownAccountsParts): Pick<Hands, "accounts" | "brokenFiles" | "toolLooks"> {
  const { folder, authDir, tools, inConfig, states: remembered } = parts;
  let broken: readonly BrokenAuthFile[] = [];
  let looks: readonly HomeLook[] = [];
  return {
    brokenFiles: () => broken,
    toolLooks: () => looks,
    async accounts({ offline } = { offline: false }) {
      // Side by side: the database is loaded while the files are read.
      const [view, states] = await Promise.all([
        (offline ? folder.loadOffline() : folder.load()).catch((error: unknown) => {
          throw fileFailure(error, authDir);
        }),
        remembered(),
      ]);
      broken = view.broken;
      const shelved = new Map(folder.shelf.known().map((file) => [file.fileName, file]));
      const all = [...view.accounts, ...inConfig()];
      looks = await tools.look(all, { offline });
      const inUse = new Map(looks.flatMap(({ account }) => (account === null ? [] : [[account.id, account]])));
      return all.map((account) => ({
        ...knownAccount(inUse.get(account.id) ?? account, shelved, states),
        isActive: inUse.has(account.id),
      }));
    },
  };
}

function knownAccount(
  account: Account,
  shelved: ReadonlyMap<string, ShelvedFile>,
  states: ReadonlyMap<AccountId, AccountState>,
): KnownAccount {
  const { id, authIndex, provider, identityKey, email, credentials } = account;
  const said: SaidInFile = shelved.get(account.fileName ?? "")?.said ?? {};
  const remembered = states.get(id) ?? null;
  // As a gateway would begin with it: a login that is newer than its refusal is well again.
  const state = remembered && { ...remembered, health: liveAccount(account, remembered, 0).health };
  return {
    account,
    said,
    state,
    id,
    authIndex,
    provider,
    identityKey,
    email,
    alias: textOf(said["label"]),
    workspace: textOf(said["account_name"]),
    plan: state?.quota?.plan ?? account.plan,
    keyMask: credentials.kind === "api-key" ? maskedKey(credentials.key.reveal(), sha256Hex) : null,
    isActive: false,
  };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
