// What made requests fail, gathered by cause: the newest failures that fit a question, counted and the worst first.

import type { RequestRecord } from "../../domain/request-record.ts";
import { type Verdict, verdictOf } from "../../domain/request-search.ts";
import { allRequests, type FindDeps, type FindQuestion } from "./find-requests.ts";

export interface FailureCause {
  readonly errorCode: string;
  readonly verdict: Verdict;
  readonly count: number;
  /** The newest of them. */
  readonly latest: RequestRecord;
  /** The accounts it happened on, most often hit first; not all of them. */
  readonly accounts: readonly { readonly id: string; readonly label: string; readonly count: number }[];
}

export interface FailureCauses {
  readonly causes: readonly FailureCause[];
  /** How many failures were looked at. */
  readonly counted: number;
  /** False: there are older ones, which were not looked at. */
  readonly isComplete: boolean;
}

const FAILURES: readonly Verdict[] = ["error", "rate_limit", "quota", "interrupted"];
/** Failures that are looked at: records are read whole, on the thread that serves. */
const MOST_COUNTED = 2000;
const PIECE = 250;
const MOST_ACCOUNTS = 3;
/** What stopped with Switchyard itself has no code of its own. */
const NO_CODE = "interrupted";

export async function failureCauses(question: FindQuestion, deps: FindDeps): Promise<FailureCauses> {
  const verdicts =
    question.verdicts.length === 0 ? FAILURES : question.verdicts.filter((one) => FAILURES.includes(one));
  // No verdict at all would mean any.
  if (verdicts.length === 0) return { causes: [], counted: 0, isComplete: true };
  const failed: RequestRecord[] = [];
  let isComplete = true;
  for await (const records of allRequests({ ...question, verdicts }, PIECE, deps)) {
    failed.push(...records);
    isComplete = failed.length <= MOST_COUNTED;
    if (!isComplete) break;
  }
  const counted = failed.slice(0, MOST_COUNTED);
  const byCode = Map.groupBy(counted, ({ errorCode }) => errorCode ?? NO_CODE);
  const causes = [...byCode].flatMap(([errorCode, records]) => {
    const [latest] = records;
    if (latest === undefined) return [];
    return [{ errorCode, verdict: verdictOf(latest), count: records.length, latest, accounts: accountsOf(records) }];
  });
  return { causes: causes.toSorted((a, b) => b.count - a.count), counted: counted.length, isComplete };
}

function accountsOf(records: readonly RequestRecord[]): FailureCause["accounts"] {
  const byId = Map.groupBy(records, ({ accountId }) => accountId);
  return [...byId]
    .flatMap(([id, [newest, ...others]]) =>
      id === null || newest === undefined ? [] : [{ id, label: newest.accountLabel ?? id, count: others.length + 1 }],
    )
    .toSorted((a, b) => b.count - a.count)
    .slice(0, MOST_ACCOUNTS);
}
