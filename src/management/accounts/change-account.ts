// What the operator changes about one account: its pause, its fields, its being there. An account lives in an auth file, in
// config.yaml, or in both; each place is edited as its own kind of file.

import type { ConfigDocument } from "../../config/config-document.ts";
import { type AuthFileJson, type AuthFileShelf, reasonNotWritten } from "../../domain/auth-file-shelf.ts";
import type { AccountId, AuthIndex } from "../../domain/ids.ts";
import type { LiveAccount } from "../../pool/live-account.ts";
import type { Pool } from "../../pool/pool.ts";
import { type FieldChanges, withChanges } from "../auth-files/field-changes.ts";
import { changeConfig, type ConfigPlan, edit, refused } from "../config/change-config.ts";
import type { AuthIndexes } from "../key-lists/upstream-lists.ts";
import { pausing, placesOf, removing, saying } from "./key-places.ts";

export interface KeyDeps {
  readonly document: Pick<ConfigDocument, "edit" | "inForce">;
  readonly authIndexes: AuthIndexes;
}

export interface ChangeDeps extends KeyDeps {
  readonly pool: Pick<Pool, "accounts" | "reset" | "forget">;
  readonly shelf: Pick<AuthFileShelf, "edit" | "remove" | "known">;
  /** Told that somebody decides about an account's pause: what paused it on its own does not undo that any more. */
  pauseDecided(id: AccountId): Promise<void>;
}

export type AccountChanged =
  | { readonly kind: "done" }
  | { readonly kind: "account_not_found" }
  | {
      readonly kind:
        | "auth_file_broken"
        | "config_not_written"
        | "account_field_not_supported"
        | "account_state_transition_invalid";
      readonly reason: string;
    };

const DONE: AccountChanged = { kind: "done" };
const NOT_FOUND: AccountChanged = { kind: "account_not_found" };

/** Counts for the next choice; what runs on it goes on. */
export async function pauseAccount(deps: ChangeDeps, id: AccountId): Promise<AccountChanged> {
  const live = find(deps, id);
  if (live === null) return NOT_FOUND;
  await deps.pauseDecided(id);
  return setPaused(deps, live, true);
}

/**
 * Ends the operator's pause; of an account that is not paused, its rest after a refusal, a used-up quota or a closing by
 * the upstream. A dead login needs a new sign-in: refused.
 */
export async function reactivateAccount(deps: ChangeDeps, id: AccountId): Promise<AccountChanged> {
  const live = find(deps, id);
  if (live === null) return NOT_FOUND;
  await deps.pauseDecided(id);
  if (live.paused) return setPaused(deps, live, false);
  return resetAccount(deps, id);
}

/** As if nothing had happened to it. */
export function resetAccount(deps: Pick<ChangeDeps, "pool">, id: AccountId): AccountChanged {
  const live = find(deps, id);
  if (live === null) return NOT_FOUND;
  if (live.condition.kind === "reauth_required") {
    const reason = "Its login is dead: sign in again, or import newer tokens";
    return { kind: "account_state_transition_invalid", reason };
  }
  deps.pool.reset(id);
  return DONE;
}

/** `changes` as read by auth-files/field-changes.ts. */
export async function editAccount(deps: ChangeDeps, id: AccountId, changes: FieldChanges): Promise<AccountChanged> {
  const live = find(deps, id);
  if (live === null) return NOT_FOUND;
  if (changes.has("disabled")) await deps.pauseDecided(id);
  const { fileName, authIndex } = live.account;
  if (fileName !== null) return editFile(deps, fileName, changes);
  return changeKey(deps, (now) => {
    const said = saying(now, placesOf(now, deps.authIndexes, authIndex), changes);
    return said.kind === "edit" ? edit(...said.mutations) : refused("account_field_not_supported", said.reason);
  });
}

