// Logins that a tool on this computer has as well: two that renew one login end it. The tool renews it whenever it likes, so
// it alone does, and we take over what it got.

import type { Account } from "../../domain/account.ts";
import type { Sha256Hex } from "../../domain/ids.ts";
import type { LentLogins, LentLook } from "../../domain/ports.ts";
import { type HomeLook, type LookDeps, lookAtHome } from "./look-at-home.ts";
import { printOf } from "./login-relation.ts";
import type { ToolProcesses } from "./running-tools.ts";
import type { ToolHome } from "./tool-home.ts";
import type { HomeRecord } from "./tool-register.ts";

interface LentDeps extends LookDeps {
  /** Those of this environment and those that were seen before: a gateway started elsewhere has another environment. */
  homes(): Promise<readonly ToolHome[]>;
  readonly processes: ToolProcesses;
}

const FREE: LentLook = { kind: "free" };

export function createLentLogins(deps: LentDeps): LentLogins {
  return {
    async look(account) {
      if (account.credentials.kind === "api-key") return FREE;
      const concerned = (await deps.homes()).filter(
        ({ provider, refreshTokenWorksOnce }) => provider === account.provider && refreshTokenWorksOnce,
      );
      for (const home of concerned) {
        const look = await lookAtHome(home, [account], deps);
        if (look.relation === "same" || look.relation === "renewed") {
          return { kind: "lent", account: look.account ?? account, by: wordsFor(home) };
        }
        if (look.login.kind === "foreign" && wasThere(look, account, deps)) {
          return { kind: "lent", account, by: `${home.title} had this login the last time, but ${look.login.reason}` };
        }
      }
      return takenAlong(account, concerned, deps);
    },
  };
}

/** By our last look: what cannot be read now (another user's, half a file) may hold it still. */
function wasThere({ record }: HomeLook, account: Account, { sha256 }: LentDeps): boolean {
  return record.account_id === account.id && record.shared?.print === printOf(account, sha256);
}

/** Taken out of a home while the tool ran: its processes have the login in their memory, and may renew it. */
async function takenAlong(account: Account, homes: readonly ToolHome[], deps: LentDeps): Promise<LentLook> {
  const records = await deps.register.read();
  for (const home of homes) {
    const left = records
      .filter(({ file }) => file === home.file)
      .flatMap((record) => leftBehind(record, account, deps.sha256));
    const [process] = await deps.processes.alive(left);
    if (process !== undefined) {
      const by = `a ${home.title} that was started before the switch (process ${process.pid}) still uses this login; end it`;
      return { kind: "lent", account, by };
    }
  }
  return FREE;
}

function leftBehind(
  { left }: HomeRecord,
  account: Account,
  sha256: Sha256Hex,
): HomeRecord["left"][number]["processes"] {
  const print = printOf(account, sha256);
  return left
    .filter((one) => one.account_id === account.id && one.print === print)
    .flatMap(({ processes }) => processes);
}

function wordsFor({ title, file, provider }: ToolHome): string {
  return `${title} on this computer uses the same login (${file}) and renews it; use ${title} once, or sign in here with \`switchyard login ${provider}\``;
}
