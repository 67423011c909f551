// `switchyard status`: which account each tool on this computer uses now, whether a gateway runs, and how the accounts are.

import { Command } from "commander";

import { ACCOUNT_STATUSES, type AccountStatus, statusOf } from "../domain/account-status.ts";
import { HEALTHY } from "../domain/account-health.ts";
import { accountDocument } from "./account-document.ts";
import { flatLabel, planLabel } from "./account-labels.ts";
import type { CliDeps } from "./deps.ts";
import type { GatewayPresence, Hands } from "./hands.ts";
import { type Listing, lookAtAccounts } from "./look-at-accounts.ts";
import { createPrinter, printJson } from "./print.ts";
import type { NumberedAccount } from "./select-accounts.ts";
import { toolState, toolTrouble } from "./tool-lines.ts";
import { usageCell } from "./usage-cell.ts";
import { type PlaceFlags, withHands, withPlaceFlags } from "./with-hands.ts";

interface Flags extends PlaceFlags {
  readonly skipRefresh?: boolean;
  readonly json?: boolean;
}

interface Status {
  readonly listing: Listing;
  readonly tools: readonly ToolStatus[];
  readonly gateway: GatewayPresence;
}

interface ToolStatus {
  readonly look: ReturnType<Hands["toolLooks"]>[number];
  readonly account: NumberedAccount | null;
}

export function statusCommand(deps: CliDeps): Command {
  return withPlaceFlags(new Command("status"))
    .description("show which account each tool uses now, and whether a gateway runs")
    .option("--skip-refresh", "show what is known of the accounts and ask no upstream")
    .option("--json", "print one JSON document")
    .action(async (flags: Flags) => {
      await withHands(deps, flags, async (hands) => {
        const status = await gather(hands, flags);
        if (flags.json === true) printJson(deps, statusDocument(hands, status));
        else printStatus(deps, hands, status);
      });
    });
}

async function gather(hands: Hands, { skipRefresh }: Flags): Promise<Status> {
  const choice = { active: true, skipRefresh: skipRefresh === true };
  const [listing, gateway] = await Promise.all([lookAtAccounts(hands, choice), hands.gateway()]);
  const tools = hands.toolLooks().map((look) => ({
    look,
    account: listing.all.find(({ account }) => account.id === look.account?.id) ?? null,
  }));
  return { listing, tools, gateway };
}

function printStatus(deps: CliDeps, hands: Hands, { listing, tools, gateway }: Status): void {
  const out = createPrinter(deps.out, deps.env);
  const widest = Math.max(...tools.map(({ look }) => look.home.title.length), 0);
  out.line(out.cyan("Tools on this computer"));
  for (const tool of tools) {
    out.line(`  ${tool.look.home.title.padEnd(widest)}  ${toolText(tool, listing)}`);
  }
  out.line(out.cyan("Gateway"));
  out.line(`  ${GATEWAY_WORDS[gateway.kind]} ${gateway.url}`);
  out.line(out.cyan("Accounts"));
  out.line(`  ${countsText(listing)}`);
  for (const { fileName, reason } of listing.broken) out.line(`  ${out.red("left out:")} ${fileName}: ${reason}`);
  out.line(out.cyan("Data folder"));
  out.line(`  ${hands.place.dataDir}`);
}

const GATEWAY_WORDS: Readonly<Record<GatewayPresence["kind"], string>> = {
  running: "running at",
  absent: "not running: nobody answers at",
  other: "not running: something else answers at",
};

function toolText({ look, account }: ToolStatus, listing: Listing): string {
  if (account === null) return toolTrouble(look) ?? "nobody is signed in";
  const name = `${flatLabel(account.account)} [${planLabel(account.account)}]`;
  const failure = listing.failures.get(account.account.id);
  const quota = account.account.state?.quota ?? null;
  const windows = [
    ["5H", quota?.primary ?? null],
    ["WEEKLY", quota?.secondary ?? null],
  ] as const;
  const left = windows.flatMap(([title, window]) =>
    window === null ? [] : [`${title} ${usageCell(window, listing.now)[0] ?? ""}`],
  );
  return [name, ...left, ...(failure === undefined ? [] : [`not up to date: ${failure.message}`])].join("  ");
}

function countsText(listing: Listing): string {
  const counts = countsOf(listing);
  if (listing.all.length === 0) return "none yet; add one with `switchyard login` or `switchyard import`";
  const told = ACCOUNT_STATUSES.filter((status) => counts[status] > 0).map(
    (status) => `${counts[status]} ${WORDS[status]}`,
  );
  return `${listing.all.length}: ${told.join(", ")}`;
}

const WORDS: Readonly<Record<AccountStatus, string>> = {
  active: "ready",
  paused: "paused",
  rate_limited: "rate limited",
  quota_exceeded: "used up",
  reauth_required: "to be signed in again",
  deactivated: "deactivated",
};

function countsOf({ all, now }: Listing): Readonly<Record<AccountStatus, number>> {
  const statuses = all.map(({ account: { account, state } }) =>
    statusOf({ paused: account.paused, condition: (state?.health ?? HEALTHY).condition }, now),
  );
  const count = (wanted: AccountStatus): number => statuses.filter((status) => status === wanted).length;
  return {
    active: count("active"),
    paused: count("paused"),
    rate_limited: count("rate_limited"),
    quota_exceeded: count("quota_exceeded"),
    reauth_required: count("reauth_required"),
    deactivated: count("deactivated"),
  };
}

function statusDocument({ place }: Hands, { listing, tools, gateway }: Status): Record<string, unknown> {
  const { answers, now, all, broken } = listing;
  return {
    command: "status",
    tools: tools.map(({ look, account }) => ({
      tool: look.home.tool,
      provider: look.home.provider,
      file: look.home.file,
      state: toolState(look),
      reason: toolTrouble(look),
      account:
        account === null
          ? null
          : accountDocument(
              account,
              answers === null ? null : { answer: answers.get(account.account.id) ?? null },
              now,
            ),
    })),
    gateway: { url: gateway.url, running: gateway.kind === "running", state: gateway.kind },
    accounts: { total: all.length, by_status: countsOf(listing) },
    broken_files: broken.map(({ fileName, reason }) => ({ file_name: fileName, reason })),
    data_dir: place.dataDir,
    auth_dir: place.authDir,
    config_file: place.configFile,
  };
}
