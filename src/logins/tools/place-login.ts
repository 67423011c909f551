// One account's login in the place of another's, in one step that other processes see as a whole.

import type { Account } from "../../domain/account.ts";
import type { Clock } from "../../domain/ports.ts";
import type { JsonRecord } from "../../providers/auth-file.ts";
import type { AuthFileFolder } from "../auth-file-folder.ts";
import { readAuthJson } from "../auth-json.ts";
import { printOf } from "./login-relation.ts";
import type { HomeLook, LookDeps } from "./look-at-home.ts";
import { processesOf, type ToolProcess, type ToolProcesses } from "./running-tools.ts";
import type { SwitchOutcome } from "./switch-login.ts";
import type { ToolBackups } from "./tool-backups.ts";

interface PlaceDeps extends LookDeps {
  readonly folder: Pick<AuthFileFolder, "read" | "store" | "shelf">;
  readonly clock: Clock;
  readonly backups: ToolBackups;
  readonly processes: ToolProcesses;
}

/** null where the tool has written its file since the look. */
export async function placeLogin(look: HomeLook, wanted: Account, deps: PlaceDeps): Promise<SwitchOutcome | null> {
  const { home, login } = look;
  const fresh = await asOnDisk(wanted, deps);
  if (fresh === null) return { kind: "refused", reason: "its auth file is gone or broken" };
  const { account, json } = fresh;
  if (look.account?.id === account.id && look.relation !== "apart") {
    return { kind: "unchanged", account };
  }
  const running = await processesOf(home, deps.processes);
  return deps.register.exclusively(home, async (change) => {
    const now = await home.read();
    if (now.kind !== login.kind || (now.kind === "login" && login.kind === "login" && now.text !== login.text))
      return null;
    const previous = look.account;
    // First the register: a gateway that looks in between must not take the login for its own.
    await change((record) => ({
      ...record,
      account_id: account.id,
      previous_account_id: previous === null || previous.id === account.id ? record.previous_account_id : previous.id,
      switched_at: deps.clock.now(),
      shared: sharedNow(account, deps),
      left: [...record.left.filter((left) => left.account_id !== account.id), ...leftBehind(look, running, deps)].slice(
        -MOST_LEFT,
      ),
    }));
    try {
      await keepBackup(look, deps);
      await home.put(account, json);
    } catch (error) {
      await change(() => look.record);
      return { kind: "refused", reason: `${home.file} cannot be written (${errorCode(error)})` };
    }
    return { kind: "switched", account, previous, imported: false, running };
  });
}

/** Logins that running processes were left with; those of processes that have ended go with time. */
const MOST_LEFT = 20;

function leftBehind({ account, relation }: HomeLook, running: readonly ToolProcess[], { sha256 }: PlaceDeps) {
  if (account === null || relation !== "same" || running.length === 0) return [];
  return [{ account_id: account.id, print: printOf(account, sha256), processes: [...running] }];
}

function sharedNow(account: Account, { sha256 }: PlaceDeps) {
  const { credentials } = account;
  if (credentials.kind === "api-key") return null;
  return { print: printOf(account, sha256), at: credentials.expiresAt ?? credentials.refreshedAt ?? 0 };
}

async function keepBackup({ home, login, account }: HomeLook, { backups }: PlaceDeps): Promise<void> {
  if (login.kind !== "login" || account === null || account.credentials.kind === "api-key") return;
  await backups.keep(home, { authIndex: account.authIndex, text: login.text });
}

/** The account with its newest tokens. A key of config.yaml has no file. */
async function asOnDisk(
  wanted: Account,
  { folder }: PlaceDeps,
): Promise<{ readonly account: Account; readonly json: JsonRecord } | null> {
  if (wanted.fileName === null) return { account: wanted, json: {} };
  const account = await folder.read(wanted.fileName);
  const content = readAuthJson((await folder.shelf.read(wanted.fileName)) ?? "");
  return account?.id === wanted.id && content.kind === "object" ? { account, json: content.json } : null;
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : String(error);
}
