// `switchyard import`: accounts of other tools become ours.

import { Command, Option } from "commander";

import { aliasProblem } from "../domain/alias.ts";
import type { ImportReport } from "../logins/import-accounts.ts";
import { nonEmpty } from "./arguments.ts";
import { confirmed } from "./confirm.ts";
import { CliFailure, type CliDeps, type ImportOptions } from "./deps.ts";
import { PROVIDER_ORDER } from "./hands.ts";
import { importDocument, printImport } from "./print-import.ts";
import { printJson } from "./print.ts";
import { type PlaceFlags, withPlaceFlags } from "./with-hands.ts";

interface Flags extends PlaceFlags {
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly alias?: string;
  readonly provider?: string;
  readonly yes?: boolean;
}

/** `finish` takes the exit code: 1 where nothing could be imported. */
export function importCommand(deps: CliDeps, finish: (exitCode: number) => void): Command {
  return withPlaceFlags(new Command("import"))
    .description("take in accounts: files, folders, lists and exports of other tools")
    .argument(
      "[file-or-folder...]",
      "`-` reads standard input; none: wherever other tools keep accounts on this computer",
    )
    .option("--alias <name>", "what to call it; for exactly one account", nonEmpty)
    .addOption(new Option("--provider <provider>", "whose a file is that does not say so").choices(PROVIDER_ORDER))
    .option("--dry-run", "tell what would be done and do nothing")
    .option("-y, --yes", "without a path: take in what is found, unasked")
    .option("--json", "print the report as one JSON document")
    .action(async (paths: readonly string[], flags: Flags) => {
      if (flags.alias !== undefined) checkAlias(flags.alias);
      const options: ImportOptions = {
        paths,
        stdin: paths.includes("-") ? await standardInput(deps) : null,
        dryRun: flags.dryRun === true,
        alias: flags.alias?.trim() ?? null,
        provider: flags.provider ?? null,
        dataDir: flags.dataDir ?? null,
        configFile: flags.config ?? null,
      };
      const report = await (paths.length === 0 ? importUsual(deps, options, flags) : deps.importAccounts(options));
      if (flags.json === true) printJson(deps, importDocument(report));
      else printImport(report, deps);
      finish(report.entries.some(({ outcome }) => outcome !== "skipped") ? 0 : 1);
    });
}

/** Nobody named what is found: it is shown first, and taken in once somebody says yes. */
async function importUsual(deps: CliDeps, options: ImportOptions, flags: Flags): Promise<ImportReport> {
  if (flags.yes === true || options.dryRun) return deps.importAccounts(options);
  const rehearsal = await deps.importAccounts({ ...options, dryRun: true });
  const isNews = rehearsal.entries.some(({ outcome }) => outcome === "imported" || outcome === "updated");
  if (!isNews || flags.json === true) return rehearsal;
  if (!deps.input.isTerminal || !deps.out.isTerminal) {
    deps.err.write("Found on this computer; `--yes` takes it in:\n");
    return rehearsal;
  }
  printImport(rehearsal, deps);
  if (await confirmed(deps, "Take these in?")) return deps.importAccounts(options);
  throw new CliFailure("nothing was imported", null, { code: "cancelled" });
}

function checkAlias(alias: string): void {
  const problem = aliasProblem(alias);
  if (problem !== null) throw new CliFailure(`invalid alias: ${problem}`, null, { code: "invalid_alias" });
}

async function standardInput({ input, err }: CliDeps): Promise<string> {
  if (input.isTerminal) err.write("Paste the JSON and end it with Ctrl-D:\n");
  return input.text();
}
