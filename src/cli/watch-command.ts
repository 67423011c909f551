// `switchyard watch`: another account for a tool before the window of the one it uses runs dry.

import { Command, Option } from "commander";

import { WATCH_DEFAULTS, type WatchDecision } from "../domain/watch-decision.ts";
import type { ToolId } from "../logins/tools/tool-home.ts";
import { TOOL_IDS } from "../logins/tools/tool-homes.ts";
import { wholeNumberIn } from "./arguments.ts";
import type { CliDeps } from "./deps.ts";
import { printJson } from "./print.ts";
import { createWatchRound, type WatchFlags, type WatchRound } from "./watch-round.ts";
import { type PlaceFlags, withHands, withPlaceFlags } from "./with-hands.ts";

interface Flags extends PlaceFlags {
  readonly tool: ToolId;
  readonly once?: boolean;
  readonly interval: number;
  readonly fiveHour: number;
  readonly weekly: number;
  readonly margin: number;
  readonly rest: number;
  readonly json?: boolean;
}

/** Of `--once`. 1 and 2 are what they are everywhere: it failed, it was called wrongly. */
const EXIT_CODES: Readonly<Record<WatchDecision["kind"], number>> = { switch: 0, stay: 3, blocked: 4 };

const percent = wholeNumberIn(0, 100);
const MINUTE_MS = 60_000;

/** `finish` takes the exit code. */
export function watchCommand(deps: CliDeps, finish: (exitCode: number) => void): Command {
  const { shortBelow, weeklyBelow, marginPercent, restMs } = WATCH_DEFAULTS;
  return withPlaceFlags(new Command("watch"))
    .description("switch a tool to another account before the window of the one it uses runs dry")
    .addOption(new Option("--tool <tool>", "the tool").choices(TOOL_IDS).default("codex"))
    .option("--once", "look once: exit code 0 switched, 3 nothing to do, 4 due but not possible now")
    .option("--interval <seconds>", "time between two looks", wholeNumberIn(15, 3600), 60)
    .option("--five-hour <percent>", "switch where less than this is left of the 5 h window", percent, shortBelow)
    .option("--weekly <percent>", "switch where less than this is left of the week", percent, weeklyBelow)
    .option("--margin <percent>", "the other account must have so much more left", percent, marginPercent)
    .option("--rest <minutes>", "least time between two switches", wholeNumberIn(0, 1440), restMs / MINUTE_MS)
    .option("--json", "print one JSON document (with --once)")
    .action(async (flags: Flags, command: Command) => {
      if (flags.json === true && flags.once !== true) {
        command.error("error: option '--json' needs '--once'", { exitCode: 2 });
      }
      if (flags.once === true) finish(await watchOnce(deps, flags));
      else await watchOn(deps, flags);
    });
}

async function watchOnce(deps: CliDeps, flags: Flags): Promise<number> {
  const round = createWatchRound(watchFlags(flags));
  return withHands(deps, flags, async (hands) => {
    const seen = await round.run(hands, { ttlMs: MINUTE_MS });
    await round.end(hands);
    if (flags.json === true) printJson(deps, { command: "watch", tool: flags.tool, ...documentOf(seen) });
    else deps.out.write(`${seen.line}\n`);
    return EXIT_CODES[seen.decision.kind];
  });
}

/** Until SIGINT or SIGTERM. Opens everything anew at each look, so that it follows whatever changes meanwhile. */
async function watchOn(deps: CliDeps, flags: Flags): Promise<void> {
  const round = createWatchRound(watchFlags(flags));
  const stop = stopSignal();
  let told = "";
  while (!stop.signal.aborted) {
    await withHands(deps, flags, async (hands) => {
      const seen = await round.run(hands, { ttlMs: 3 * flags.interval * 1000, signal: stop.signal });
      // What is as before is not said again, minute by minute.
      const news = `${seen.decision.kind} ${seen.account ?? ""}`;
      if (news !== told || seen.decision.kind === "switch") deps.out.write(`${seen.line}\n`);
      told = news;
      if (!stop.signal.aborted) await pause(hands.clock.after, flags.interval * 1000, stop.signal);
      if (stop.signal.aborted) await round.end(hands);
    });
  }
  stop.forget();
}

function watchFlags({ tool, fiveHour, weekly, margin, rest }: Flags): WatchFlags {
  const rules = { shortBelow: fiveHour, weeklyBelow: weekly, marginPercent: margin, restMs: rest * MINUTE_MS };
  return { tool, rules };
}

function documentOf({ decision, account, switchedTo }: WatchRound): Record<string, unknown> {
  const result = decision.kind === "switch" ? "switched" : decision.kind;
  return { result, because: decision.because, account, switched_to: switchedTo };
}

/** Files are whole at every moment: the signal ends the wait, never a write. */
function stopSignal(): { readonly signal: AbortSignal; forget(): void } {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, onSignal);
  return {
    signal: stop.signal,
    forget() {
      for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, onSignal);
    },
  };
}

function pause(after: (ms: number, task: () => void) => () => void, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = after(ms, resolve);
    signal.addEventListener("abort", () => (cancel(), resolve()), { once: true });
  });
}
