// /api/accounts: the list, one account, and what the operator changes about it (seed accounts-api).

import * as contract from "../../../contract/accounts.ts";
import type { UsageTotals } from "../../domain/usage-totals.ts";
import {
  type AccountRow,
  accountRow,
  accountRows,
  brokenFiles,
  type RowDeps,
} from "../../management/accounts/account-rows.ts";
import { accountSamples, accountTrends, type HistoryDeps } from "../../management/accounts/account-history.ts";
import {
  type AccountChanged,
  type ChangeDeps,
  deleteAccount,
  editAccount,
  pauseAccount,
  reactivateAccount,
} from "../../management/accounts/change-account.ts";
import { type AccountFilter, findAccounts, orderAccounts } from "../../management/accounts/find-accounts.ts";
import { readAccountFields } from "../../management/accounts/read-account-fields.ts";
import type { Pool } from "../../pool/pool.ts";
import { accountNotFound, faultOf } from "./account-faults.ts";
import { type AccountDetails, detailsOf, viewOf } from "./account-view.ts";
import type { Api } from "./api-app.ts";
import type { ApiContext } from "./api-env.ts";
import { ApiFault } from "./api-fault.ts";
import { instantOf, instantOrNull } from "./instants.ts";

export interface AccountsDeps extends HistoryDeps {
  readonly clock: RowDeps["clock"];
  readonly activity: RowDeps["activity"];
  readonly isOwnPause: RowDeps["isOwnPause"];
  readonly shelf: RowDeps["shelf"] & ChangeDeps["shelf"];
  readonly document: ChangeDeps["document"];
  readonly authIndexes: ChangeDeps["authIndexes"];
  readonly pauseDecided: ChangeDeps["pauseDecided"];
  readonly totals: Pick<UsageTotals, "byAccount">;
  readonly pool: ChangeDeps["pool"] & Pick<Pool, "accounts" | "routes">;
}

export function serveAccounts(api: Api, deps: AccountsDeps): void {
  serveAccountViews(api, deps);
  serveAccountChanges(api, deps);
}

function serveAccountViews({ serve }: Api, deps: AccountsDeps): void {
  serve(contract.listAccounts, (context) => {
    const query = context.req.valid("query");
    const found = findAccounts(accountRows(deps), filterOf(query));
    const ordered = orderAccounts(found, query.sort ?? "email", query.order ?? "asc");
    const { offset = 0, limit = ordered.length } = query;
    return context.json(
      {
        accounts: ordered.slice(offset, offset + limit).map(viewOf),
        total: ordered.length,
        broken_files: brokenFiles(deps.shelf).map(({ fileName, reason }) => ({ file_name: fileName, reason })),
      },
      200,
    );
  });

  serve(contract.getAccount, async (context) => {
    const row = accountRow(deps, context.req.valid("param").account_id);
    if (row === null) throw accountNotFound();
    return context.json(await detailsView(deps, row), 200);
  });

  serve(contract.getAccountTrends, async (context) => {
    const { account_id } = context.req.valid("param");
    const trends = await accountTrends(deps, account_id);
    if (trends === null) throw accountNotFound();
    const points = (of: typeof trends.primary) => of.map(({ at, value }) => ({ t: instantOf(at), v: value }));
    return context.json({ account_id, primary: points(trends.primary), secondary: points(trends.secondary) }, 200);
  });

  serve(contract.getAccountSamples, async (context) => {
    const { account_id } = context.req.valid("param");
    const { from, to } = context.req.valid("query");
    const range = { from: from === undefined ? null : Date.parse(from), to: to === undefined ? null : Date.parse(to) };
    const samples = await accountSamples(deps, account_id, range);
    if (samples === null) throw accountNotFound();
    const views = samples.map((sample) => ({
      at: instantOf(sample.observedAt),
      primary_used_percent: sample.primaryUsedPercent,
      primary_reset_at: instantOrNull(sample.primaryResetsAt),
      secondary_used_percent: sample.secondaryUsedPercent,
      secondary_reset_at: instantOrNull(sample.secondaryResetsAt),
    }));
    return context.json({ account_id, samples: views }, 200);
  });
}

function serveAccountChanges({ serve }: Api, deps: AccountsDeps): void {
  serve(contract.patchAccount, async (context) => {
    const { account_id } = context.req.valid("param");
    const fields = context.req.valid("json");
    const read = readAccountFields(fields);
    if (read.kind === "refused") throw new ApiFault("validation_error", read.reason);
    const before = accountRow(deps, account_id);
    labelAudit(context, before, Object.keys(fields).join(", "));
    throwUnlessDone(await editAccount(deps, account_id, read.changes));
    const row = accountRow(deps, account_id) ?? rowOfFile(deps, before);
    if (row === null) throw accountNotFound();
    return context.json(await detailsView(deps, row), 200);
  });

  serve(contract.pauseAccount, async (context) => {
    throwUnlessDone(await pauseAccount(deps, named(context, deps)));
    return context.json({ status: "paused" } as const, 200);
  });

  serve(contract.reactivateAccount, async (context) => {
    throwUnlessDone(await reactivateAccount(deps, named(context, deps)));
    return context.json({ status: "reactivated" } as const, 200);
  });

  serve(contract.deleteAccount, async (context) => {
    throwUnlessDone(await deleteAccount(deps, named(context, deps)));
    return context.json({ status: "deleted" } as const, 200);
  });
}

type ListFilter = Pick<ReturnType<(typeof contract.listAccounts)["request"]["query"]["parse"]>, FilterName>;
type FilterName = "provider" | "status" | "plan" | "problem_only" | "search";

export function filterOf(query: Partial<ListFilter>): AccountFilter {
  return {
    providers: query.provider,
    statuses: query.status,
    plans: query.plan,
    problemOnly: query.problem_only,
    search: query.search,
  };
}

async function detailsView(deps: AccountsDeps, row: AccountRow): Promise<AccountDetails> {
  const { id, account } = row.live;
  const totals = await deps.totals.byAccount().then(
    (all) => all.get(id) ?? NOTHING_USED,
    () => null,
  );
  const duplicateFiles = deps.shelf
    .known()
    .filter((file) => file.account?.id === id && file.fileName !== account.fileName)
    .map(({ fileName }) => fileName);
  return detailsOf({ row, models: deps.pool.routes.namesOf(id), duplicateFiles, totals, now: deps.clock.now() });
}

const NOTHING_USED = {
  requests: 0,
  succeeded: 0,
  usage: { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0, reasoningTokens: 0 },
};

/** A field may be part of what makes the account itself (Google's project): then its file holds another one now. */
function rowOfFile(deps: AccountsDeps, before: AccountRow | null): AccountRow | null {
  const fileName = before?.live.account.fileName ?? null;
  const live = deps.pool.accounts().find(({ account }) => fileName !== null && account.fileName === fileName);
  return live === undefined ? null : accountRow(deps, live.id);
}

/** The account of the path, named in the audit as people know it. */
function named(context: ApiContext, deps: AccountsDeps): string {
  const id = context.req.param("account_id") ?? "";
  labelAudit(context, accountRow(deps, id), null);
  return id;
}

function labelAudit(context: ApiContext, row: AccountRow | null, detail: string | null): void {
  const said = [row?.live.label, detail].filter((part) => part !== null && part !== undefined);
  if (said.length > 0) context.set("auditDetail", said.join(": "));
}

/** Throws ApiFault. */
function throwUnlessDone(changed: AccountChanged): void {
  if (changed.kind !== "done") throw faultOf(changed);
}
