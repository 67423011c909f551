// `switchyard connect`: points a client at the gateway in one command, and takes it back.

import { Argument, Command, InvalidArgumentError, Option } from "commander";

import { CLIENT_IDS, type ClientId } from "../management/connect/client-settings.ts";
import { type Shell, SHELLS } from "../management/connect/client-environment.ts";
import { nonEmpty } from "./arguments.ts";
import type { CliDeps } from "./deps.ts";
import { type PlaceFlags, withHands, withPlaceFlags } from "./with-hands.ts";

export interface ConnectFlags extends PlaceFlags {
  readonly url?: string;
  readonly key?: string;
  readonly model?: string;
  readonly project?: boolean;
  readonly shell?: Shell;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly undo?: boolean;
  readonly json?: boolean;
}

/** `finish` takes the exit code: 1 where the gateway refuses what was written. */
export function connectCommand(deps: CliDeps, finish: (exitCode: number) => void): Command {
  return withPlaceFlags(new Command("connect"))
    .description("point a client at the gateway: shows what would change in its files, asks, and can take it back")
    .addArgument(new Argument("<client>", "which one; env prints lines for a shell").choices([...CLIENT_IDS, "env"]))
    .option("--url <address>", "the gateway (default: the one of this computer)", gatewayUrl)
    .option("--key <key>", "client key, where the gateway wants one", nonEmpty)
    .option("--model <model>", "model that the client uses from then on", nonEmpty)
    .option("--project", "only for the project in this folder")
    .addOption(new Option("--shell <shell>", "words of env (default: those of $SHELL)").choices(SHELLS))
    .option("--undo", "put back what was there before")
    .option("--dry-run", "show what would change and change nothing")
    .option("-y, --yes", "do not ask")
    .option("--json", "print one JSON document (with --yes or --dry-run)")
    .action(async (client: ClientId | "env", flags: ConnectFlags, command: Command) => {
      const wrong = wrongUse(client, flags);
      if (wrong !== null) command.error(`error: ${wrong}`, { exitCode: 2 });
      await withHands(deps, flags, async (hands) => {
        if (client === "env") {
          const { printEnvironment } = await import("./connect-environment.ts");
          await printEnvironment(deps, hands, flags);
        } else if (flags.undo === true) {
          const { disconnectClient } = await import("./disconnect-client.ts");
          await disconnectClient(deps, hands, { client, flags });
        } else {
          const { connectClient } = await import("./connect-client.ts");
          finish((await connectClient(deps, hands, { client, flags })) ? 0 : 1);
        }
      });
    });
}

function wrongUse(client: ClientId | "env", flags: ConnectFlags): string | null {
  const { key, model, url, project, shell, undo, dryRun, yes, json } = flags;
  if (client === "env") {
    const odd = Object.entries({ model, project, dryRun, json }).find(([, value]) => value !== undefined);
    return odd === undefined ? null : `env only prints: it takes no --${odd[0].replace("dryRun", "dry-run")}`;
  }
  if (shell !== undefined) return "--shell is for `connect env`";
  if (undo === true && [key, model, url].some((value) => value !== undefined)) {
    return "--undo takes no address, key or model";
  }
  if (json === true && dryRun !== true && yes !== true) return "--json asks nothing: say --yes or --dry-run";
  return project === true && client === "codex"
    ? "Codex takes providers from its home alone: leave out --project"
    : null;
}

/** The address of the gateway itself; people also give the one of its API. */
function gatewayUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !["http:", "https:"].includes(url.protocol) || url.username !== "" || url.search !== "") {
    throw new InvalidArgumentError("Give an address such as http://127.0.0.1:8317.");
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "").replace(/\/v1(beta)?$/, "");
}
