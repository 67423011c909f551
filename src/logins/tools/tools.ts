// The tools on this computer as commands and gateway deal with them: whose login each uses, another one in its place, and
// which of our logins are theirs to renew.

import type { Account } from "../../domain/account.ts";
import type { Leases, LentLogins } from "../../domain/ports.ts";
import { createLentLogins } from "./lent-logins.ts";
import { type HomeLook, lookAtHome } from "./look-at-home.ts";
import { isMidTurn } from "./mid-turn.ts";
import { processesOf, type ToolProcess } from "./running-tools.ts";
import { type SwitchDeps, switchLogin, type SwitchOutcome } from "./switch-login.ts";
import type { ToolBackups } from "./tool-backups.ts";
import type { ToolHome, ToolPlace } from "./tool-home.ts";
import { toolHomeAt, toolHomes } from "./tool-homes.ts";
import { type HomeRecord, recordOf } from "./tool-register.ts";

export interface Tools {
  /** Of tools started in this environment. */
  readonly homes: readonly ToolHome[];
  /** Whose login stands in each home; what a tool has renewed is in our auth file when it resolves. */
  look(accounts: readonly Account[], options: { readonly offline: boolean }): Promise<readonly HomeLook[]>;
  switchTo(home: ToolHome, account: Account, leases: Leases): Promise<SwitchOutcome>;
  record(home: ToolHome): Promise<HomeRecord>;
  /** Processes of the tool that use this home now. */
  running(home: ToolHome): Promise<readonly ToolProcess[]>;
  /** True where the tool is at work on an answer, as far as can be seen from what it writes down. */
  isMidTurn(home: ToolHome): Promise<boolean>;
  readonly lent: LentLogins;
  readonly backups: ToolBackups;
}

export interface ToolsDeps extends Omit<SwitchDeps, "leases" | "everyHome"> {
  readonly place: ToolPlace;
}

export function createTools(deps: ToolsDeps): Tools {
  const { place, register, processes, clock, backups } = deps;
  const homes = toolHomes(place);

  /** With those of other environments that we have seen: a gateway is seldom started where the tools are. */
  async function everyHome(): Promise<readonly ToolHome[]> {
    const known = new Set(homes.map(({ file }) => file));
    const others = (await register.read()).filter(({ file }) => !known.has(file));
    return [...homes, ...others.map(({ tool, file }) => toolHomeAt(tool, file, place))];
  }

  return {
    homes,
    look: (accounts, { offline }) =>
      Promise.all(homes.map((home) => lookAtHome(home, accounts, offline ? { ...deps, asking: null } : deps))),
    switchTo: (home, account, leases) => switchLogin({ home, account }, { ...deps, leases, everyHome }),
    record: async (home) => recordOf(await register.read(), home),
    running: (home) => processesOf(home, processes),
    isMidTurn: async (home) => isMidTurn(home, await processesOf(home, processes), { files: place.files, clock }),
    lent: createLentLogins({ ...deps, homes: everyHome }),
    backups,
  };
}
