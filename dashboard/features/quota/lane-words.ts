// A lane in words: for who does not see it, and on hover.

import { percentText, relativeText, durationText } from "../../lib/format.ts";
import { say, type Text } from "../../lib/i18n.ts";
import { UI_TEXT } from "../../ui/messages.ts";
import { QUOTA_TEXT } from "./messages.ts";
import type { Lane } from "./quota-rows.ts";

export function laneWords(lane: Lane | null, now: number): string {
  if (lane === null) return say(QUOTA_TEXT.sayNone);
  const parts = [
    say(QUOTA_TEXT.sayLeft, { window: durationText(lane.windowMs), left: percentText(100 - lane.usedPercent) }),
    lane.resetsAt === null
      ? say(QUOTA_TEXT.notBegun)
      : say(QUOTA_TEXT.sayResets, { when: relativeText(lane.resetsAt, now) }),
    ...(lane.usedPercent >= 100
      ? [say(QUOTA_TEXT.usedUp)]
      : lane.dryAt !== null
        ? [say(QUOTA_TEXT.sayDry, { when: relativeText(lane.dryAt, now) })]
        : lane.survives === true
          ? [say(QUOTA_TEXT.sayLasts)]
          : []),
  ];
  return parts.join(say(UI_TEXT.comma));
}

export const STANDING_TEXT: Readonly<Record<"paused" | "resting" | "needs_login" | "closed", Text>> = {
  paused: QUOTA_TEXT.paused,
  resting: QUOTA_TEXT.resting,
  needs_login: QUOTA_TEXT.needsLogin,
  closed: QUOTA_TEXT.closed,
};
