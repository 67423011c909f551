// What is done with accounts at the operator's word: tried out, refreshed, handed out, in batches.

import * as contract from "../../../contract/account-actions.ts";
import type { Ids } from "../../domain/ports.ts";
import { createPriceLookup, type PriceTable } from "../../domain/price.ts";
import { type AccountRow, accountRow, accountRows, type RowDeps } from "../../management/accounts/account-rows.ts";
import {
  type AccountOutcome,
  type BatchAction,
  batchAccounts,
  type BatchDeps,
} from "../../management/accounts/batch-accounts.ts";
import { resetAccount } from "../../management/accounts/change-account.ts";
import { exportAccount, type ExportDeps } from "../../management/accounts/export-account.ts";
import { findAccounts } from "../../management/accounts/find-accounts.ts";
import { probeModel } from "../../management/accounts/probe-model.ts";
import { readAccountFields } from "../../management/accounts/read-account-fields.ts";
import { refreshQuota, refreshToken } from "../../management/accounts/refresh-account.ts";
import type { Pool } from "../../pool/pool.ts";
import type { ProbeAccount } from "../../proxy/probe-account.ts";
import { accountNotFound, faultOf } from "./account-faults.ts";
import { usageView } from "./account-view.ts";
import { filterOf } from "./accounts-handlers.ts";
import type { Api } from "./api-app.ts";
import { ApiFault } from "./api-fault.ts";
import { instantOrNull } from "./instants.ts";

export interface AccountActionsDeps extends RowDeps, BatchDeps {
  readonly pool: BatchDeps["pool"] & RowDeps["pool"] & Pick<Pool, "routes">;
  readonly shelf: BatchDeps["shelf"] & RowDeps["shelf"] & ExportDeps["shelf"];
  readonly ids: Pick<Ids, "requestId">;
  readonly probe: ProbeAccount;
  /** The small model of a provider; null where none is known. */
  usualModel(provider: string): string | null;
  prices(): PriceTable;
}

export function serveAccountActions(api: Api, deps: AccountActionsDeps): void {
  serveProbe(api, deps);
  serveRefreshes(api, deps);
  serveExport(api, deps);
  serveBatch(api, deps);
}

function serveProbe({ serve }: Api, deps: AccountActionsDeps): void {
  const priceOf = createPriceLookup();

  serve(contract.probeAccount, async (context) => {
    const { account_id } = context.req.valid("param");
    const before = rowFor(deps, account_id);
    const candidates = {
      names: deps.pool.routes.namesOf(account_id),
      usual: deps.usualModel(before.live.account.provider),
    };
    const model = context.req.valid("json").model ?? probeModel(candidates, { table: deps.prices(), priceOf });
    if (model === null) {
      throw new ApiFault("account_not_probable", "No model of this account is known: name one to try it with");
    }
    const left = usageView(before);
    const requestId = deps.ids.requestId();
    const probed = await deps.probe({ accountId: account_id, model, requestId });
    const after = accountRow(deps, account_id) ?? before;
    context.set("auditDetail", `${before.live.label}: ${model}`);
    return context.json(
      {
        account_id,
        ok: probed.error === null,
        model,
        http_status: probed.status,
        error_code: probed.error?.code ?? null,
        error: probed.error?.message ?? null,
        duration_ms: Math.round(probed.durationMs),
        request_id: requestId,
        status: after.status,
        before: left,
        after: usageView(after),
      },
      200,
    );
  });
}

