// The entry: the commands, each loaded with its part of the house when it is asked for.

import packageJson from "../package.json" with { type: "json" };
import type { CliDeps, Input, Output } from "./cli/deps.ts";

const { version } = packageJson;

interface WaitedOutput extends Output {
  /** A reader that takes its time gets everything; one that has gone is waited for no longer. */
  written(): Promise<void>;
}

function output(stream: NodeJS.WriteStream): WaitedOutput {
  let last = Promise.resolve();
  // Told to the write that it concerns; nobody has to be told twice that `head` has seen enough.
  stream.on("error", () => undefined);
  return {
    write(text) {
      last = new Promise((resolve) => stream.write(text, () => resolve()));
    },
    written: () => last,
    isTerminal: stream.isTTY,
    get columns() {
      return stream.isTTY ? stream.columns : null;
    },
  };
}

/** Loaded when it is asked for: few commands read what is typed. */
const input: Input = {
  isTerminal: process.stdin.isTTY,
  async text() {
    const { terminalInput } = await import("./platform/terminal-input.ts");
    return terminalInput(process.stdin).text();
  },
  onLine(listener) {
    let stop: (() => void) | null = null;
    let isOver = false;
    void import("./platform/terminal-input.ts").then(({ terminalInput }) => {
      if (!isOver) stop = terminalInput(process.stdin).onLine(listener);
    });
    return () => {
      isOver = true;
      stop?.();
    };
  },
};

const out = output(process.stdout);
const err = output(process.stderr);

const deps: CliDeps = {
  version,
  out,
  err,
  input,
  env: process.env,
  async serve(options) {
    const { serve } = await import("./wiring/serve.ts");
    return serve(options, { version, say: (line) => void process.stdout.write(`${line}\n`) });
  },
  async sandbox(options) {
    const { runSandbox } = await import("./wiring/run-sandbox.ts");
    return runSandbox(options, { version, say: (line) => void process.stdout.write(`${line}\n`) });
  },
  async importAccounts(options) {
    const { importFromPaths } = await import("./wiring/import-from-paths.ts");
    return importFromPaths(options, version);
  },
  async resetPassword(options) {
    const { resetDashboardPassword } = await import("./wiring/reset-password.ts");
    return resetDashboardPassword(options);
  },
  readInput: () => Bun.stdin.text(),
  async openScreen() {
    const { openTerminalScreen } = await import("./platform/terminal-screen.ts");
    return openTerminalScreen(process.stdin, process.stdout);
  },
  async openConfigFile(options) {
    const { openConfigFile } = await import("./wiring/open-config-file.ts");
    return openConfigFile(options);
  },
  async accountCandidates(options) {
    const { accountCandidates } = await import("./wiring/account-candidates.ts");
    return accountCandidates(options);
  },
  async examine(options) {
    const { examine } = await import("./wiring/examine.ts");
    return examine(options, version);
  },
  async openHands(options) {
    const { openHands } = await import("./wiring/open-hands.ts");
    return openHands(options, version);
  },
};

/** Scripts ask for the version first, and often: it is told before the commands are loaded. */
async function run(args: readonly string[]): Promise<number> {
  if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
    deps.out.write(`${version}\n`);
    return 0;
  }
  const { createProgram } = await import("./cli/program.ts");
  return createProgram(deps).run(args);
}

process.exitCode = await run(process.argv.slice(2));
await Promise.all([out.written(), err.written()]);
// Whatever a library may have left running, the command is over.
process.exit();
