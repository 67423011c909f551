// The folder of auth files as accounts. What is on disk is the truth: every write starts from the file as it is now, so
// that edits by hand, other processes and our own token refreshes live together.

import type { Account } from "../domain/account.ts";
import { type AuthFileShelf, isAuthFileName } from "../domain/auth-file-shelf.ts";
import type { AuthFiles, AuthFilesView, Cancel, Clock, RefreshedTokens } from "../domain/ports.ts";
import type { UpstreamClient } from "../wire/upstream-call.ts";
import { createAccountOwners } from "./account-owners.ts";
import { createAuthFileShelf } from "./auth-file-shelf.ts";
import { writeAuthJson } from "./auth-json.ts";
import { createFolderEntries, type FolderEntries } from "./folder-entries.ts";
import type { FolderFiles } from "./folder-files.ts";
import { type FormContext, parseForms } from "./parse-forms.ts";
import { prepareAuthFile, type PreparedAuthFile } from "./prepare-auth-file.ts";
import { servingView } from "./serving-view.ts";
import { type AddOutcome, storeAuthFile, type StoreOptions } from "./store-auth-file.ts";

export interface AuthFileFolder extends AuthFiles {
  /** As `load`, without asking any upstream whose a key is: where that is not known, the file counts as broken. */
  loadOffline(): Promise<AuthFilesView>;
  /** Calls back with the accounts, until cancelled: at once after a change through this folder, soon after any other. */
  watch(onChange: (view: AuthFilesView) => void): Cancel;
  /** Takes in the account of one JSON object: `prepare`, then `store`. */
  add(json: unknown, options?: StoreOptions): Promise<AddOutcome>;
  /** Whose the JSON is. Writes nothing; asks the upstream only about an API key that the folder does not have. */
  prepare(json: unknown): Promise<PreparedAuthFile>;
  store(prepared: PreparedAuthFile, options?: StoreOptions): Promise<AddOutcome>;
  /** False where there is no such auth file. */
  remove(fileName: string): Promise<boolean>;
  readonly shelf: AuthFileShelf;
}

interface FolderDeps extends FormContext {
  readonly dir: string;
  readonly files: FolderFiles;
  /** Asks whose an API key is. */
  readonly client: UpstreamClient;
  readonly clock: Clock;
  log?(event: "auth_files_unreadable", fields: Readonly<Record<string, string>>): void;
}

/** Tokens had nowhere to go: the auth file is gone or is another account's now. */
export class AuthFileLost extends Error {
  readonly fileName: string;

  constructor(fileName: string, why: string) {
    super(`The new tokens of ${fileName} could not be kept: ${why}`);
    this.name = "AuthFileLost";
    this.fileName = fileName;
  }
}

/** How often the owners of API keys are asked for again while some are not known. */
const UNKNOWN_OWNER_RETRY_MS = 60_000;

export function createAuthFileFolder(deps: FolderDeps): AuthFileFolder {
  const { files, dir } = deps;
  const entries = createFolderEntries(deps);
  const all = { ...deps, entries };
  const owners = createAccountOwners(all);
  const { listen, changed } = createListeners(entries);
  const shelf = createAuthFileShelf({ ...all, changed });
  let last: Promise<AuthFilesView> | null = null;

  /** One after the other, each beginning with a new look: a caller always sees what was there when it asked. */
  function load(): Promise<AuthFilesView> {
    const loadNow = async (): Promise<AuthFilesView> => servingView(await owners.settle(await entries.scan()));
    last = last === null ? loadNow() : last.then(loadNow, loadNow);
    return last;
  }

  const prepare = (json: unknown): Promise<PreparedAuthFile> => prepareAuthFile(json, all);
  const store = async (prepared: PreparedAuthFile, options: StoreOptions = {}): Promise<AddOutcome> => {
    const outcome = await storeAuthFile(prepared, options, all);
    if (options.dryRun !== true && (outcome.kind === "imported" || outcome.kind === "updated")) changed();
    return outcome;
  };

  return {
    load,
    loadOffline: async () => servingView(await entries.scan()),
    prepare,
    store,
    shelf,
    add: async (json, options) => store(await prepare(json), options),
    async read(fileName) {
      const now = await entries.read(fileName);
      return now?.entry.kind === "account" ? now.entry.account : null;
    },
    async saveTokens(fileName, tokens) {
      if (!isAuthFileName(fileName)) throw new AuthFileLost(fileName, "that is no auth file's name");
      return files.exclusively(entries.pathOf(fileName), () => writeTokens(fileName, tokens, all));
    },
    remove: async (fileName) => (await shelf.remove([fileName])).length > 0,
    watch(onChange) {
      let stopped = false;
      const stopListening = listen(onChange);
      const reload = (): void => {
        load().then(
          (view) => {
            if (!stopped) onChange(view);
          },
          (error: unknown) => deps.log?.("auth_files_unreadable", { error: String(error) }),
        );
      };
      const stopFiles = files.watch(dir, reload);
      const stopRetry = deps.clock.every(UNKNOWN_OWNER_RETRY_MS, () => {
        if (entries.hasUnidentified()) reload();
      });
      return () => {
        stopped = true;
        stopListening();
        stopFiles();
        stopRetry();
      };
    },
  };
}

/** Who hears at once of what is changed through the folder, without a look at thousands of files that are as before. */
function createListeners(entries: Pick<FolderEntries, "known">): {
  listen(onChange: (view: AuthFilesView) => void): Cancel;
  changed(): void;
} {
  const listeners = new Set<(view: AuthFilesView) => void>();
  return {
    listen(onChange) {
      // One of its own for each, though the function may be the same.
      const listener = (view: AuthFilesView): void => onChange(view);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    changed() {
      const view = servingView(new Map([...entries.known()].map(([fileName, { entry }]) => [fileName, entry])));
      for (const listener of listeners) listener(view);
    },
  };
}

/** Rejects with AuthFileLost where the file is gone, broken or another account's. The caller has the file to itself. */
async function writeTokens(
  fileName: string,
  tokens: RefreshedTokens,
  deps: FolderDeps & { readonly entries: FolderEntries },
): Promise<Account> {
  const { entries, files } = deps;
  const now = await entries.read(fileName);
  if (now === null || now.json === null) throw new AuthFileLost(fileName, "the file is gone");
  if (now.entry.kind !== "account") throw new AuthFileLost(fileName, "the file holds no login any more");
  const json = now.entry.form.withTokens(now.json, tokens);
  const written = parseForms({ json, fileName }, deps);
  const account = written.form !== null && written.parsed.kind === "account" ? written.parsed.account : null;
  if (account?.id !== now.entry.account.id) throw new AuthFileLost(fileName, "the file is another account's now");
  await files.writeAtomic(entries.pathOf(fileName), writeAuthJson(json));
  await entries.read(fileName);
  return account;
}
