// The report of an import: a line each, a summary, or one document.

import type { ImportEntry, ImportReport } from "../logins/import-accounts.ts";
import type { CliDeps } from "./deps.ts";
import { createPrinter, printError, type Printer } from "./print.ts";

export function printImport(report: ImportReport, deps: Pick<CliDeps, "out" | "err" | "env">): void {
  const out = createPrinter(deps.out, deps.env);
  const err = createPrinter(deps.err, deps.env);
  for (const entry of report.entries) {
    if (entry.outcome === "skipped") {
      err.line(`${err.red("✗ skipped")}   ${sourceName(entry)}: ${entry.reason ?? "unknown reason"}`);
    } else {
      out.line(takenInLine(entry, out));
      if (entry.note !== null) err.line(`  ${err.cyan("note:")} ${sourceName(entry)}: ${entry.note}`);
    }
  }
  out.line(summaryLine(report));
  if (report.dryRun) out.line("Dry run: nothing was written.");
  if (report.entries.every(({ outcome }) => outcome === "skipped")) {
    printError(
      deps,
      "nothing could be imported",
      "Give an auth.json of Codex, an auth file or export of another tool, or a folder of them; docs/importing.md lists all.",
    );
  }
}

function takenInLine(entry: ImportEntry, out: Printer): string {
  const account = entry.account === null ? "" : out.dim(` (${entry.account})`);
  const what = `${sourceName(entry)}${account}`;
  if (entry.outcome === "imported") return `${out.green("✓ imported")}  ${what}`;
  if (entry.outcome === "updated") return `${out.green("✓ updated")}   ${what}`;
  return `${out.dim("= unchanged")} ${what}`;
}

function summaryLine(report: ImportReport): string {
  const { imported, updated, unchanged, skipped } = countsOf(report);
  const same = unchanged > 0 ? `, ${unchanged} unchanged` : "";
  const total = report.entries.length;
  const unit = report.entries.some(({ item }) => item !== null) ? "account" : "file";
  return `Import Summary: ${imported} imported, ${updated} updated${same}, ${skipped} skipped (total ${total} ${unit}${total === 1 ? "" : "s"})`;
}

export function importDocument(report: ImportReport): Record<string, unknown> {
  const counts = countsOf(report);
  return {
    command: "import",
    dry_run: report.dryRun,
    results: report.entries.map(({ source, item, outcome, accountId, account, reason, note }) => ({
      path: source,
      item,
      status: outcome,
      account_id: accountId,
      account,
      reason,
      note,
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
  const file = source === "-" ? "standard input" : source.split(/[/\\]/).findLast((part) => part !== "");
  const name = file ?? source;
  return item === null ? name : `${name} [${item}]`;
}
