// From the files to the accounts that serve: one file for each identity, and a reason for every file that does not count.

import type { Account } from "../domain/account.ts";
import type { AccountId } from "../domain/ids.ts";
import type { AuthFilesView, BrokenAuthFile } from "../domain/ports.ts";
import type { AuthFileEntry } from "./folder-entries.ts";
import { compareFreshness } from "./fresher-tokens.ts";

/** Of two files of one identity the one with the newer tokens serves; of two that are alike, the first by name. */
export function servingView(entries: ReadonlyMap<string, AuthFileEntry>): AuthFilesView {
  const serving = new Map<AccountId, Account>();
  const broken: BrokenAuthFile[] = [];
  for (const [fileName, entry] of entries) {
    if (entry.kind === "broken") broken.push({ fileName, reason: entry.reason });
    if (entry.kind === "unidentified") broken.push({ fileName, reason: "identity not known yet" });
    if (entry.kind !== "account") continue;
    const known = serving.get(entry.account.id);
    if (known === undefined || compareFreshness(entry.account, known) > 0) {
      serving.set(entry.account.id, entry.account);
    }
  }
  for (const [fileName, entry] of entries) {
    const served = entry.kind === "account" ? serving.get(entry.account.id) : undefined;
    if (served === undefined || served.fileName === fileName) continue;
    broken.push({ fileName, reason: `duplicate: ${served.fileName} is the same account and serves` });
  }
  return { accounts: [...serving.values()], broken };
}
