// Where the accounts are, said the same way to every command; and what a command opens, closed whatever happens.

import type { Command } from "commander";

import { nonEmpty } from "./arguments.ts";
import type { CliDeps } from "./deps.ts";
import type { Hands } from "./hands.ts";

export interface PlaceFlags {
  readonly dataDir?: string;
  readonly config?: string;
}

export function withPlaceFlags(command: Command): Command {
  return command
    .option("--data-dir <folder>", "where accounts are kept (default: $SWITCHYARD_HOME or ~/.switchyard)", nonEmpty)
    .option("--config <file>", "configuration file (default: <data-dir>/config.yaml)", nonEmpty);
}

export async function withHands<Result>(
  deps: Pick<CliDeps, "openHands">,
  flags: PlaceFlags,
  work: (hands: Hands) => Promise<Result>,
): Promise<Result> {
  const hands = await deps.openHands({ dataDir: flags.dataDir ?? null, configFile: flags.config ?? null });
  try {
    return await work(hands);
  } finally {
    await hands.close();
  }
}
