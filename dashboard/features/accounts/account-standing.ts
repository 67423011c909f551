// An account in the four words that an operator sorts by: it serves, it rests, it needs somebody, it was disabled.

import type { Tone } from "../../ui/badge.tsx";
import type { Account } from "./accounts-query.ts";

export const STANDINGS = ["usable", "resting", "needs_you", "paused"] as const;
export type Standing = (typeof STANDINGS)[number];

type Judged = Pick<Account, "paused" | "status" | "problem">;

export function standingOf({ paused, status, problem }: Judged): Standing {
  if (paused) return "paused";
  if (status === "reauth_required" || status === "deactivated") return "needs_you";
  return problem === null ? "usable" : "resting";
}

export const STANDING_TONES: Readonly<Record<Standing, Tone>> = {
  usable: "good",
  resting: "warn",
  needs_you: "bad",
  paused: "plain",
};
