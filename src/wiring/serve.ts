// `switchyard serve`: opens what it needs, starts, runs until told to stop, and lets go in order.

import type { ServeOptions } from "../cli/deps.ts";
import { systemClock } from "../platform/system-clock.ts";
import { createCheckpointElsewhere } from "./checkpoint-elsewhere.ts";
import { openConfig } from "./open-config.ts";
import { openDatabase } from "./open-database.ts";
import { openLogs } from "./open-logs.ts";
import { startGateway } from "./start-gateway.ts";
import { untilToldToStop } from "./stop-signals.ts";

export interface ServeContext {
  readonly version: string;
  /** A line for people and scripts, on standard output. */
  say(line: string): void;
  /** Told once it serves; the sandbox's demo says more then. */
  serving?(url: string): void;
}

/** Runs until it is told to stop; gives the exit code. Throws CliFailure where it cannot start. */
export async function serve(options: ServeOptions, context: ServeContext): Promise<number> {
  const opened = await openConfig(options, true);
  const config = opened.document.current();
  const logs = openLogs(opened);
  const { log } = logs;
  for (const { message } of opened.document.warnings()) log.warn("config_warning", { message });
  const { store, isShared } = await openDatabase(options, opened, createCheckpointElsewhere(systemClock));
  const running = await startGateway({
    opened,
    log,
    logFiles: logs.files,
    store,
    userAgent: `switchyard/${context.version}`,
    isStoreShared: isShared,
    host: options.host ?? config.host,
    port: options.port ?? config.port,
  });
  context.say(`listening on ${running.url}`);
  if (running.bootstrapToken !== null) {
    context.say(
      `no password yet; to set one from another computer use this bootstrap token: ${running.bootstrapToken}`,
    );
  }
  context.serving?.(running.url);
  await untilToldToStop({
    drain: () => running.drain(opened.document.current().shutdownGraceSeconds * 1000),
    cutShort: () => process.exit(1),
  });
  await running.close();
  await logs.close();
  return 0;
}
