// What has happened, as /api tells it.

import type { z } from "zod";

import type { eventViews } from "../../../contract/event-views.ts";
import type { Happening } from "../../domain/happening.ts";
import type { Role } from "../../domain/sign-in.ts";
import type { News } from "../../telemetry/event-bus.ts";
import { instantOrNull } from "./instants.ts";
import { viewOfRequest } from "./request-view.ts";

type Item<Kind extends Happening["kind"]> = z.output<(typeof eventViews)[Kind]>["items"][number];
type AnyItem = { readonly [Kind in Happening["kind"]]: Item<Kind> }[Happening["kind"]];

export function eventData(
  { happenings, omitted }: News,
  role: Role,
): { readonly items: readonly AnyItem[]; readonly omitted: number } {
  return { items: happenings.map((happening) => itemOf(happening, role)), omitted };
}

function itemOf(happening: Happening, role: Role): AnyItem {
  switch (happening.kind) {
    case "account_changed":
      return { account_id: happening.accountId, condition: happening.condition };
    case "accounts_replaced":
      return { count: happening.count };
    case "quota_moved":
      return {
        account_id: happening.accountId,
        primary_used_percent: percentOf(happening.primaryUsedPercent),
        secondary_used_percent: percentOf(happening.secondaryUsedPercent),
        primary_reset_at: instantOrNull(happening.primaryResetsAt),
        secondary_reset_at: instantOrNull(happening.secondaryResetsAt),
      };
    case "request_finished":
      return viewOfRequest(happening.record, role);
    case "login_progressed":
      return { provider: happening.provider, status: happening.status, account_id: happening.accountId };
    case "settings_changed":
      return { keys: [...happening.keys] };
    case "settings_rejected":
      return { problems: [...happening.problems] };
    case "client_key_changed":
      return { key_id: happening.keyId, change: happening.change };
    case "records_dropped":
      return { count: happening.count };
    case "inspection_progressed": {
      const { runId, state, done, total } = happening;
      return { run_id: runId, state, done, total };
    }
    case "action_queue_changed":
      return {};
  }
}

function percentOf(value: number | null): number | null {
  return value === null ? null : Math.min(100, Math.max(0, value));
}
