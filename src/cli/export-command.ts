// `switchyard export`: accounts as files for other programs and other computers. What is written is full of secrets.

import { join, resolve } from "node:path";

import { Command, Option } from "commander";

import { numberedAccounts } from "../domain/account-list.ts";
import {
  EXPORT_FORMATS,
  type ExportFileFormat,
  type PlannedExport,
  planExport,
} from "../management/accounts/plan-export.ts";
import { nonEmpty } from "./arguments.ts";
import { CliFailure, type CliDeps } from "./deps.ts";
import { type Hands, type KnownAccount, PROVIDER_ORDER } from "./hands.ts";
import { createPrinter, printError, printJson } from "./print.ts";
import { nameOf, selectMany } from "./select-accounts.ts";
import { type PlaceFlags, withHands, withPlaceFlags } from "./with-hands.ts";

interface Flags extends PlaceFlags {
  readonly to?: string;
  readonly format: ExportFileFormat;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `finish` takes the exit code: 1 where nothing could be exported. */
export function exportCommand(deps: CliDeps, finish: (exitCode: number) => void): Command {
  return withPlaceFlags(new Command("export"))
    .description("write accounts into files for other programs; they hold the logins in the clear")
    .argument("[account...]", "numbers of the list, or parts of e-mail, alias or workspace; none: all")
    .option("--to <folder>", "where to; `-` prints them (default: <data-dir>/exports)", nonEmpty)
    .addOption(new Option("--format <format>", "whose form").choices(EXPORT_FORMATS).default("auth-file"))
    .option("--force", "write over files that are there")
    .option("--json", "print the report as one JSON document")
    .action(async (queries: readonly string[], flags: Flags, command: Command) => {
      if (flags.json === true && flags.to === "-") {
        command.error("error: option '--json' cannot be used with option '--to -', which prints the accounts", {
          exitCode: 2,
        });
      }
      finish(await withHands(deps, flags, (hands) => exportAccounts(hands, { deps, queries, flags })));
    });
}

interface Asked {
  readonly deps: CliDeps;
  readonly queries: readonly string[];
  readonly flags: Flags;
}

async function exportAccounts(hands: Hands, { deps, queries, flags }: Asked): Promise<number> {
  const numbered = numberedAccounts(await hands.accounts({ offline: true }), PROVIDER_ORDER);
  const chosen = (queries.length === 0 ? numbered : selectMany(numbered, queries)).map(({ account }) => account);
  const plan = await planExport(
    chosen.map(({ account }) => account),
    flags.format,
    { shelf: hands.folder.shelf, normalised: hands.normalised },
  );
  const nameIn = (id: string): string => nameOfId(chosen, id);
  if (flags.to === "-") {
    warnOfSkipped(plan, deps, nameIn);
    const [first, ...more] = plan.files.map(({ json }) => json);
    if (first !== undefined)
      deps.out.write(`${JSON.stringify(more.length === 0 ? first : [first, ...more], null, 2)}\n`);
  } else {
    const folder = resolve(flags.to ?? join(hands.place.dataDir, "exports"));
    await writeFiles(plan, folder, { hands, isForced: flags.force === true });
    report({ plan, folder, nameIn }, deps, flags);
  }
  for (const { account } of plan.files) {
    const detail = `${nameIn(account.id)}: ${flags.format}`;
    await hands.audit({ action: "account.export", subject: account.id, detail });
  }
  if (plan.files.length > 0) return 0;
  const hint =
    chosen.length === 0 ? "there are no accounts; add one with `switchyard login` or `switchyard import`" : null;
  if (flags.json !== true) printError(deps, "nothing could be exported", hint);
  return 1;
}

/** All or none: what stands there already is found before anything is written. */
async function writeFiles(
  { files }: PlannedExport,
  folder: string,
  { hands, isForced }: { readonly hands: Hands; readonly isForced: boolean },
): Promise<void> {
  const there: string[] = [];
  for (const { fileName } of files) {
    if (!isForced && (await hands.files.stat(join(folder, fileName))) !== null) there.push(fileName);
  }
  if (there.length > 0) {
    const names = there.length > 5 ? `${there.slice(0, 5).join(", ")} and ${there.length - 5} more` : there.join(", ");
    throw new CliFailure(`${folder} has ${names} already; nothing was written`, "give another folder, or --force", {
      code: "file_exists",
    });
  }
  for (const { fileName, json } of files) {
    await hands.files.writeAtomic(join(folder, fileName), `${JSON.stringify(json, null, 2)}\n`);
  }
}

interface Exported {
  readonly plan: PlannedExport;
  readonly folder: string;
  nameIn(id: string): string;
}

function report({ plan, folder, nameIn }: Exported, deps: CliDeps, { json, format }: Flags): void {
  if (json === true) {
    printJson(deps, {
      command: "export",
      format,
      destination: folder,
      exported: plan.files.map(({ account, fileName }) => ({ account_id: account.id, file_name: fileName })),
      skipped: plan.skipped.map(({ account, reason }) => ({ account_id: account.id, reason })),
      exported_count: plan.files.length,
      skipped_count: plan.skipped.length,
    });
    return;
  }
  warnOfSkipped(plan, deps, nameIn);
  const { length } = plan.files;
  if (length > 0) deps.out.write(`Exported ${length} ${length === 1 ? "account" : "accounts"} to ${folder}\n`);
}

function warnOfSkipped({ skipped }: PlannedExport, deps: CliDeps, nameIn: (id: string) => string): void {
  const err = createPrinter(deps.err, deps.env);
  for (const { account, reason } of skipped) {
    err.line(`${err.red("warning:")} ${nameIn(account.id)} is left out: ${reason}`);
  }
}

function nameOfId(accounts: readonly KnownAccount[], id: string): string {
  const account = accounts.find((one) => one.id === id);
  return account === undefined ? id : nameOf(account);
}
