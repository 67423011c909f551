// One look of `watch`: the numbers of the account in use, those of the others only where a switch is due, and the switch.

import { hostname } from "node:os";

import { type WatchDecision, watchDecision, type WatchRules } from "../domain/watch-decision.ts";
import type { ToolHome, ToolId } from "../logins/tools/tool-home.ts";
import { CliFailure } from "./deps.ts";
import type { Hands } from "./hands.ts";
import { type Listing, lookAtAccounts } from "./look-at-accounts.ts";
import { nameOf, type NumberedAccount } from "./select-accounts.ts";
import { candidateOf, homeOf, usableBy } from "./switch-target.ts";

export interface WatchFlags {
  readonly tool: ToolId;
  readonly rules: WatchRules;
}

/** What came of a look. Names are those of lists. */
export interface WatchRound {
  readonly decision: WatchDecision;
  readonly account: string | null;
  readonly switchedTo: string | null;
  /** For the log. */
  readonly line: string;
}

export interface WatchRounds {
  /** `ttlMs`: how long others keep away after it. Throws CliFailure, also where another watch is at work on the same home. */
  run(hands: Hands, options: { readonly ttlMs: number; readonly signal?: AbortSignal }): Promise<WatchRound>;
  /** Lets others watch. */
  end(hands: Hands): Promise<void>;
}

export function createWatchRound({ tool, rules }: WatchFlags): WatchRounds {
  const holder = `watch-${process.pid}`;
  const nameFor = (home: ToolHome): string => `watch:${hostname()}:${home.file}`;
  return {
    async run(hands, { ttlMs, signal }) {
      const home = homeOf(hands, tool);
      const leases = await hands.leases();
      if (!(await leases.acquire({ name: nameFor(home), holder, now: hands.clock.now(), ttlMs }))) {
        throw new CliFailure(
          `another watch looks after ${home.title} already`,
          "end that one first, or wait a moment",
          {
            code: "watch_running",
          },
        );
      }
      const asked = signal === undefined ? {} : { signal };
      const first = await lookAtAccounts(hands, { ...asked, provider: home.provider, active: true });
      const seen = await decide(hands, first, { home, rules });
      if (seen.decision.kind === "stay") return settled(hands, home, seen);
      // A switch is due: now the others' numbers are worth asking for.
      const all = await lookAtAccounts(hands, { ...asked, provider: home.provider });
      const due = await decide(hands, all, { home, rules });
      return due.decision.kind === "switch" ? carryOut(hands, home, due) : settled(hands, home, due);
    },
    async end(hands) {
      await (await hands.leases()).release(nameFor(homeOf(hands, tool)), holder);
    },
  };
}

interface Decided {
  readonly decision: WatchDecision;
  readonly active: NumberedAccount | null;
  readonly usable: readonly NumberedAccount[];
}

async function decide(
  hands: Hands,
  { all, now }: Listing,
  { home, rules }: { readonly home: ToolHome; readonly rules: WatchRules },
): Promise<Decided> {
  const usable = usableBy(all, hands, home.tool).filter(({ account }) => home.refusal(account.account) === null);
  const activeId = hands.toolLooks().find((look) => look.home.file === home.file)?.account?.id ?? null;
  const active = all.find(({ account }) => account.id === activeId) ?? null;
  const { switched_at: switchedAt } = await hands.tools.record(home);
  const decision = watchDecision({
    now,
    active: active === null ? null : candidateOf(active.account),
    others: usable.map(({ account }) => candidateOf(account)),
    switchedAt,
    isMidTurn: await hands.tools.isMidTurn(home),
    rules,
  });
  return { decision, active, usable };
}

async function carryOut(hands: Hands, home: ToolHome, { decision, active, usable }: Decided): Promise<WatchRound> {
  const to = usable.find(({ account }) => decision.kind === "switch" && account.id === decision.to);
  if (to === undefined) return settled(hands, home, { decision, active, usable });
  const outcome = await hands.switchTo(home, to.account.account);
  if (outcome.kind === "refused") {
    throw new CliFailure(`${home.title} was not switched: ${outcome.reason}`, null, { code: "not_switched" });
  }
  const name = nameOf(to.account);
  const running = outcome.kind === "switched" ? outcome.running.length : 0;
  const restart = running > 0 ? `; ${home.title} is running and has to be started anew` : "";
  const from = active === null ? "nobody" : nameOf(active.account);
  const line = lineOf(hands, home, `switched ${from} -> ${name}: ${decision.because}${restart}`);
  return { decision, account: from, switchedTo: name, line };
}

function settled(hands: Hands, home: ToolHome, { decision, active }: Decided): WatchRound {
  const account = active === null ? null : nameOf(active.account);
  const who = account === null ? "" : `${account}: `;
  return {
    decision,
    account,
    switchedTo: null,
    line: lineOf(hands, home, `${decision.kind} ${who}${decision.because}`),
  };
}

function lineOf({ clock }: Hands, { tool }: ToolHome, text: string): string {
  return `${new Date(clock.now()).toISOString()} ${tool} ${text}`;
}