function serveRefreshes({ serve }: Api, deps: AccountActionsDeps): void {
  serve(contract.refreshAccountToken, async (context) => {
    const { account_id } = context.req.valid("param");
    context.set("auditDetail", rowFor(deps, account_id).live.label);
    const refreshed = await refreshToken(deps.pool, account_id);
    if (refreshed.kind !== "refreshed") throw faultOf(refreshed);
    return context.json({ status: "refreshed" as const, expires_at: instantOrNull(refreshed.expiresAt) }, 200);
  });

  serve(contract.resetAccountCooldown, (context) => {
    const { account_id } = context.req.valid("param");
    const { live } = rowFor(deps, account_id);
    context.set("auditDetail", live.label);
    const reopened = Object.keys(live.health.closedModels);
    const reset = resetAccount(deps, account_id);
    if (reset.kind !== "done") throw faultOf(reset);
    return context.json({ status: "reset" as const, reopened_models: reopened }, 200);
  });

  serve(contract.refreshAccountQuota, async (context) => {
    const { account_id } = context.req.valid("param");
    context.set("auditDetail", rowFor(deps, account_id).live.label);
    const refreshed = await refreshQuota(deps.pool, account_id);
    if (refreshed.kind !== "observed" && refreshed.kind !== "not_offered") throw faultOf(refreshed);
    return context.json({ status: refreshed.kind, usage: usageView(rowFor(deps, account_id)) }, 200);
  });
}

function serveExport({ serve }: Api, deps: AccountActionsDeps): void {
  serve(contract.exportAccount, async (context) => {
    const { account_id } = context.req.valid("param");
    const { format = "auth_file" } = context.req.valid("query");
    const exported = await exportAccount(deps, account_id, format);
    if (exported.kind !== "file") throw faultOf(exported);
    context.set("auditDetail", `${rowFor(deps, account_id).live.label}: ${format}`);
    const name = encodeURIComponent(exported.fileName.toWellFormed());
    context.header("content-disposition", `attachment; filename*=UTF-8''${name}`);
    return context.json({ ...exported.json }, 200);
  });
}

function serveBatch({ serve }: Api, deps: AccountActionsDeps): void {
  serve(contract.batchAccounts, async (context) => {
    const { account_ids, filter, ...wanted } = context.req.valid("json");
    const ids = account_ids ?? findAccounts(accountRows(deps), filterOf(filter ?? {})).map(({ live }) => live.id);
    // Before: what is deleted has no name afterwards.
    const nameOf = new Map(
      deps.pool.accounts().map(({ id, label, account }) => [id, `${label} (${account.authIndex})`]),
    );
    const items = await batchAccounts(deps, ids, actionOf(wanted));
    const done = items.filter(({ outcome }) => outcome === "done").map(({ id }) => nameOf.get(id) ?? id);
    const succeeded = done.length;
    context.set("auditDetail", `${wanted.action}: ${succeeded} of ${items.length} accounts${namesIn(done)}`);
    const results = items.map(({ id, outcome }) => ({
      account_id: id,
      ok: outcome === "done",
      error: errorOf(outcome),
    }));
    return context.json({ succeeded, failed: items.length - succeeded, results }, 200);
  });
}

/** In an entry of the audit; the others are counted. */
const MOST_NAMED = 20;

function namesIn(names: readonly string[]): string {
  if (names.length === 0) return "";
  const more = names.length - MOST_NAMED;
  return `: ${names.slice(0, MOST_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

type BatchBody = ReturnType<
  (typeof contract.batchAccounts)["request"]["body"]["content"]["application/json"]["schema"]["parse"]
>;

/** Throws ApiFault. */
function actionOf({ action, fields, note = "" }: Pick<BatchBody, "action" | "fields" | "note">): BatchAction {
  if (action === "append_note") return { kind: action, note };
  if (action !== "edit") return { kind: action };
  const read = readAccountFields(fields ?? {});
  if (read.kind === "refused") throw new ApiFault("validation_error", `fields: ${read.reason}`);
  return { kind: "edit", changes: read.changes };
}

function errorOf(outcome: AccountOutcome): { code: string; message: string } | null {
  if (outcome === "done") return null;
  const { code, message } = faultOf(outcome);
  return { code, message };
}

/** Throws ApiFault. */
function rowFor(deps: RowDeps, id: string): AccountRow {
  const row = accountRow(deps, id);
  if (row === null) throw accountNotFound();
  return row;
}
