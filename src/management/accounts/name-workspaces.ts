// What workspaces are called: somebody who belongs to several has accounts of one e-mail, and only the names tell them apart.
// A convenience: what goes wrong here is nobody's trouble, and another look will come.

import type { Account } from "../../domain/account.ts";
import { isWorkspacePlan } from "../../domain/account-list.ts";
import type { AuthFileJson, AuthFileShelf } from "../../domain/auth-file-shelf.ts";

export interface WorkspaceAccount {
  readonly account: Account;
  readonly plan: string | null;
  readonly workspace: string | null;
}

export interface WorkspaceDeps {
  readonly shelf: Pick<AuthFileShelf, "edit">;
  /** The names by upstream id, null for one without a name; null where nobody tells. Never rejects. */
  ask(account: Account): Promise<ReadonlyMap<string, string | null> | null>;
}

/** A handful of people at most: nobody waits long for names. */
const MOST_PEOPLE = 5;

/** Asks once for each person who has a workspace without a name beside another account. Returns how many names changed. */
export async function nameWorkspaces(deps: WorkspaceDeps, accounts: readonly WorkspaceAccount[]): Promise<number> {
  const people = peopleToAskFor(accounts).slice(0, MOST_PEOPLE);
  const changes = await Promise.all(people.map((own) => nameThoseOf(deps, own)));
  return changes.flat().length;
}

function peopleToAskFor(accounts: readonly WorkspaceAccount[]): readonly (readonly WorkspaceAccount[])[] {
  const people = Map.groupBy(accounts.filter(isLogin), ({ account }) => `${account.provider} ${personOf(account)}`);
  return [...people.values()].filter((own) => own.length > 1 && own.some(isNameless));
}

async function nameThoseOf(deps: WorkspaceDeps, own: readonly WorkspaceAccount[]): Promise<readonly string[]> {
  const asked = own.find(({ account }) => !account.paused) ?? own[0];
  const names = asked === undefined ? null : await deps.ask(asked.account);
  if (names === null || names.size === 0) return [];
  const changed: string[] = [];
  for (const { account, workspace } of own) {
    const name = names.get(upstreamIdOf(account) ?? "");
    if (account.fileName === null || name === undefined || (name ?? "") === (workspace ?? "")) continue;
    const outcome = await deps.shelf.edit(account.fileName, (json) => named(json, name)).catch(() => "broken" as const);
    if (outcome === "edited") changed.push(account.fileName);
  }
  return changed;
}

function named(json: AuthFileJson, name: string | null): AuthFileJson {
  const others = Object.entries(json).filter(([field]) => field !== "account_name");
  return Object.fromEntries(name === null ? others : [...others, ["account_name", name]]);
}

function isLogin({ account }: WorkspaceAccount): boolean {
  return upstreamIdOf(account) !== null;
}

function isNameless({ plan, workspace }: WorkspaceAccount): boolean {
  return workspace === null && isWorkspacePlan(plan);
}

/** `<user>::<account>`: the first part is the person (ruling "Identity"). */
function personOf({ identityKey }: Account): string {
  return identityKey.split("::")[0] ?? identityKey;
}

function upstreamIdOf({ credentials }: Account): string | null {
  return credentials.kind === "oauth" ? credentials.upstreamAccountId : null;
}
