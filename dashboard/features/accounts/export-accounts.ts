// Accounts handed out as a file. The file is made and forgotten: nothing of it stays on the page.

import { api } from "../../lib/api.ts";
import { errorText } from "../../lib/gateway-words.ts";
import type { Account } from "./accounts-query.ts";

export type ExportFormat = "auth_file" | "codex_auth_json";

export interface Exported {
  readonly done: number;
  readonly failed: number;
  /** Why the first one failed. */
  readonly reason: string;
}

const AT_ONCE = 6;

/** One account goes as the file that it is; several as a list, which can be uploaded again. */
export async function exportAccounts(
  accounts: readonly Account[],
  format: ExportFormat,
  onProgress: (done: number) => void,
): Promise<Exported> {
  const files: unknown[] = [];
  const failures: string[] = [];
  const todo = accounts.entries();
  const worker = async (): Promise<void> => {
    for (const [index, { account_id }] of todo) {
      try {
        const ask = { params: { account_id }, query: { format } };
        files[index] = await api.call("get", "/api/accounts/{account_id}/export", ask);
      } catch (error) {
        failures.push(errorText(error));
      }
      onProgress(files.filter((file) => file !== undefined).length + failures.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const whole = files.filter((file) => file !== undefined);
  if (whole.length > 0) save(nameFor(accounts, format), accounts.length === 1 ? whole[0] : whole);
  return { done: whole.length, failed: failures.length, reason: failures[0] ?? "" };
}

function nameFor([first, ...others]: readonly Account[], format: ExportFormat): string {
  if (others.length > 0 || first === undefined)
    return `switchyard-accounts-${new Date().toISOString().slice(0, 10)}.json`;
  return format === "codex_auth_json" ? "auth.json" : (first.file_name ?? `${first.account_id}.json`);
}

function save(name: string, json: unknown): void {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(json, null, 2)}\n`], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
