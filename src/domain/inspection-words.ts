// An inspection's reasons in words, for those who do not read its codes.

import type { InspectionReason } from "./inspection.ts";

const WORDS: Readonly<Record<InspectionReason, string>> = {
  works: "Its upstream answers, and there is room",
  works_but_paused: "It would work; you have paused it",
  works_again_paused_by_inspection: "It works again; an inspection had paused it",
  nothing_to_ask: "Its upstream tells no quota, and no request was to be spent on it",
  rests_until_reset: "Its quota is used up; it rests by itself until the reset",
  rests_a_moment: "It rests after a refusal, and comes back by itself",
  rests_without_need: "It rests, though its upstream says that it would serve",
  above_limit: "Its weekly quota is used further than you want it to be",
  login_dead: "Its login is no longer accepted; only signing in again helps",
  key_refused: "Its key is no longer accepted",
  account_closed: "Its upstream has closed the account",
  workspace_closed: "Its workspace has been closed",
  told_to_slow_down: "Its upstream asked for fewer questions; it says nothing of the account",
  not_reached: "Its upstream could not be reached or failed; it says nothing of the account",
  refused_without_cause: "Its upstream refused the question without a reason that is known",
};

export function reasonText(reason: InspectionReason): string {
  return WORDS[reason];
}
