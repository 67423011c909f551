// `switchyard switch`: another account for Codex, Claude Code or Gemini CLI on this computer.

import { Command, Option } from "commander";

import type { SwitchOutcome } from "../logins/tools/switch-login.ts";
import { TOOL_IDS } from "../logins/tools/tool-homes.ts";
import type { ToolId } from "../logins/tools/tool-home.ts";
import { CliFailure, type CliDeps } from "./deps.ts";
import { accountDocument } from "./account-document.ts";
import type { Hands } from "./hands.ts";
import { type Listing, lookAtAccounts } from "./look-at-accounts.ts";
import { createPrinter, printJson } from "./print.ts";
import { progressLine } from "./progress-line.ts";
import { nameOf } from "./select-accounts.ts";
import { bestTarget, type SwitchTarget, targetBefore, targetByQuery, usableBy } from "./switch-target.ts";
import { type PlaceFlags, withHands, withPlaceFlags } from "./with-hands.ts";

interface Flags extends PlaceFlags {
  readonly tool?: ToolId;
  readonly best?: boolean;
  readonly skipRefresh?: boolean;
  readonly json?: boolean;
}

export function switchCommand(deps: CliDeps): Command {
  return withPlaceFlags(new Command("switch"))
    .description("make an account the one that Codex, Claude Code or Gemini CLI uses on this computer")
    .argument("[account]", "number, e-mail, alias or part of one; - for the one before; none: choose from a list")
    .addOption(new Option("--tool <tool>", "the tool (default: the one that takes such accounts)").choices(TOOL_IDS))
    .option("--best", "the account with the most left (of Codex, unless --tool names another)")
    .option("--skip-refresh", "go by what is known and ask nobody")
    .option("--json", "print one JSON document")
    .action(async (query: string | undefined, flags: Flags, command: Command) => {
      if (query !== undefined && flags.best === true) {
        command.error("error: --best chooses the account itself: leave one of the two out", { exitCode: 2 });
      }
      await withHands(deps, flags, (hands) => runSwitch(deps, hands, { ...flags, query: query ?? null }));
    });
}

async function runSwitch(deps: CliDeps, hands: Hands, flags: Flags & { readonly query: string | null }): Promise<void> {
  // Who is named needs no numbers: nobody waits for them.
  const isNamed = flags.query !== null || flags.skipRefresh === true;
  const provider = hands.tools.homes.find(
    ({ tool }) => tool === (flags.tool ?? (flags.best === true ? "codex" : "")),
  )?.provider;
  const progress = progressLine(deps);
  const listing = await lookAtAccounts(hands, {
    skipRefresh: isNamed,
    ...(provider === undefined ? {} : { provider }),
    progress: progress.show,
  }).finally(progress.clear);
  const target = await chooseTarget(deps, hands, { listing, flags });
  const outcome = await hands.switchTo(target.home, target.account.account.account);
  if (outcome.kind === "refused") {
    throw new CliFailure(`${target.home.title} was not switched: ${outcome.reason}`, null, { code: "not_switched" });
  }
  if (flags.json === true) printJson(deps, documentOf(outcome, target, listing.now));
  else tell(deps, { outcome, target });
}

interface Choosing {
  readonly listing: Listing;
  readonly flags: Flags & { readonly query: string | null };
}

async function chooseTarget(deps: CliDeps, hands: Hands, { listing, flags }: Choosing): Promise<SwitchTarget> {
  const { all, now } = listing;
  const tool = flags.tool ?? null;
  if (flags.best === true) return bestTarget(all, { hands, tool: tool ?? "codex", now });
  if (flags.query === "-") return targetBefore(all, hands, tool);
  const { pickAccount } = await import("./pick-account.ts");
  if (flags.query !== null) {
    try {
      return targetByQuery(all, { hands, query: flags.query, tool });
    } catch (error) {
      const isAmbiguous = error instanceof CliFailure && error.code === "ambiguous_query";
      if (!isAmbiguous || flags.json === true || !deps.out.isTerminal || !process.stdin.isTTY) throw error;
      const picked = await pickAccount(usableBy(all, hands, tool), { listing, query: flags.query });
      return targetByQuery(all, { hands, query: picked.account.id, tool });
    }
  }
  if (flags.json === true || !deps.out.isTerminal || !process.stdin.isTTY) {
    throw new CliFailure("choosing from a list needs a terminal", "name an account, or use --best", {
      code: "needs_terminal",
    });
  }
  const usable = usableBy(all, hands, tool);
  if (usable.length === 0) {
    throw new CliFailure("there is no account to choose", "add one with `switchyard login` or `switchyard import`", {
      code: "account_not_found",
    });
  }
  const picked = await pickAccount(usable, { listing, query: null });
  return targetByQuery(all, { hands, query: picked.account.id, tool });
}

type Done = Exclude<SwitchOutcome, { kind: "refused" }>;

function tell(deps: CliDeps, { outcome, target }: { outcome: Done; target: SwitchTarget }): void {
  const out = createPrinter(deps.out, deps.env);
  const err = createPrinter(deps.err, deps.env);
  const { home, account, because } = target;
  const name = nameOf(account.account);
  if (outcome.kind === "unchanged") {
    out.line(`${home.title} uses ${name} already.`);
    return;
  }
  out.line(`${out.green(`Switched to ${name}`)} (${home.title})`);
  if (because !== null) out.line(out.dim(`Chosen because ${because}.`));
  if (outcome.imported) out.line("The login that stood there before was not known here: it has been imported.");
  const condition = account.account.state?.health.condition.kind;
  if (condition === "reauth_required" || condition === "deactivated") {
    err.line(
      `${err.red("warning:")} this login was refused the last time it was used; \`switchyard login\` makes a new one`,
    );
  }
  if (outcome.running.length > 0) {
    const pids = outcome.running.map(({ pid }) => pid).join(", ");
    err.line(
      `${err.red("warning:")} ${home.title} is running (process ${pids}) and goes on with the account before: start it anew`,
    );
  }
}

function documentOf(outcome: Done, { home, account, because }: SwitchTarget, now: number): Record<string, unknown> {
  const hasSwitched = outcome.kind === "switched";
  return {
    command: "switch",
    tool: home.tool,
    file: home.file,
    changed: hasSwitched,
    switched_to: { ...accountDocument(account, null, now), active: true },
    previous_account_key: hasSwitched ? (outcome.previous?.identityKey ?? null) : null,
    because,
    imported_previous: hasSwitched && outcome.imported,
    restart_needed: hasSwitched && outcome.running.length > 0,
    running_processes: hasSwitched ? outcome.running.map(({ pid }) => pid) : [],
  };
}
