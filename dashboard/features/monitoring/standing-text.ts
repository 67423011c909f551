// How an account stood when the choice was made, and what its priority had to do with it.

import { percentText } from "../../lib/format.ts";
import { say } from "../../lib/i18n.ts";
import type { Attempt } from "./request-query.ts";
import { ruleText } from "./rule-text.ts";
import { STORY } from "./story-messages.ts";

type Decision = Attempt["decision"];
export type Considered = Decision["considered"][number];

/** `week 40 % used, 5 h 12 % used, 2 in flight`; empty where nothing is known. */
export function standingText({ primary_used_percent: short, secondary_used_percent: week, in_flight }: Considered) {
  return [
    week === null ? null : say(STORY.weekStood, { percent: percentText(week) }),
    short === null ? null : say(STORY.shortStood, { percent: percentText(short) }),
    in_flight === 0 ? null : say(STORY.flightStood, { count: in_flight }),
  ]
    .filter((part) => part !== null)
    .join(", ");
}

/** The rule, after the priority where it left others behind: rules choose among accounts of one priority. */
export function reasonText(decision: Decision): string {
  const rule = ruleText(decision.rule);
  const chosen = decision.considered.find(({ account_id }) => account_id === decision.chosen);
  if (chosen === undefined || chosen.excluded !== null || isTied(decision)) return rule;
  const others = decision.considered.filter((one) => one !== chosen && one.excluded === null);
  if (!others.some(({ priority }) => priority < chosen.priority)) return rule;
  const isAlone = decision.omitted === 0 && others.every(({ priority }) => priority < chosen.priority);
  const { priority } = chosen;
  return isAlone ? say(STORY.byPriority, { priority }) : say(STORY.byPriorityThen, { priority, rule });
}

/** A tie goes before every priority. */
function isTied({ rule }: Decision): boolean {
  return /^(kept on its account|only its owner|named by the operator)/.test(rule);
}
