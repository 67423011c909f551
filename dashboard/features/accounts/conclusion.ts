// What is the matter with an account, in one word that the texts know.

import type { AccountDetails } from "./account-query.ts";
import type { CONCLUSION_TEXT } from "./drawer-messages.ts";

type Judged = Pick<AccountDetails, "paused" | "problem" | "failures_in_a_row">;

export function conclusionOf({ paused, problem, failures_in_a_row }: Judged): keyof typeof CONCLUSION_TEXT {
  if (paused) return "paused";
  if (problem !== null) return problem.kind;
  return failures_in_a_row > 0 ? "shaky" : "fine";
}
