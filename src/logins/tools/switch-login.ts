// Makes an account the login of a tool. Nothing is lost on the way: what the tool has renewed is taken over first, a login
// that we do not have is imported first, and each file is the old one or the new one at every moment.

import type { Account } from "../../domain/account.ts";
import type { Clock, Leases } from "../../domain/ports.ts";
import type { AuthFileFolder } from "../auth-file-folder.ts";
import { type HomeLook, type LookDeps, lookAtHome } from "./look-at-home.ts";
import { placeLogin } from "./place-login.ts";
import type { ToolProcess, ToolProcesses } from "./running-tools.ts";
import type { ToolBackups } from "./tool-backups.ts";
import type { ToolHome } from "./tool-home.ts";

export type SwitchOutcome =
  | {
      readonly kind: "switched";
      readonly account: Account;
      /** Whose login stood there before; null: nobody's. */
      readonly previous: Account | null;
      /** The account before was not ours yet, and has been imported. */
      readonly imported: boolean;
      /** Processes of the tool that go on with the login before until they are started anew. */
      readonly running: readonly ToolProcess[];
    }
  /** Its login stands there already. */
  | { readonly kind: "unchanged"; readonly account: Account }
  | { readonly kind: "refused"; readonly reason: string };

export interface SwitchDeps extends LookDeps {
  readonly folder: Pick<AuthFileFolder, "read" | "store" | "add" | "shelf">;
  readonly leases: Leases;
  readonly holder: string;
  readonly clock: Clock;
  readonly backups: ToolBackups;
  readonly processes: ToolProcesses;
  /** Every account, as it stands now. */
  accounts(): Promise<readonly Account[]>;
  /** Those of this environment and those that were seen before. */
  everyHome(): Promise<readonly ToolHome[]>;
}

interface Wanted {
  readonly home: ToolHome;
  readonly account: Account;
}

/** The tool, or another switch, may write between our look and our write: then it is looked at again, so often. */
const MOST_LOOKS = 20;
const LEASE_MS = 30_000;
const LEASE_POLL_MS = 100;

export async function switchLogin(wanted: Wanted, deps: SwitchDeps): Promise<SwitchOutcome> {
  const { home, account } = wanted;
  const refusal = home.refusal(account);
  if (refusal !== null) return { kind: "refused", reason: refusal };
  // A refresh of ours under way would end what we are about to hand over.
  const name = `refresh:${account.id}`;
  try {
    const elsewhere = await homeThatHas(wanted, deps);
    if (elsewhere !== null) return { kind: "refused", reason: twoHomes(elsewhere) };
    let imported = false;
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      const look = await lookAtHome(home, await deps.accounts(), deps);
      const obstacle = await clearTheWay(look, deps);
      if (obstacle.kind === "refused") return obstacle;
      imported ||= obstacle.kind === "imported";
      if (obstacle.kind === "imported") continue;
      if (!(await acquired(name, deps))) return { kind: "refused", reason: "its token is being renewed; try again" };
      const outcome = await placeLogin(look, account, deps);
      if (outcome !== null) return outcome.kind === "switched" ? { ...outcome, imported } : outcome;
    }
    return { kind: "refused", reason: `${home.file} keeps changing; try again in a moment` };
  } finally {
    await deps.leases.release(name, deps.holder).catch(() => undefined);
  }
}

async function acquired(name: string, { leases, holder, clock }: SwitchDeps): Promise<boolean> {
  const giveUpAt = clock.now() + LEASE_MS;
  while (!(await leases.acquire({ name, holder, now: clock.now(), ttlMs: LEASE_MS }))) {
    if (clock.now() >= giveUpAt) return false;
    await new Promise<void>((resolve) => clock.after(LEASE_POLL_MS, resolve));
  }
  return true;
}

/** Another home of such a tool with the same login; null where there is none. */
async function homeThatHas({ home, account }: Wanted, deps: SwitchDeps): Promise<ToolHome | null> {
  if (!home.refreshTokenWorksOnce || account.credentials.kind === "api-key") return null;
  const others = (await deps.everyHome()).filter(
    ({ provider, file }) => provider === home.provider && file !== home.file,
  );
  for (const other of others) {
    const { relation } = await lookAtHome(other, [account], deps);
    if (relation === "same" || relation === "renewed") return other;
  }
  return null;
}

function twoHomes({ title, file }: ToolHome): string {
  return `${title} uses this login in ${file}, and two that renew one login end it; switch that one first, or sign in a second time there`;
}

type Obstacle =
  | { readonly kind: "clear" }
  | { readonly kind: "imported" }
  | { readonly kind: "refused"; readonly reason: string };

/** What stands in the home may be replaced only where we have it as well. */
async function clearTheWay({ home, login, holder, relation, account }: HomeLook, deps: SwitchDeps): Promise<Obstacle> {
  switch (login.kind) {
    case "none":
      return { kind: "clear" };
    case "foreign":
    case "keyring":
      return { kind: "refused", reason: login.reason };
    case "login": {
      if (holder?.kind === "broken") return { kind: "refused", reason: `${home.file}: ${holder.reason}` };
      if (holder?.kind === "known" && relation !== "renewed") return { kind: "clear" };
      const whose =
        account === null ? "a login that is not known here" : `a newer login of ${account.email ?? account.id}`;
      const added = holder?.kind === "unknown" ? await deps.folder.add(login.json) : null;
      if (added !== null && added.kind !== "skipped") return { kind: "imported" };
      const why = added === null ? "whose it is could not be made sure" : added.reason;
      return {
        kind: "refused",
        reason: `${home.file} holds ${whose}, which would be lost: it could not be imported (${why})`,
      };
    }
  }
}
