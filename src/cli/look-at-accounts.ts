// The accounts as a list shows them: read, asked about, and read again, since an answer may bring a plan, a name or a token.

import { numberedAccounts } from "../domain/account-list.ts";
import type { Failure } from "../domain/failure.ts";
import type { AccountId } from "../domain/ids.ts";
import type { BrokenAuthFile } from "../domain/ports.ts";
import type { QuotaAnswer } from "../management/accounts/refresh-quotas.ts";
import { type Hands, PROVIDER_ORDER } from "./hands.ts";
import { type NumberedAccount, selectMany } from "./select-accounts.ts";

/** Which accounts, and whether anybody is asked. */
export interface AccountChoice {
  readonly queries?: readonly string[];
  readonly active?: boolean;
  readonly provider?: string;
  /** No network at all. */
  readonly skipRefresh?: boolean;
}

export interface Looking extends AccountChoice {
  /** Told while upstreams are asked. */
  progress?(done: number, total: number): void;
  readonly signal?: AbortSignal;
}

export interface Listing {
  readonly now: number;
  readonly all: readonly NumberedAccount[];
  readonly shown: readonly NumberedAccount[];
  /** null where nobody was asked. */
  readonly answers: ReadonlyMap<AccountId, QuotaAnswer> | null;
  readonly failures: ReadonlyMap<AccountId, Failure>;
  readonly broken: readonly BrokenAuthFile[];
}

/** Throws CliFailure where a query means nobody. */
export async function lookAtAccounts(hands: Hands, looking: Looking): Promise<Listing> {
  const known = await knownListing(hands, looking);
  if (looking.skipRefresh === true || known.shown.length === 0) return known;
  const accounts = known.shown.map(({ account }) => account);
  const answers = await hands.refreshQuotas({ ...looking, accounts: accounts.map(({ account }) => account) });
  await hands.nameWorkspaces(accounts);
  const news = await knownListing(hands, { skipRefresh: true });
  // The same ones: a plan that has changed may have moved an account to another number.
  const ids = new Set(accounts.map(({ id }) => id));
  const shown = news.all.filter(({ account }) => ids.has(account.id));
  return { ...news, shown, answers, failures: failuresIn(answers) };
}

/** What is known without asking what is left. */
export async function knownListing(hands: Hands, choice: AccountChoice): Promise<Listing> {
  const accounts = await hands.accounts({ offline: choice.skipRefresh === true });
  const all = numberedAccounts(accounts, PROVIDER_ORDER);
  const shown = chosen(all, choice);
  return { now: hands.clock.now(), all, shown, answers: null, failures: new Map(), broken: hands.brokenFiles() };
}

function chosen(all: readonly NumberedAccount[], choice: AccountChoice): readonly NumberedAccount[] {
  const { queries = [], active, provider } = choice;
  const meant = queries.length === 0 ? null : new Set(selectMany(all, queries));
  return all.filter(
    (numbered) =>
      (meant?.has(numbered) ?? true) &&
      (active !== true || numbered.account.isActive) &&
      (provider === undefined || numbered.account.provider === provider),
  );
}

function failuresIn(answers: ReadonlyMap<AccountId, QuotaAnswer>): ReadonlyMap<AccountId, Failure> {
  return new Map(
    [...answers].flatMap(([id, answer]) => (answer.kind === "failed" ? [[id, answer.failure] as const] : [])),
  );
}
