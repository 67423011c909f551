// What is the matter with an account, in words that the texts know.

import type { AccountDetails } from "./account-query.ts";
import type { CONCLUSION_TEXT } from "./diagnosis-messages.ts";

type Conclusion = keyof typeof CONCLUSION_TEXT;

type Judged = Pick<AccountDetails, "paused" | "paused_by" | "problem" | "failures_in_a_row" | "kind">;

/** The one that is to be dealt with first comes first: a paused account may be dead as well. */
export function conclusionsOf({ paused, paused_by, problem, failures_in_a_row, kind }: Judged): readonly Conclusion[] {
  const found: Conclusion[] = [];
  if (paused) found.push(paused_by === "inspection" ? "paused_by_inspection" : "paused");
  if (problem !== null) {
    const isKey = problem.kind === "reauth_required" && kind === "api_key";
    found.push(isKey ? "key_refused" : problem.kind);
  }
  if (found.length > 0) return found;
  return [failures_in_a_row > 0 ? "shaky" : "fine"];
}
