// `switchyard clean`: backups of tools' logins, and what killed commands left behind.

import { basename, dirname, extname, join } from "node:path";

import { Command } from "commander";

import { cleanLeftOvers, type LeftOver, type LeftOverKind } from "../management/storage/clean-left-overs.ts";
import type { CliDeps } from "./deps.ts";
import type { Hands } from "./hands.ts";
import { printJson } from "./print.ts";
import { type PlaceFlags, withHands, withPlaceFlags } from "./with-hands.ts";

interface Flags extends PlaceFlags {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function cleanCommand(deps: CliDeps): Command {
  return withPlaceFlags(new Command("clean"))
    .description("remove backups of tools' logins, and temporary files and locks that were left behind")
    .option("--dry-run", "tell what would be removed and do nothing")
    .option("--json", "print one JSON document")
    .action(async (flags: Flags) => {
      const isDry = flags.dryRun === true;
      const leftOvers = await withHands(deps, flags, (hands) => clean(hands, isDry));
      if (flags.json === true) printJson(deps, cleanDocument(leftOvers, isDry));
      else printCleaned(leftOvers, deps, isDry);
    });
}

async function clean({ place, tools, files, clock }: Hands, dryRun: boolean): Promise<readonly LeftOver[]> {
  const { backups, homes } = tools;
  const names = await backups.list();
  const ours = [place.dataDir, place.authDir, backups.folder].map((path) => ({ path, prefix: "." }));
  // Of a file `config.yaml` they are called `.config.`...
  const beside = [place.configFile, ...homes.map(({ file }) => file)].map((file) => ({
    path: dirname(file),
    prefix: `.${basename(file, extname(file)).replace(/^\./, "")}.`,
  }));
  const folders = [...ours, ...beside];
  return cleanLeftOvers(
    { folders, backups: names.map((name) => join(backups.folder, name)), dryRun },
    { files, now: clock.now() },
  );
}

function printCleaned(leftOvers: readonly LeftOver[], { out }: CliDeps, isDry: boolean): void {
  if (isDry) for (const { kind, path } of leftOvers) out.write(`${kind}  ${path}\n`);
  const counts = KINDS.map((kind) => counted(count(leftOvers, kind), kind)).join(", ");
  out.write(`${isDry ? "Would remove" : "Removed"} ${counts}.\n`);
}

function cleanDocument(leftOvers: readonly LeftOver[], isDry: boolean): Record<string, unknown> {
  return {
    command: "clean",
    dry_run: isDry,
    backups_removed: count(leftOvers, "backup"),
    temporary_files_removed: count(leftOvers, "temporary file"),
    locks_removed: count(leftOvers, "lock"),
    paths: leftOvers.map(({ path }) => path),
  };
}

const KINDS: readonly LeftOverKind[] = ["backup", "temporary file", "lock"];

function count(leftOvers: readonly LeftOver[], kind: LeftOverKind): number {
  return leftOvers.filter((one) => one.kind === kind).length;
}

function counted(number: number, kind: LeftOverKind): string {
  return `${number} ${kind}${number === 1 ? "" : "s"}`;
}
