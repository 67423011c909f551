// `switchyard import`: accounts of other tools become ours.

import { Command } from "commander";

import type { ImportEntry, ImportReport } from "../logins/import-accounts.ts";
import { nonEmpty } from "./arguments.ts";
import type { CliDeps } from "./deps.ts";
import { createPrinter, printError } from "./print.ts";

interface Flags {
  readonly dataDir?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

/** `finish` takes the exit code: 1 where nothing could be imported. */
export function importCommand(deps: CliDeps, finish: (exitCode: number) => void): Command {
  return new Command("import")
    .description("take in accounts: auth.json of Codex CLI, auth files of CLIProxyAPI, lists and folders of them")
    .argument("<file-or-folder...>", "files, or folders whose *.json files are taken")
    .option("--data-dir <folder>", "where accounts are kept (default: $SWITCHYARD_HOME or ~/.switchyard)", nonEmpty)
    .option("--config <file>", "configuration file (default: <data-dir>/config.yaml)", nonEmpty)
    .option("--dry-run", "tell what would be done and do nothing")
    .option("--json", "print the report as one JSON document")
    .action(async (paths: readonly string[], flags: Flags) => {
      const report = await deps.importAccounts({
        paths,
        dryRun: flags.dryRun === true,
        dataDir: flags.dataDir ?? null,
        configFile: flags.config ?? null,
      });
      if (flags.json === true) deps.out.write(`${JSON.stringify(reportDocument(report), null, 2)}\n`);
      else printReport(report, deps);
      finish(report.entries.some(({ outcome }) => outcome !== "skipped") ? 0 : 1);
    });
}

function printReport(report: ImportReport, deps: CliDeps): void {
  const out = createPrinter(deps.out, deps.env);
  const err = createPrinter(deps.err, deps.env);
  for (const entry of report.entries) {
    const name = sourceName(entry);
    const account = entry.account === null ? "" : out.dim(` (${entry.account})`);
    switch (entry.outcome) {
      case "imported":
        out.line(`${out.green("✓ imported")}  ${name}${account}`);
        break;
      case "updated":
        out.line(`${out.green("✓ updated")}   ${name}${account}`);
        break;
      case "unchanged":
        out.line(`${out.dim("= unchanged")} ${name}${account}`);
        break;
      case "skipped":
        err.line(`${err.red("✗ skipped")}   ${name}: ${entry.reason ?? "unknown reason"}`);
        break;
    }
  }
  out.line(summaryLine(report));
  if (report.dryRun) out.line("Dry run: nothing was written.");
  if (report.entries.every(({ outcome }) => outcome === "skipped")) {
    printError(
      deps,
      "nothing could be imported",
      "Give an auth.json of Codex CLI, a CLIProxyAPI auth file, or a folder of them.",
    );
  }
}

function summaryLine(report: ImportReport): string {
  const { imported, updated, unchanged, skipped } = countsOf(report);
  const same = unchanged > 0 ? `, ${unchanged} unchanged` : "";
  const total = report.entries.length;
  const unit = report.entries.some(({ item }) => item !== null) ? "account" : "file";
  return `Import Summary: ${imported} imported, ${updated} updated${same}, ${skipped} skipped (total ${total} ${unit}${total === 1 ? "" : "s"})`;
}

/** The `--json` document; members are only ever added within one `schema_version`. */
function reportDocument(report: ImportReport) {
  const counts = countsOf(report);
  return {
    schema_version: 1,
    command: "import",
    dry_run: report.dryRun,
    results: report.entries.map(({ source, item, outcome, account, reason }) => ({
      path: source,
      item,
      status: outcome,
      account,
      reason,
    })),
    imported_count: counts.imported,
    updated_count: counts.updated,
    unchanged_count: counts.unchanged,
    skipped_count: counts.skipped,
  };
}

function countsOf({ entries }: ImportReport): Readonly<Record<ImportEntry["outcome"], number>> {
  const count = (outcome: ImportEntry["outcome"]): number =>
    entries.filter((entry) => entry.outcome === outcome).length;
  return {
    imported: count("imported"),
    updated: count("updated"),
    unchanged: count("unchanged"),
    skipped: count("skipped"),
  };
}

/** The file's name, with the place in its list. */
function sourceName({ source, item }: ImportEntry): string {
  const name = source.split(/[/\\]/).findLast((part) => part !== "") ?? source;
  return item === null ? name : `${name} [${item}]`;
}