/** Below what is noted already; of a file as it is at that moment, so that nothing that was noted meanwhile is lost. */
export async function appendNote(deps: ChangeDeps, id: AccountId, note: string): Promise<AccountChanged> {
  const live = find(deps, id);
  if (live === null) return NOT_FOUND;
  const { fileName } = live.account;
  if (fileName === null) return editAccount(deps, id, new Map([["note", note]]));
  return editFile(deps, fileName, ({ note: noted }) => {
    const before = typeof noted === "string" ? noted.trimEnd() : "";
    return new Map([["note", before === "" ? note : `${before}\n${note}`]]);
  });
}

/** From everywhere at once, so that nothing takes its place: twins of its auth file, and its key in config.yaml. */
export async function deleteAccount(deps: ChangeDeps, id: AccountId): Promise<AccountChanged> {
  const live = find(deps, id);
  if (live === null) return NOT_FOUND;
  const keys = await removeKeys(deps, live.account.authIndex);
  if (keys.kind !== "done" && keys.kind !== "account_not_found") return keys;
  const files = deps.shelf.known().filter(({ account }) => account?.id === id);
  const removed = await onDisk(async () => {
    await deps.shelf.remove(files.map(({ fileName }) => fileName));
    return DONE;
  });
  if (removed.kind === "done") await deps.pool.forget(id);
  return removed;
}

/** Takes an account's key out of config.yaml, wherever it stands there; `account_not_found` where it does not. */
export async function removeKeys(deps: KeyDeps, authIndex: AuthIndex): Promise<AccountChanged> {
  const { document, authIndexes } = deps;
  if (placesOf(document.inForce(), authIndexes, authIndex).length === 0) return NOT_FOUND;
  return changeKey(deps, (now) => edit(...removing(now, placesOf(now, authIndexes, authIndex))));
}

function find({ pool }: Pick<ChangeDeps, "pool">, id: AccountId): LiveAccount | null {
  return pool.accounts().find((live) => live.id === id) ?? null;
}

function setPaused(deps: ChangeDeps, { account }: LiveAccount, paused: boolean): Promise<AccountChanged> {
  const { fileName, authIndex, weight } = account;
  if (fileName !== null) {
    // A weight of nothing is a pause as well: whoever wants it back wants it back.
    const isWeightless = !paused && weight === 0;
    return editFile(
      deps,
      fileName,
      new Map<string, unknown>([["disabled", paused], ...(isWeightless ? [["weight", null] as const] : [])]),
    );
  }
  return changeKey(deps, (now) => edit(...pausing(now, placesOf(now, deps.authIndexes, authIndex), paused)));
}

function editFile(
  { shelf }: ChangeDeps,
  fileName: string,
  changes: FieldChanges | ((json: AuthFileJson) => FieldChanges),
): Promise<AccountChanged> {
  return onDisk(async () => {
    const outcome = await shelf.edit(fileName, (json) =>
      withChanges(json, typeof changes === "function" ? changes(json) : changes),
    );
    if (outcome === "edited") return DONE;
    const reason = outcome === "missing" ? `${fileName} is gone` : `${fileName} holds no JSON object`;
    return { kind: "auth_file_broken", reason };
  });
}

/** A folder that cannot be written is the operator's to mend. */
async function onDisk(change: () => Promise<AccountChanged>): Promise<AccountChanged> {
  try {
    return await change();
  } catch (error) {
    const reason = reasonNotWritten(error);
    if (reason === null) throw error;
    return { kind: "auth_file_broken", reason };
  }
}

async function changeKey(
  { document }: KeyDeps,
  planner: (now: Parameters<Parameters<typeof changeConfig>[1]>[0]) => ConfigPlan,
): Promise<AccountChanged> {
  const changed = await changeConfig(document, planner);
  switch (changed.kind) {
    case "changed":
      return DONE;
    case "not_found":
      return NOT_FOUND;
    case "not_written":
      return { kind: "config_not_written", reason: changed.reason };
    case "refused": {
      const isField = changed.error === "account_field_not_supported";
      const kind = isField ? "account_field_not_supported" : "config_not_written";
      return { kind, reason: changed.message ?? changed.error };
    }
  }
}
