// Results by what was found, and those that wait for somebody to act.

import type { Group } from "./inspection-search.ts";
import type { Result, Suggestion, Wish } from "./inspection-query.ts";

/** Suggested, and not done yet. */
export function isTodo({ suggestion, applied }: Result): boolean {
  return suggestion !== "keep" && (applied === null || applied.error !== null);
}

export function inGroup(results: readonly Result[], group: Group): readonly Result[] {
  if (group === "all") return results;
  return results.filter((result) => (group === "todo" ? isTodo(result) : result.finding === group));
}

/** What can be done at one click; closed accounts are deleted or, gentler, disabled. */
export function wishesOf(results: readonly Result[], closed: "delete" | "disable"): Wish[] {
  return results.filter(isTodo).flatMap(({ account_id, suggestion }) => {
    const action = actOf(suggestion === "delete" ? closed : suggestion);
    return action === null ? [] : [{ account_id, action }];
  });
}

function actOf(suggestion: Suggestion): Wish["action"] | null {
  return suggestion === "keep" || suggestion === "relogin" ? null : suggestion;
}
