// `switchyard serve`: the gateway.

import { Command } from "commander";

import { hostName, isPostgresUrl, nonEmpty, portNumber } from "./arguments.ts";
import type { CliDeps } from "./deps.ts";

interface Flags {
  readonly dataDir?: string;
  readonly config?: string;
  readonly host?: string;
  readonly port?: number;
  readonly databaseUrl?: string;
}

/** `finish` takes the exit code. */
export function serveCommand(deps: CliDeps, finish: (exitCode: number) => void): Command {
  return new Command("serve")
    .description("run the gateway")
    .option(
      "--data-dir <folder>",
      "where accounts and records are kept (default: $SWITCHYARD_HOME or ~/.switchyard)",
      nonEmpty,
    )
    .option("--config <file>", "configuration file (default: <data-dir>/config.yaml)", nonEmpty)
    .option("--host <address>", "address to listen on (default: host in the configuration)", hostName)
    .option("--port <number>", "port to listen on, 0 for a free one (default: port in the configuration)", portNumber)
    .option("--database-url <url>", "postgres:// URL of a shared database (default: a file in the data folder)")
    .action(async (flags: Flags, command: Command) => {
      // Checked here and not by the option: its error would repeat the value, which holds a password.
      if (flags.databaseUrl !== undefined && !isPostgresUrl(flags.databaseUrl)) {
        command.error("error: option '--database-url <url>' is invalid. Give a postgres:// URL.", { exitCode: 2 });
      }
      const exitCode = await deps.serve({
        dataDir: flags.dataDir ?? null,
        configFile: flags.config ?? null,
        host: flags.host ?? null,
        port: flags.port ?? null,
        databaseUrl: flags.databaseUrl ?? null,
      });
      finish(exitCode);
    });
}
