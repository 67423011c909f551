// codex-auth's `accounts/registry.json`: which snapshots beside it are accounts, and what their owner calls them (codex-auth
// facts 2). Schema 2 goes by e-mail, 3 and 4 by account key.

import type { JsonRecord } from "../../providers/auth-file.ts";
import { isRecord, numberAt, textAt } from "../../providers/shared/json-fields.ts";

export type RegistryReading =
  | { readonly kind: "registry"; readonly snapshots: readonly Snapshot[] }
  | { readonly kind: "refused"; readonly reason: string };

export interface Snapshot {
  /** Beside the registry. */
  readonly fileName: string;
  readonly alias: string | null;
  /** Of its workspace. */
  readonly accountName: string | null;
}

const NEWEST_SCHEMA = 4;

/** null: it is no registry. */
export function readCodexAuthRegistry(json: JsonRecord): RegistryReading | null {
  const schema = numberAt(json, "schema_version") ?? numberAt(json, "version");
  const { accounts } = json;
  if (schema === null || !Array.isArray(accounts) || "proxies" in json) return null;
  if (schema > NEWEST_SCHEMA) {
    const reason = `its schema ${schema} is newer than ${NEWEST_SCHEMA}, the newest that is known here; give its *.auth.json files`;
    return { kind: "refused", reason };
  }
  const snapshots = accounts.filter(isRecord).flatMap((record): readonly Snapshot[] => {
    const key = textAt(record, "account_key") ?? textAt(record, "email");
    if (key === null) return [];
    const fileName = `${schema < 3 ? base64url(key) : fileKeyOf(key)}.auth.json`;
    return [{ fileName, alias: textAt(record, "alias"), accountName: textAt(record, "account_name") }];
  });
  return { kind: "registry", snapshots };
}

/** The key itself where it can be a file's name. */
function fileKeyOf(key: string): string {
  return /^[\w.-]+$/.test(key) && key !== "." && key !== ".." ? key : base64url(key);
}

function base64url(text: string): string {
  return Buffer.from(text).toString("base64url");
}
