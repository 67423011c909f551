// What happens while it runs and somebody may be watching: told as it happens, kept nowhere. What must be remembered is
// in the store.

import type { AccountId, ProviderId } from "./ids.ts";
import type { InspectionRun } from "./inspection.ts";
import type { RequestRecord } from "./request-record.ts";

export type Happening =
  /** An account's condition, pause or settings are others now. */
  | { readonly kind: "account_changed"; readonly accountId: AccountId; readonly condition: string | null }
  /** Accounts came, went or were read anew: whoever shows a list of them reads it again. */
  | { readonly kind: "accounts_replaced"; readonly count: number }
  | QuotaMoved
  | { readonly kind: "request_finished"; readonly record: RequestRecord }
  /** A sign-in got further. Its id is its owner's alone and not told here. */
  | {
      readonly kind: "login_progressed";
      readonly provider: ProviderId;
      readonly status: "pending" | "ok" | "error";
      readonly accountId: AccountId | null;
    }
  /** Keys of config.yaml that have other values now. */
  | { readonly kind: "settings_changed"; readonly keys: readonly string[] }
  /** config.yaml has a mistake; what was before stays in force. */
  | { readonly kind: "settings_rejected"; readonly problems: readonly string[] }
  | { readonly kind: "client_key_changed"; readonly keyId: string; readonly change: "created" | "changed" | "deleted" }
  | { readonly kind: "records_dropped"; readonly count: number }
  /** An inspection began, got further or ended; or something was done about what it found. */
  | {
      readonly kind: "inspection_progressed";
      readonly runId: string;
      readonly state: InspectionRun["state"];
      readonly done: number;
      readonly total: number;
    }
  /** Something waits for somebody to act, or no longer does. */
  | { readonly kind: "action_queue_changed" };

export interface QuotaMoved {
  readonly kind: "quota_moved";
  readonly accountId: AccountId;
  /** 0..100; null where unknown or where there is no such window. */
  readonly primaryUsedPercent: number | null;
  readonly secondaryUsedPercent: number | null;
  /** Epoch ms */
  readonly primaryResetsAt: number | null;
  readonly secondaryResetsAt: number | null;
}

/** Where happenings are told; never waits, never throws. */
export type Publish = (happening: Happening) => void;

/** What a newer happening of the same thing makes old; null where each counts for itself. */
export function supersedes(happening: Happening): string | null {
  switch (happening.kind) {
    case "account_changed":
    case "quota_moved":
      return happening.accountId;
    case "accounts_replaced":
    case "action_queue_changed":
      return "all";
    case "inspection_progressed":
      return happening.runId;
    case "client_key_changed":
      return happening.change === "changed" ? happening.keyId : null;
    case "request_finished":
    case "login_progressed":
    case "settings_changed":
    case "settings_rejected":
    case "records_dropped":
      return null;
  }
}
