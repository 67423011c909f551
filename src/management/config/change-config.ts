// One change of config.yaml by the management API: planned on what is in force at its turn, written, or refused with nothing
// changed.

import type { ConfigDocument, ConfigInForce } from "../../config/config-document.ts";
import { ConfigInvalid } from "../../config/config-problem.ts";
import type { ConfigMutation } from "../../config/edit-config.ts";

export type ConfigPlan = { readonly kind: "edit"; readonly mutations: readonly ConfigMutation[] } | ConfigRefused;

export type ConfigRefused =
  | { readonly kind: "not_found"; readonly what: string }
  /** `error` in the contract's words; `message` for people, null where there is nothing to add. */
  | { readonly kind: "refused"; readonly error: string; readonly message: string | null };

export type ConfigChanged =
  | { readonly kind: "changed" }
  | ConfigRefused
  | { readonly kind: "not_written"; readonly reason: string };

export type ConfigPlanner = (now: ConfigInForce) => ConfigPlan;

export const NOT_FOUND: ConfigRefused = { kind: "not_found", what: "item not found" };

export function refused(error: string, message: string | null = null): ConfigRefused {
  return { kind: "refused", error, message };
}

export function edit(...mutations: readonly ConfigMutation[]): ConfigPlan {
  return { kind: "edit", mutations };
}

export async function changeConfig(
  document: Pick<ConfigDocument, "edit">,
  planner: ConfigPlanner,
): Promise<ConfigChanged> {
  const outcome: { isPlanned: boolean; refusal: ConfigRefused | null } = { isPlanned: false, refusal: null };
  try {
    await document.edit((now) => {
      const plan = planner(now);
      outcome.isPlanned = true;
      if (plan.kind === "edit") return plan.mutations;
      outcome.refusal = plan;
      return [];
    });
    return outcome.refusal ?? { kind: "changed" };
  } catch (error) {
    // Before the plan it is the file on disk that is broken, by another hand.
    if (error instanceof ConfigInvalid && outcome.isPlanned) return refused("invalid body", error.message);
    return { kind: "not_written", reason: error instanceof Error ? error.message : String(error) };
  }
}
