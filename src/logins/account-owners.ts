// Files that hold a key or a login and do not say whose: the owner is asked for and written into the file.

import type { AuthFileEntry, FolderEntries } from "./folder-entries.ts";
import type { Clock } from "../domain/ports.ts";
import type { JsonRecord } from "../providers/auth-file.ts";
import type { UpstreamClient } from "../wire/upstream-call.ts";
import { writeAuthJson } from "./auth-json.ts";
import type { FolderFiles } from "./folder-files.ts";
import { ANSWER_TIMEOUT_MS, identifyAccount } from "./identify-account.ts";
import { mapBounded } from "./map-bounded.ts";
import { type FormContext, parseForms } from "./parse-forms.ts";

export interface AccountOwners {
  /** Finds out what can be found out within 5 s; what remains unknown is told as broken, with the reason. */
  settle(entries: ReadonlyMap<string, AuthFileEntry>): Promise<ReadonlyMap<string, AuthFileEntry>>;
}

interface AccountOwnersDeps extends FormContext {
  readonly entries: FolderEntries;
  readonly files: FolderFiles;
  readonly client: UpstreamClient;
  readonly clock: Clock;
}

const QUESTIONS_AT_ONCE = 16;

export function createAccountOwners(deps: AccountOwnersDeps): AccountOwners {
  const { entries, files, client, clock } = deps;

  async function ask(fileName: string, signal: AbortSignal): Promise<AuthFileEntry | null> {
    const now = await entries.read(fileName);
    if (now === null || now.json === null || now.entry.kind !== "unidentified") return now?.entry ?? null;
    const { form } = now.entry;
    const found = await identifyAccount({ client, clock }, { form, json: now.json, signal });
    if (found.kind === "unknown") return { kind: "broken", reason: `identity not known yet: ${found.reason}` };
    const parsed = parseForms({ json: found.json, fileName }, deps);
    if (parsed.form === null || parsed.parsed.kind !== "account") return now.entry;
    // Where the folder cannot be written the account serves all the same; the question comes again at the next start.
    await keep(fileName, found.fields).catch(() => undefined);
    const entry = { kind: "account", form, account: parsed.parsed.account } as const;
    entries.correct(fileName, entry);
    return entry;
  }

  /** Into the file as it is now: the operator may have edited it while the upstream was asked. */
  function keep(fileName: string, fields: JsonRecord): Promise<void> {
    const path = entries.pathOf(fileName);
    return files.exclusively(path, async () => {
      const now = await entries.read(fileName);
      if (now === null || now.json === null || now.entry.kind !== "unidentified") return;
      await files.writeAtomic(path, writeAuthJson({ ...now.json, ...fields }));
      await entries.read(fileName);
    });
  }

  return {
    async settle(all) {
      const unknown = [...all].filter(([, entry]) => entry.kind === "unidentified").map(([fileName]) => fileName);
      if (unknown.length === 0) return all;
      const limit = new AbortController();
      const cancel = clock.after(ANSWER_TIMEOUT_MS, () => limit.abort());
      const answers = await mapBounded(unknown, QUESTIONS_AT_ONCE, (fileName) => ask(fileName, limit.signal));
      cancel();
      const settled = new Map(all);
      for (const [index, fileName] of unknown.entries()) {
        const entry = answers[index] ?? null;
        if (entry === null) settled.delete(fileName);
        else settled.set(fileName, entry);
      }
      return settled;
    },
  };
}
