// The one order and numbering in which people see accounts: lists, pickers and selectors agree on it, so that the number on
// the screen means the same account everywhere (codex-auth facts §1 "list").

import type { AccountId, AuthIndex, ProviderId } from "./ids.ts";

export interface ListedAccount {
  readonly id: AccountId;
  readonly authIndex: AuthIndex;
  readonly provider: ProviderId;
  readonly identityKey: string;
  readonly email: string | null;
  /** What the operator calls it. */
  readonly alias: string | null;
  /** Name of its workspace, where the upstream told one. */
  readonly workspace: string | null;
  /** Lower-case plan of the upstream; null where it has none or it is unknown. */
  readonly plan: string | null;
  /** An API key made unrecognisable (`sk-7f3c1***42ce`); null for logins. */
  readonly keyMask: string | null;
  /** It is the one that a tool on this computer uses now. */
  readonly isActive: boolean;
}

/** An account with its number, from 1, in the list of all. */
export interface Numbered<A extends ListedAccount> {
  readonly number: number;
  readonly account: A;
}

const WORKSPACE_PLANS: ReadonlySet<string> = new Set(["team", "business", "enterprise", "edu"]);
const PERSONAL_PLANS: ReadonlySet<string> = new Set(["free", "go", "plus", "prolite", "pro", "max"]);

/** By provider in the order given (unknown ones last), e-mail, active first, plan, identity. */
export function numberedAccounts<A extends ListedAccount>(
  accounts: readonly A[],
  providers: readonly ProviderId[],
): readonly Numbered<A>[] {
  const place = new Map(providers.map((provider, index) => [provider, index]));
  const rank = (provider: ProviderId): number => place.get(provider) ?? providers.length;
  return accounts
    .toSorted(
      (a, b) =>
        rank(a.provider) - rank(b.provider) ||
        compareText(a.provider, b.provider) ||
        compareText(a.email ?? "", b.email ?? "") ||
        Number(b.isActive) - Number(a.isActive) ||
        planRank(a) - planRank(b) ||
        compareText(a.plan ?? "", b.plan ?? "") ||
        compareText(a.identityKey, b.identityKey),
    )
    .map((account, index) => ({ number: index + 1, account }));
}

/**
 * Which accounts a person means: an id, an auth index or an identity key is exact; a number is the list's (`2`, `02`, `2:`);
 * anything else is looked for, whatever its case, in e-mail, alias, workspace and masked key.
 */
export function matchingAccounts<A extends ListedAccount>(
  accounts: readonly Numbered<A>[],
  query: string,
): readonly Numbered<A>[] {
  const wanted = query.trim();
  if (wanted === "") return [];
  const exact = accounts.filter(({ account }) => [account.id, account.authIndex, account.identityKey].includes(wanted));
  if (exact.length > 0) return exact;
  const number = /^(\d{1,6})(?::.*)?$/.exec(wanted)?.[1];
  if (number !== undefined) {
    const numbered = accounts.filter((each) => each.number === Number(number));
    if (numbered.length > 0) return numbered;
  }
  const piece = wanted.toLowerCase();
  return accounts.filter(({ account: { email, alias, workspace, keyMask } }) =>
    [email, alias, workspace, keyMask].some((text) => text?.toLowerCase().includes(piece) ?? false),
  );
}

/** Of a plan that a company has, not a person. */
export function isWorkspacePlan(plan: string | null): boolean {
  return plan !== null && WORKSPACE_PLANS.has(plan);
}

/** Workspaces first, then personal plans; keys and unknown plans last. */
function planRank({ plan, keyMask }: ListedAccount): number {
  if (keyMask !== null || plan === null) return 2;
  if (isWorkspacePlan(plan)) return 0;
  return PERSONAL_PLANS.has(plan) ? 1 : 2;
}

/** Byte order, the same on every computer. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
