// `switchyard dashboard`: what the operator does about the dashboard from a terminal.

import { Command } from "commander";

import { isPostgresUrl, nonEmpty } from "./arguments.ts";
import type { CliDeps } from "./deps.ts";
import { createPrinter } from "./print.ts";

interface Flags {
  readonly stdin?: boolean;
  readonly disableTotp?: boolean;
  readonly dataDir?: string;
  readonly config?: string;
  readonly databaseUrl?: string;
  readonly json?: boolean;
}

export function dashboardCommand(deps: CliDeps): Command {
  return new Command("dashboard").description("the dashboard's sign-in").addCommand(resetPasswordCommand(deps));
}

function resetPasswordCommand(deps: CliDeps): Command {
  return new Command("reset-password")
    .description("set a new operator's password and end all of its sessions; the server may be running")
    .option("--stdin", "read the new password from standard input instead of making one up")
    .option("--disable-totp", "take the authenticator app away as well")
    .option("--data-dir <folder>", "where records are kept (default: $SWITCHYARD_HOME or ~/.switchyard)", nonEmpty)
    .option("--config <file>", "configuration file (default: <data-dir>/config.yaml)", nonEmpty)
    .option("--database-url <url>", "postgres:// URL of a shared database (default: a file in the data folder)")
    .option("--json", "print what was done as one JSON document")
    .action(async (flags: Flags, command: Command) => {
      // Checked here and not by the option: its error would repeat the value, which holds a password.
      if (flags.databaseUrl !== undefined && !isPostgresUrl(flags.databaseUrl)) {
        command.error("error: option '--database-url <url>' is invalid. Give a postgres:// URL.", { exitCode: 2 });
      }
      const { password, isTotpDisabled } = await deps.resetPassword({
        password: flags.stdin === true ? firstLine(await deps.readInput()) : null,
        disableTotp: flags.disableTotp === true,
        dataDir: flags.dataDir ?? null,
        configFile: flags.config ?? null,
        databaseUrl: flags.databaseUrl ?? null,
      });
      if (flags.json === true) {
        const document = {
          schema_version: 1,
          command: "dashboard reset-password",
          password,
          totp_disabled: isTotpDisabled,
        };
        deps.out.write(`${JSON.stringify(document, null, 2)}\n`);
        return;
      }
      const out = createPrinter(deps.out, deps.env);
      out.line(
        `${out.green("✓ reset")}  the operator's password; everybody who was signed in with the old one is signed out`,
      );
      if (isTotpDisabled) out.line("The authenticator app has been taken away: set it up again in the dashboard.");
      if (password !== null) out.line(`New password: ${password}`);
    });
}

/** The line's end is not part of a password that was typed or echoed. */
function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0] ?? "";
}
