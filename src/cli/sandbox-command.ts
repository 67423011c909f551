// `switchyard sandbox`: a small world to practise in, with accounts that cost nothing.

import { Command } from "commander";

import { accountCount, hostName, nonEmpty, portNumber } from "./arguments.ts";
import type { CliDeps } from "./deps.ts";

interface Flags {
  readonly host: string;
  readonly port: number;
  readonly accounts: number;
  readonly dataDir?: string;
  readonly withGateway?: boolean;
  readonly gatewayPort?: number;
}

const GATEWAY_PORT = 8317;

/** `finish` takes the exit code. */
export function sandboxCommand(deps: CliDeps, finish: (exitCode: number) => void): Command {
  return new Command("sandbox")
    .description("run a world to practise in: upstreams with accounts and scripted faults")
    .option("--host <address>", "address to listen on", hostName, "127.0.0.1")
    .option("--port <number>", "port to listen on, 0 for a free one", portNumber, 8400)
    .option("--accounts <number>", "how many ChatGPT accounts there are", accountCount, 3)
    .option(
      "--data-dir <folder>",
      "where to write their auth files and a configuration (default: a temporary folder)",
      nonEmpty,
    )
    .option("--with-gateway", "run a gateway beside it that serves from these accounts")
    .option("--gateway-port <number>", `port of that gateway (default: ${GATEWAY_PORT})`, portNumber)
    .action(async (flags: Flags, command: Command) => {
      if (flags.gatewayPort !== undefined && flags.withGateway !== true) {
        command.error("error: option '--gateway-port' needs '--with-gateway'", { exitCode: 2 });
      }
      const exitCode = await deps.sandbox({
        host: flags.host,
        port: flags.port,
        accounts: flags.accounts,
        dataDir: flags.dataDir ?? null,
        gatewayPort: flags.withGateway === true ? (flags.gatewayPort ?? GATEWAY_PORT) : null,
      });
      finish(exitCode);
    });
}
