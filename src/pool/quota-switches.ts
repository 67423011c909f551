// Where a used-up quota is made up for by something near at hand: another project of the same Google login, or the preview of
// the same model. What the operator allows of it, and how the record tells.

import { exclusionOf } from "../domain/availability.ts";
import type { Choice } from "../domain/choose-account.ts";
import type { AccountId, ProviderId } from "../domain/ids.ts";
import type { LiveAccount } from "./live-account.ts";
import type { RouteLeg } from "./model-routes.ts";

export interface SwitchRules {
  /** True: the quota of one project of a login is no obstacle to the others. */
  readonly switchProject: boolean;
  /** Whether this provider's logins can have several projects, each with a quota of its own. */
  hasProjects(provider: ProviderId): boolean;
  find(id: AccountId): LiveAccount | null;
  /** Epoch ms */
  readonly now: number;
}

type AskedLeg = Pick<RouteLeg, "name" | "candidates" | "previewOf">;

/** The leg's accounts; without the other projects of logins of which one is used up, where the operator wants it so. */
export function allowedCandidates(leg: AskedLeg, rules: SwitchRules): readonly LiveAccount[] {
  if (rules.switchProject) return leg.candidates;
  const usedUp = usedUpProjects(leg, rules);
  if (usedUp.size === 0) return leg.candidates;
  return leg.candidates.filter((live) => {
    const spent = usedUp.get(loginOf(live));
    return spent === undefined || spent.has(live.id);
  });
}

/** The choice, with its reason told in full where it made up for a used-up quota. */
export function withSwitchTold(choice: Choice, leg: AskedLeg, rules: SwitchRules): Choice {
  if (choice.kind !== "chosen") return choice;
  const told = [
    ...(leg.previewOf === null ? [] : [`preview model, as the quota for ${leg.previewOf} is used up`]),
    ...(isOtherProject(choice.candidate.id, leg, rules) ? ["another project of its login, as one is used up"] : []),
  ];
  if (told.length === 0) return choice;
  const rule = [choice.decision.rule, ...told].join("; ");
  return { ...choice, decision: { ...choice.decision, rule } };
}

function isOtherProject(id: AccountId, leg: AskedLeg, rules: SwitchRules): boolean {
  // Not sought among the candidates: those may be thousands, and this is asked with every request.
  const chosen = rules.find(id);
  if (chosen === null || !rules.hasProjects(chosen.account.provider)) return false;
  const spent = usedUpProjects(leg, rules).get(loginOf(chosen));
  return spent !== undefined && !spent.has(id);
}

/** By login: its projects without quota for this model. */
function usedUpProjects(leg: AskedLeg, { now, hasProjects }: SwitchRules): ReadonlyMap<string, ReadonlySet<AccountId>> {
  const asking = { now, model: leg.name, tried: NOBODY };
  const usedUp = leg.candidates.filter((live) => {
    const { provider, email } = live.account;
    return hasProjects(provider) && email !== null && USED_UP.has(exclusionOf(live, asking)?.reason ?? "");
  });
  return new Map(
    [...Map.groupBy(usedUp, loginOf)].map(([login, lives]) => [login, new Set(lives.map(({ id }) => id))]),
  );
}

function loginOf({ account }: LiveAccount): string {
  return `${account.provider} ${account.email ?? account.id}`;
}

const NOBODY: ReadonlySet<AccountId> = new Set();
const USED_UP: ReadonlySet<string> = new Set(["quota_exceeded", "model_exhausted"]);
