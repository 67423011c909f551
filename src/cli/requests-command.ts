// `switchyard requests`: what was asked of late, by whom it was served and how it went; and what ends while one watches.

import { Command, InvalidArgumentError } from "commander";

import { numberedAccounts } from "../domain/account-list.ts";
import type { AccountId } from "../domain/ids.ts";
import type { RequestRecord } from "../domain/request-record.ts";
import { type Verdict, VERDICTS } from "../domain/request-search.ts";
import { followRequests, recentRequests, type RequestWish } from "../management/requests/recent-requests.ts";
import { nonEmpty, wholeNumberIn } from "./arguments.ts";
import type { CliDeps } from "./deps.ts";
import { type Hands, PROVIDER_ORDER } from "./hands.ts";
import { painted } from "./paint-table.ts";
import { createPrinter, printJson } from "./print.ts";
import { requestDocument } from "./request-document.ts";
import { requestTable } from "./request-table.ts";
import { selectMany } from "./select-accounts.ts";
import { tableLines } from "./table.ts";
import { type PlaceFlags, withHands, withPlaceFlags } from "./with-hands.ts";

interface Flags extends PlaceFlags {
  readonly limit: number;
  readonly account?: string;
  readonly status?: ReadonlySet<Verdict>;
  readonly since?: Since;
  readonly follow?: boolean;
  readonly json?: boolean;
}

const USUAL_LIMIT = 20;
const FOLLOW_MS = 1000;

export function requestsCommand(deps: CliDeps): Command {
  return withPlaceFlags(new Command("requests"))
    .description("show the requests of late: when, how it went, which account, how long, how much")
    .option("-n, --limit <count>", "how many at most", wholeNumberIn(0, 10_000), USUAL_LIMIT)
    .option("--account <account>", "only those that this account served or was tried for", nonEmpty)
    .option("--status <outcomes>", `only these: ${VERDICTS.join(", ")}; several with commas`, outcomes)
    .option("--since <when>", "only from then on: 30m, 2h, 7d, or a time such as 2026-03-04T05:06", since)
    .option("-f, --follow", "go on, and show each as it ends (Ctrl-C stops)")
    .option("--json", "print one JSON document; with --follow, one a line and request")
    .action(async (flags: Flags) => {
      await withHands(deps, flags, async (hands) => {
        const wish = await wishOf(hands, flags);
        const records = await hands.records();
        const from = hands.clock.now();
        const found = await recentRequests(await hands.requestSearch(), wish, flags.limit);
        show(deps, hands, { found, flags });
        if (flags.follow === true)
          await follow(deps, hands, { flags, next: followRequests(records, wish, { from, told: found }) });
      });
    });
}

async function wishOf(hands: Hands, { account, status, since: from }: Flags): Promise<RequestWish> {
  return {
    accountIds: account === undefined ? null : await accountIds(hands, account),
    verdicts: status ?? null,
    since: from === undefined ? null : from(hands.clock.now()),
  };
}

/** Requests outlive their account: the id of one that is gone is as good. */
async function accountIds(hands: Hands, query: string): Promise<ReadonlySet<AccountId>> {
  const all = numberedAccounts(await hands.accounts({ offline: true }), PROVIDER_ORDER);
  if (/^acc_[0-9a-f]{16}$/.test(query)) return new Set([query]);
  return new Set(selectMany(all, [query]).map(({ account }) => account.id));
}

function show(
  deps: CliDeps,
  { clock }: Hands,
  { found, flags }: { readonly found: readonly RequestRecord[]; readonly flags: Flags },
): void {
  if (flags.json === true) {
    if (flags.follow === true) for (const record of found.toReversed()) line(deps, record);
    else printJson(deps, { command: "requests", requests: found.map(requestDocument) });
    return;
  }
  const out = createPrinter(deps.out, deps.env);
  if (found.length === 0 && flags.follow !== true) {
    out.line("No requests like that are recorded.");
    return;
  }
  for (const one of tableLines(requestTable(found, clock.now()), deps.out.columns)) out.line(painted(one, out));
}

async function follow(
  deps: CliDeps,
  { clock }: Hands,
  { flags, next }: { readonly flags: Flags; readonly next: ReturnType<typeof followRequests> },
): Promise<never> {
  const out = createPrinter(deps.out, deps.env);
  for (;;) {
    await new Promise<void>((resolve) => clock.after(FOLLOW_MS, resolve));
    for (const record of await next.news()) {
      if (flags.json === true) line(deps, record);
      // Without the two lines of the head, which stand above already.
      else
        for (const one of tableLines(requestTable([record], clock.now()), deps.out.columns).slice(2))
          out.line(painted(one, out));
    }
  }
}

function line({ out }: CliDeps, record: RequestRecord): void {
  out.write(`${JSON.stringify({ schema_version: 1, ...requestDocument(record) })}\n`);
}

function outcomes(value: string): ReadonlySet<Verdict> {
  return new Set(
    value.split(",").map((name) => {
      const verdict = VERDICTS.find((one) => one === name.trim());
      if (verdict === undefined) throw new InvalidArgumentError(`'${name.trim()}' is none of ${VERDICTS.join(", ")}.`);
      return verdict;
    }),
  );
}

type Since = (now: number) => number;

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Epoch ms; a time without a zone is this computer's. */
function since(value: string): Since {
  const [, count, unit = ""] = /^(\d+)\s*([smhdw])$/.exec(value.trim()) ?? [];
  if (count !== undefined) return (now) => now - Number(count) * (UNITS_MS[unit] ?? 0);
  const at = /^\d{4}-\d\d-\d\d/.test(value.trim()) ? Date.parse(value.trim()) : Number.NaN;
  if (Number.isNaN(at)) throw new InvalidArgumentError("Give a time such as 30m, 2h, 7d or 2026-03-04T05:06.");
  return () => at;
}
