// The operator's hands: which commands there are, and how what goes wrong is told. Exit codes: 0 done, 1 failed, 2 wrong usage.

import { Command, CommanderError } from "commander";

import { aliasCommand } from "./alias-command.ts";
import { cleanCommand } from "./clean-command.ts";
import { configCommand } from "./config-command.ts";
import { connectCommand } from "./connect-command.ts";
import { CliFailure, type CliDeps } from "./deps.ts";
import { completeAccountsCommand, completionCommand } from "./completion-command.ts";
import { doctorCommand } from "./doctor-command.ts";
import { explainCommand } from "./explain-command.ts";
import { exportCommand } from "./export-command.ts";
import { dashboardCommand } from "./dashboard-command.ts";
import { importCommand } from "./import-command.ts";
import { listCommand } from "./list-command.ts";
import { loginCommand } from "./login-command.ts";
import { printError, printJson } from "./print.ts";
import { removeCommand } from "./remove-command.ts";
import { requestsCommand } from "./requests-command.ts";
import { sandboxCommand } from "./sandbox-command.ts";
import { serveCommand } from "./serve-command.ts";
import { statusCommand } from "./status-command.ts";
import { switchCommand } from "./switch-command.ts";
import { watchCommand } from "./watch-command.ts";

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
        return exitCodeOf(error, deps, { args, commands: program.commands.map((command) => command.name()) });
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
  program.addCommand(listCommand(deps));
  program.addCommand(statusCommand(deps));
  program.addCommand(switchCommand(deps));
  program.addCommand(watchCommand(deps, finish));
  program.addCommand(loginCommand(deps, finish));
  program.addCommand(exportCommand(deps, finish));
  program.addCommand(removeCommand(deps));
  program.addCommand(aliasCommand(deps));
  program.addCommand(cleanCommand(deps));
  program.addCommand(configCommand(deps));
  program.addCommand(connectCommand(deps, finish));
  program.addCommand(requestsCommand(deps));
  program.addCommand(explainCommand(deps));
  program.addCommand(doctorCommand(deps, finish));
  program.addCommand(completionCommand(deps));
  program.addCommand(completeAccountsCommand(deps), { hidden: true });
  program.addCommand(sandboxCommand(deps, finish));
  program.addCommand(dashboardCommand(deps));
  for (const command of withSubcommands(program)) {
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

function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

interface AskedCommand {
  readonly args: readonly string[];
  /** The names of all commands. */
  readonly commands: readonly string[];
}

/** Tells the error and says which exit code it means. */
function exitCodeOf(error: unknown, deps: CliDeps, asked: AskedCommand): number {
  const { args } = asked;
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (error.code !== "commander.help") tellUsageError(error, deps, asked);
    return 2;
  }
  if (error instanceof CliFailure) {
    const { code, message, hint, more } = error;
    tell(deps, args, { code, message, hint, more });
    return 1;
  }
  const message = error instanceof Error ? error.message : String(error);
  tell(deps, args, { code: "failed", message, hint: null, more: {} });
  return 1;
}

function tellUsageError(error: CommanderError, deps: CliDeps, asked: AskedCommand): void {
  // Commander puts its suggestion on a line of its own: "(Did you mean serve?)".
  const [first = "", suggestion] = error.message.split("\n");
  const message = first.replace(/^error: /, "");
  const meant = /^\(Did you mean (?:one of )?(.+)\?\)$/.exec(suggestion ?? "")?.[1];
  const command = asked.args.find((arg) => asked.commands.includes(arg)) ?? null;
  const help = `run \`switchyard ${command === null ? "" : `${command} `}--help\` for help`;
  const hint = meant === undefined ? help : `did you mean ${meant}? Or ${help}`;
  tell(deps, asked.args, { code: "usage", message, hint, more: {} });
}

interface ToldError {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly more: Readonly<Record<string, unknown>>;
}

/** Scripts that asked for JSON get errors as JSON as well. */
function tell(deps: CliDeps, args: readonly string[], { more, ...error }: ToldError): void {
  if (args.includes("--json")) printJson(deps, { error: { ...error, ...more } });
  else printError(deps, error.message, error.hint);
}
