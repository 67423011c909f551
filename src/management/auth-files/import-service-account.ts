// A Google service account's key, as Google hands it out, becomes an auth file for Vertex AI.

import type { Account } from "../../domain/account.ts";
import type { AuthFileShelf } from "../../domain/auth-file-shelf.ts";

export interface ImportDeps {
  readonly shelf: Pick<AuthFileShelf, "edit">;
  readonly folder: AccountIntake;
}

/** Where accounts are taken in: a new file, or newer credentials in the file that the account has. */
export interface AccountIntake {
  add(json: unknown, options: { readonly fileName: string }): Promise<TakenIn>;
}

export type TakenIn =
  | { readonly kind: "imported" | "updated" | "unchanged"; readonly account: Account }
  | { readonly kind: "skipped"; readonly reason: string };

export type ImportedKey =
  | { readonly kind: "imported"; readonly account: Account; readonly fileName: string; readonly location: string }
  | { readonly kind: "refused"; readonly reason: string };

/** `text`: the key file. An account that is there already gets the new key and the new region. */
export async function importServiceAccount(
  { shelf, folder }: ImportDeps,
  { text, location }: { readonly text: string; readonly location: string },
): Promise<ImportedKey> {
  const key = keyIn(text);
  if (key === null) return { kind: "refused", reason: "invalid json" };
  const project = typeof key["project_id"] === "string" ? key["project_id"].replaceAll(/[^a-zA-Z0-9._-]/g, "_") : "";
  const json = { ...key, type: "service_account", location };
  const taken = await folder.add(json, { fileName: `vertex-${project}.json` });
  if (taken.kind === "skipped") return { kind: "refused", reason: `invalid service account: ${taken.reason}` };
  const { account } = taken;
  const fileName = account.fileName ?? "";
  if (account.region !== location) await shelf.edit(fileName, (now) => ({ ...now, location }));
  return { kind: "imported", account, fileName, location };
}

function keyIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
