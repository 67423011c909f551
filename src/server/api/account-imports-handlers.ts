// Accounts that come in as files or pasted text.

import type { z } from "@hono/zod-openapi";

import * as contract from "../../../contract/account-imports.ts";
import type { AccountId, Sha256Hex } from "../../domain/ids.ts";
import { readAuthJson, LARGEST_AUTH_FILE_BYTES } from "../../logins/auth-json.ts";
import { type ImportedItem, importTexts, type SourceText } from "../../logins/import-texts.ts";
import type { TakeIn, TakenIn } from "../../logins/take-in-account.ts";
import { type AccountRow, accountRow, type RowDeps } from "../../management/accounts/account-rows.ts";
import { planTypeOf } from "../../management/accounts/find-accounts.ts";
import { statusOf } from "../../domain/account-status.ts";
import type { Api } from "./api-app.ts";
import type { ApiContext } from "./api-env.ts";
import { ApiFault } from "./api-fault.ts";

export interface ImportsDeps extends RowDeps {
  readonly takeIn: TakeIn;
  readonly sha256: Sha256Hex;
  /** What becomes of an account that is there already and is not to be overwritten: left as it is, or a conflict. */
  leavesKnown(): boolean;
}

type Imported = z.output<(typeof contract.importAccount)["responses"][200]["content"]["application/json"]["schema"]>;

export function serveAccountImports({ serve }: Api, deps: ImportsDeps): void {
  const { takeIn, sha256 } = deps;

  serve(contract.importAccount, async (context) => {
    const { overwrite = false } = context.req.valid("query");
    const text = await textOf(context.req.valid("form").auth_json);
    const taken = await takeIn(objectIn(text), { overwrite });
    if (taken.kind === "refused") throw new ApiFault("invalid_auth_json", `Invalid auth file: ${taken.reason}`);
    if (taken.kind === "not_written") throw new ApiFault("auth_file_broken", taken.reason);
    if (taken.kind === "known" && !deps.leavesKnown()) {
      const message = "An account with this identity already exists; import with ?overwrite=true to update its tokens";
      throw new ApiFault("duplicate_identity_conflict", message);
    }
    context.set("auditSubject", taken.account.id);
    context.set("auditDetail", taken.kind);
    return context.json(importedView(taken, accountRow(deps, taken.account.id)), 200);
  });

  serve(contract.importManyAccounts, async (context) => {
    const { overwrite = false, dry_run: dryRun = false } = context.req.valid("query");
    const { files } = context.req.valid("form");
    const texts = await Promise.all((Array.isArray(files) ? files : [files]).map(sourceOf));
    const items = await importTexts(texts, { overwrite, dryRun }, { takeIn, sha256 });
    tellAudit(context, items, dryRun);
    return context.json({ dry_run: dryRun, items: items.map(itemView) }, 200);
  });

  serve(contract.importAccountText, async (context) => {
    const { text, overwrite = false, dry_run: dryRun = false } = context.req.valid("json");
    const items = await importTexts([{ source: "text", text }], { overwrite, dryRun }, { takeIn, sha256 });
    tellAudit(context, items, dryRun);
    return context.json({ dry_run: dryRun, items: items.map(itemView) }, 200);
  });
}

async function textOf(file: File): Promise<string> {
  if (file.size > LARGEST_AUTH_FILE_BYTES) {
    throw new ApiFault("payload_too_large", "auth_json is larger than 10 MiB");
  }
  return file.text();
}

/** Too large a file of many is one bad one: it is not read, and told of with the others. */
async function sourceOf(file: File): Promise<SourceText> {
  return { source: file.name, text: file.size > LARGEST_AUTH_FILE_BYTES ? null : await file.text() };
}

/** Throws ApiFault. */
function objectIn(text: string): object {
  const content = readAuthJson(text);
  if (content.kind === "object") return content.json;
  const reason = content.kind === "list" ? "it holds a list; import it with /api/accounts/import-many" : content.reason;
  throw new ApiFault("invalid_auth_json", `Invalid auth file: ${reason}`);
}

function importedView(taken: Extract<TakenIn, { account: unknown }>, row: AccountRow | null): Imported {
  const { account } = taken;
  return {
    account_id: account.id,
    email: account.email ?? "",
    plan_type: planTypeOf(account, row?.plan ?? account.plan),
    // It may be gone again by now.
    status: row?.status ?? statusOf({ paused: account.paused, condition: { kind: "healthy" } }, 0),
    outcome: taken.kind === "known" ? "unchanged" : taken.kind,
    reason: taken.kind === "known" ? "the account is there already" : taken.kind === "unchanged" ? taken.reason : null,
  };
}

interface ItemView {
  source: string;
  item: number | null;
  outcome: ImportedItem["outcome"];
  account_id: AccountId | null;
  account: string | null;
  reason: string | null;
}

function itemView({ accountId, ...item }: ImportedItem): ItemView {
  return { ...item, account_id: accountId };
}

function tellAudit(context: ApiContext, items: readonly ImportedItem[], dryRun: boolean): void {
  const counts = Map.groupBy(items, ({ outcome }) => outcome);
  const told = [...counts].map(([outcome, of]) => `${of.length} ${outcome}`).join(", ");
  context.set("auditDetail", dryRun ? `rehearsal: ${told}` : told);
}
