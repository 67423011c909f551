// The rule of a choice in the reader's language; one that only a newer gateway knows is shown as it is.

import { say } from "../../lib/i18n.ts";
import { EXCLUSIONS, RULES, TIE_RULES, TIES } from "./story-messages.ts";

export function ruleText(rule: string): string {
  const known = RULES[rule];
  if (known !== undefined) return say(known);
  for (const { pattern, text } of TIE_RULES) {
    const groups = pattern.exec(rule)?.groups;
    if (groups === undefined) continue;
    const { by = "", why = "" } = groups;
    const tie = TIES[by];
    return say(text, { by: tie === undefined ? by : say(tie), why: exclusionText(why) });
  }
  return rule;
}

export function exclusionText(reason: string): string {
  const known = EXCLUSIONS[reason];
  return known === undefined ? reason : say(known);
}
