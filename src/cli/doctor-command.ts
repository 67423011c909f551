// `switchyard doctor`: looks over everything and says what to do.

import { Command } from "commander";

import type { Examination, Finding, FindingStatus } from "../management/doctor/finding.ts";
import type { CliDeps } from "./deps.ts";
import { printable } from "./display-width.ts";
import { createPrinter, printJson } from "./print.ts";
import { type PlaceFlags, withPlaceFlags } from "./with-hands.ts";

interface Flags extends PlaceFlags {
  readonly fix?: boolean;
  readonly json?: boolean;
}

/** `finish` takes the exit code: 1 where something is broken. */
export function doctorCommand(deps: CliDeps, finish: (exitCode: number) => void): Command {
  return withPlaceFlags(new Command("doctor"))
    .description("check files, permissions, clocks, logins, upstreams, ports and clients, and say what to do")
    .option("--fix", "mend permissions and remove left-over temporary files; nothing else is touched")
    .option("--json", "print one JSON document")
    .action(async (flags: Flags) => {
      const place = { dataDir: flags.dataDir ?? null, configFile: flags.config ?? null };
      const examination = await deps.examine({ ...place, fix: flags.fix === true });
      const { findings, mended } = examination;
      const isHealthy = findings.every(({ status }) => status !== "broken");
      if (flags.json === true) printJson(deps, { command: "doctor", healthy: isHealthy, mended, findings });
      else printExamination(deps, examination);
      finish(isHealthy ? 0 : 1);
    });
}

const MARKS: Readonly<Record<FindingStatus, string>> = { ok: "✓", warning: "!", broken: "✗" };

function printExamination(deps: CliDeps, { findings, mended }: Examination): void {
  const out = createPrinter(deps.out, deps.env);
  for (const what of mended) out.line(`${out.green("✓")} mended: ${printable(what)}`);
  for (const { status, message, advice } of findings) {
    const mark = { ok: out.green, warning: out.cyan, broken: out.red }[status](MARKS[status]);
    out.line(`${mark} ${printable(message)}`);
    if (advice !== null) out.line(out.dim(`  → ${printable(advice)}`));
  }
  out.line(summary(findings));
}

function summary(findings: readonly Finding[]): string {
  const count = (wanted: FindingStatus): number => findings.filter(({ status }) => status === wanted).length;
  const [bad, odd] = [count("broken"), count("warning")];
  if (bad === 0 && odd === 0) return "Everything is well.";
  const parts = [bad === 0 ? null : `${bad} broken`, odd === 0 ? null : `${odd} worth a look`];
  return `${parts.filter((part) => part !== null).join(", ")}, ${count("ok")} well.`;
}
