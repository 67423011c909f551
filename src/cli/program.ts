// The operator's hands: which commands there are, and how what goes wrong is told. Exit codes: 0 done, 1 failed, 2 wrong usage.

import { Command, CommanderError } from "commander";

import { CliFailure, type CliDeps } from "./deps.ts";
import { dashboardCommand } from "./dashboard-command.ts";
import { importCommand } from "./import-command.ts";
import { printError } from "./print.ts";
import { sandboxCommand } from "./sandbox-command.ts";
import { serveCommand } from "./serve-command.ts";

export interface Program {
  /** Runs the command that the arguments name (without runtime and script); gives the exit code. Never rejects. */
  run(args: readonly string[]): Promise<number>;
}

export function createProgram(deps: CliDeps): Program {
  return {
    async run(args) {
      let exitCode = 0;
      const program = commandTree(deps, (code) => {
        exitCode = code;
      });
      try {
        await program.parseAsync([...args], { from: "user" });
        return exitCode;
      } catch (error) {
        return exitCodeOf(error, deps, args);
      }
    },
  };
}

function commandTree(deps: CliDeps, finish: (exitCode: number) => void): Command {
  const program = new Command("switchyard")
    .description("One address for all your AI coding accounts.")
    .version(deps.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help");
  program.addCommand(serveCommand(deps, finish));
  program.addCommand(importCommand(deps, finish));
  program.addCommand(sandboxCommand(deps, finish));
  program.addCommand(dashboardCommand(deps));
  for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])]) {
    command.exitOverride().showSuggestionAfterError(true);
    command.configureOutput({
      writeOut: (text) => deps.out.write(text),
      // Help that nobody asked for (no command given) comes this way; errors are told by exitCodeOf.
      writeErr: (text) => deps.err.write(text),
      outputError: () => undefined,
    });
  }
  return program;
}

/** Tells the error and says which exit code it means. */
function exitCodeOf(error: unknown, deps: CliDeps, args: readonly string[]): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (error.code !== "commander.help") tellUsageError(error, deps, args);
    return 2;
  }
  if (error instanceof CliFailure) {
    tell(deps, args, { code: "failed", message: error.message, hint: error.hint });
    return 1;
  }
  const message = error instanceof Error ? error.message : String(error);
  tell(deps, args, { code: "failed", message, hint: null });
  return 1;
}

function tellUsageError(error: CommanderError, deps: CliDeps, args: readonly string[]): void {
  // Commander puts its suggestion on a line of its own: "(Did you mean serve?)".
  const [first = "", suggestion] = error.message.split("\n");
  const message = first.replace(/^error: /, "");
  const meant = /^\(Did you mean (?:one of )?(.+)\?\)$/.exec(suggestion ?? "")?.[1];
  const command = commandIn(args);
  const help = `run \`switchyard ${command === null ? "" : `${command} `}--help\` for help`;
  const hint = meant === undefined ? help : `did you mean ${meant}? Or ${help}`;
  tell(deps, args, { code: "usage", message, hint });
}

interface ToldError {
  readonly code: "usage" | "failed";
  readonly message: string;
  readonly hint: string | null;
}

/** Scripts that asked for JSON get errors as JSON as well. */
function tell(deps: CliDeps, args: readonly string[], error: ToldError): void {
  if (args.includes("--json")) deps.out.write(`${JSON.stringify({ schema_version: 1, error }, null, 2)}\n`);
  else printError(deps, error.message, error.hint);
}

function commandIn(args: readonly string[]): string | null {
  return args.find((arg) => ["serve", "import", "sandbox", "dashboard"].includes(arg)) ?? null;
}
