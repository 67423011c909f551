// `switchyard list`: every account with what is left of it, as the upstreams say now.

import { Command, Option } from "commander";

import { wholeNumberIn } from "./arguments.ts";
import type { CliDeps } from "./deps.ts";
import { CliFailure } from "./deps.ts";
import { type Listing, lookAtAccounts } from "./look-at-accounts.ts";
import { accountDocument } from "./account-document.ts";
import { accountTable } from "./account-table.ts";
import { type Hands, PROVIDER_ORDER } from "./hands.ts";
import { painted } from "./paint-table.ts";
import { createPrinter, printJson } from "./print.ts";
import { progressLine } from "./progress-line.ts";
import { tableLines } from "./table.ts";
import { toolTrouble } from "./tool-lines.ts";
import { type PlaceFlags, withHands, withPlaceFlags } from "./with-hands.ts";

interface Flags extends PlaceFlags {
  readonly live?: boolean;
  readonly interval?: number;
  readonly active?: boolean;
  readonly skipRefresh?: boolean;
  readonly provider?: string;
  readonly json?: boolean;
}

export function listCommand(deps: CliDeps): Command {
  return withPlaceFlags(new Command("list"))
    .description("show the accounts and what is left of them")
    .argument("[account...]", "only these: numbers, e-mails, aliases or parts of them")
    .option("--active", "only those that a tool on this computer uses now")
    .addOption(new Option("--provider <provider>", "only those of one provider").choices(PROVIDER_ORDER))
    .option("--skip-refresh", "show what is known and ask nobody")
    .option("--live", "full screen, refreshed again and again; q ends it")
    .option("--interval <seconds>", "how often --live asks the upstreams (default: 60)", wholeNumberIn(5, 3600))
    .option("--json", "print one JSON document")
    .action(async (queries: readonly string[], flags: Flags, command: Command) => {
      if (flags.live === true && flags.json === true) {
        command.error("error: option '--live' cannot be used with option '--json'", { exitCode: 2 });
      }
      if (flags.interval !== undefined && flags.live !== true) {
        command.error("error: option '--interval' needs '--live'", { exitCode: 2 });
      }
      if (flags.live === true) await listLive(deps, queries, flags);
      else await listOnce(deps, queries, flags);
    });
}

async function listOnce(deps: CliDeps, queries: readonly string[], flags: Flags): Promise<void> {
  await withHands(deps, flags, async (hands) => {
    const progress = progressLine(deps);
    const listing = await lookAtAccounts(hands, {
      queries,
      ...flags,
      progress: progress.show,
    }).finally(progress.clear);
    if (flags.json === true) printJson(deps, listDocument(listing));
    else printListing(deps, listing, troublesOf(hands));
  });
}

async function listLive(deps: CliDeps, queries: readonly string[], flags: Flags): Promise<void> {
  const screen = await deps.openScreen();
  if (screen === null) {
    throw new CliFailure("a live list needs a terminal", "leave out --live, or use --json where a program reads it");
  }
  const { liveList } = await import("./live-list.ts");
  try {
    await withHands(deps, flags, (hands) =>
      liveList({
        hands,
        screen,
        env: deps.env,
        intervalMs: (flags.interval ?? 60) * 1000,
        choice: { queries, ...flags },
      }),
    );
  } finally {
    screen.close();
  }
}

function printListing(deps: CliDeps, listing: Listing, hints: readonly string[]): void {
  const out = createPrinter(deps.out, deps.env);
  const err = createPrinter(deps.err, deps.env);
  if (listing.all.length === 0) {
    out.line("No accounts yet. Add one with `switchyard login` or `switchyard import`.");
  } else if (listing.shown.length === 0) {
    out.line("None of the accounts is meant by these options.");
  } else {
    for (const line of tableLines(accountTable(listing), deps.out.columns)) out.line(painted(line, out));
  }
  for (const { fileName, reason } of listing.broken)
    err.line(`${err.red("warning:")} ${fileName} is left out: ${reason}`);
  for (const hint of hints) err.line(`${err.cyan("hint:")} ${hint}`);
}

/** A login of a tool's that is not among the accounts is not seen in the table. */
function troublesOf(hands: Hands): readonly string[] {
  return hands.toolLooks().flatMap((look) => toolTrouble(look) ?? []);
}

function listDocument(listing: Listing): Record<string, unknown> {
  const { now, shown, all, answers, broken } = listing;
  const active = all.filter(({ account }) => account.isActive).map(({ account }) => account);
  return {
    command: "list",
    active_account_key: active.find(({ provider }) => provider === "codex")?.identityKey ?? null,
    active_account_keys: active.map(({ identityKey }) => identityKey),
    accounts: shown.map((numbered) =>
      accountDocument(numbered, answers === null ? null : { answer: answers.get(numbered.account.id) ?? null }, now),
    ),
    broken_files: broken.map(({ fileName, reason }) => ({ file_name: fileName, reason })),
  };
}
