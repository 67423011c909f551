// Where a used-up quota is made up for by something near at hand: another project of the same Google login, or the preview of
// the same model. What the operator allows of it, and how the record tells.

import { exclusionOf } from "../domain/availability.ts";
import type { Choice } from "../domain/choose-account.ts";
import type { AccountId, ProviderId } from "../domain/ids.ts";
import type { LiveAccount } from "./live-account.ts";
import type { RouteLeg } from "./model-routes.ts";

export interface QuotaSwitches {
  /** The leg's accounts without the other projects of logins of which one is used up. */
  withoutOtherProjects(leg: AskedLeg, now: number): readonly LiveAccount[];
  /** The choice, with its reason told in full where it made up for a used-up quota. */
  tell(choice: Choice, leg: AskedLeg, now: number): Choice;
}

interface SwitchesDeps {
  /** Whether this provider's logins can have several projects, each with a quota of its own. */
  hasProjects(provider: ProviderId): boolean;
  find(id: AccountId): LiveAccount | null;
}

type AskedLeg = Pick<RouteLeg, "name" | "candidates" | "previewOf">;

/** By login: its projects, where it has several. */
type Projects = ReadonlyMap<string, readonly LiveAccount[]>;

export function createQuotaSwitches({ hasProjects, find }: SwitchesDeps): QuotaSwitches {
  // Sought once a list: those may be thousands, and this is asked with every request.
  const known = new WeakMap<AskedLeg["candidates"], Projects>();
  const projectsOf = (candidates: AskedLeg["candidates"]): Projects => {
    const found = known.get(candidates) ?? groupProjects(candidates, hasProjects);
    known.set(candidates, found);
    return found;
  };
  const isOtherProject = (id: AccountId, leg: AskedLeg, now: number): boolean => {
    const chosen = find(id);
    if (chosen === null || !hasProjects(chosen.account.provider)) return false;
    const projects = projectsOf(leg.candidates).get(loginOf(chosen)) ?? [];
    return projects.some((live) => isUsedUp(live, leg, now)) && !isUsedUp(chosen, leg, now);
  };
  return {
    withoutOtherProjects(leg, now) {
      const left = new Set<LiveAccount>();
      for (const projects of projectsOf(leg.candidates).values()) {
        const others = projects.filter((live) => !isUsedUp(live, leg, now));
        if (others.length < projects.length) for (const live of others) left.add(live);
      }
      return left.size === 0 ? leg.candidates : leg.candidates.filter((live) => !left.has(live));
    },
    tell(choice, leg, now) {
      if (choice.kind !== "chosen") return choice;
      const told = [
        ...(leg.previewOf === null ? [] : [`preview model, as the quota for ${leg.previewOf} is used up`]),
        ...(isOtherProject(choice.candidate.id, leg, now) ? ["another project of its login, as one is used up"] : []),
      ];
      if (told.length === 0) return choice;
      const rule = [choice.decision.rule, ...told].join("; ");
      return { ...choice, decision: { ...choice.decision, rule } };
    },
  };
}

function groupProjects(candidates: AskedLeg["candidates"], hasProjects: SwitchesDeps["hasProjects"]): Projects {
  const members = candidates.filter(({ account }) => hasProjects(account.provider) && account.email !== null);
  return new Map([...Map.groupBy(members, loginOf)].filter(([, projects]) => projects.length > 1));
}

function isUsedUp(live: LiveAccount, { name }: AskedLeg, now: number): boolean {
  return USED_UP.has(exclusionOf(live, { now, model: name, tried: NOBODY })?.reason ?? "");
}

function loginOf({ account }: LiveAccount): string {
  return `${account.provider} ${account.email ?? account.id}`;
}

const NOBODY: ReadonlySet<AccountId> = new Set();
const USED_UP: ReadonlySet<string> = new Set(["quota_exceeded", "model_exhausted"]);
