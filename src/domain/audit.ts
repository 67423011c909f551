// What was done by whom: written once a change has succeeded, never changed, kept for `retention.audit-days`.

export const ACTORS = ["operator", "viewer", "management_key", "command_line", "nobody"] as const;

export type Actor = (typeof ACTORS)[number];

/** Values of what was changed are never in it. */
export interface AuditEntry {
  /** e.g. `account.pause`, `sign_in.failed`, `v0.PUT /api-keys`. */
  readonly action: string;
  readonly actor: Actor;
  /** Where the call came from; null for the command line. */
  readonly address: string | null;
  /** What it was done to: an account, a file, a key by its name; null where there is but one. */
  readonly subject: string | null;
  /** Names of changed fields, counts, labels; null where there is nothing to say. */
  readonly detail: string | null;
}

export interface AuditRecord extends AuditEntry {
  readonly id: string;
  readonly at: number;
}

export interface AuditFilter {
  /** An action, or with `*` at the end all that begin so. */
  readonly action?: string | undefined;
  readonly actor?: Actor | undefined;
  readonly subject?: string | undefined;
  /** `[from, to)`, epoch ms. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface AuditPlace {
  readonly at: number;
  readonly id: string;
}

export interface AuditTrail {
  append(record: AuditRecord): Promise<void>;
  /** Newest first, those before `after` (in the list's order). */
  list(
    filter: AuditFilter,
    page: { readonly limit: number; readonly after: AuditPlace | null },
  ): Promise<readonly AuditRecord[]>;
  /** Drops what is older than `before`; returns how many. */
  prune(before: number): Promise<number>;
}
