// What somebody should look at, and why: accounts that serve nobody, files that hold no account, oddities of the configuration.

import { type AccountProblem, problemOf } from "../../domain/account-status.ts";
import type { AccountId } from "../../domain/ids.ts";
import type { BrokenAuthFile } from "../../domain/ports.ts";
import type { LiveAccount } from "../../pool/live-account.ts";

export interface Attention {
  readonly kind: "account" | "auth_file" | "config" | "records_dropped";
  readonly accountId: AccountId | null;
  /** What is wrong with an account; null for all else. */
  readonly accountProblem: AccountProblem["kind"] | null;
  /** The upstream's code, or the wire's, of what is wrong with an account; null for all else. */
  readonly code: string | null;
  readonly subject: string;
  /** In words. */
  readonly problem: string;
  /** Epoch ms; null where it is not known. */
  readonly since: number | null;
  /** Epoch ms at which it heals by itself; null: somebody has to act. */
  readonly until: number | null;
}

export interface AttentionInput {
  readonly accounts: readonly LiveAccount[];
  readonly brokenFiles: readonly BrokenAuthFile[];
  readonly configWarnings: readonly { readonly message: string }[];
  /** Since the start. */
  readonly recordsDropped: number;
  readonly now: number;
}

/** A page shows a list, not a pool of thousands. */
const MOST_ACCOUNTS = 100;

/** What needs a hand first, what heals by itself after it; the newest first. */
export function attentionList(input: AttentionInput): readonly Attention[] {
  const { brokenFiles, configWarnings, recordsDropped } = input;
  const subjectOnly = { accountId: null, accountProblem: null, code: null, since: null, until: null };
  return [
    ...(recordsDropped === 0
      ? []
      : [
          {
            ...{ kind: "records_dropped" as const, ...subjectOnly, subject: "request records" },
            problem: `${recordsDropped} could not be written since the start: the database did not take them`,
          },
        ]),
    ...configWarnings.map(({ message }) => ({
      ...{ kind: "config" as const, ...subjectOnly, subject: "config.yaml" },
      problem: message,
    })),
    ...brokenFiles.map(({ fileName, reason }) => ({
      ...{ kind: "auth_file" as const, ...subjectOnly, subject: fileName },
      problem: reason,
    })),
    ...accountProblems(input),
  ];
}

function accountProblems({ accounts, now }: AttentionInput): readonly Attention[] {
  return accounts
    .flatMap(({ id, label, paused, condition }) => {
      const problem = paused ? null : problemOf(condition, now);
      if (problem === null) return [];
      const { kind, code, reason, since, until } = problem;
      const about = { accountId: id, accountProblem: kind, code, subject: label };
      return [{ kind: "account" as const, ...about, problem: reason, since, until }];
    })
    .toSorted((a, b) => Number(a.until !== null) - Number(b.until !== null) || b.since - a.since)
    .slice(0, MOST_ACCOUNTS);
}
