// The entry: the commands, each loaded with its part of the house when it is asked for.

import packageJson from "../package.json" with { type: "json" };
import type { CliDeps, Output } from "./cli/deps.ts";
import { createProgram } from "./cli/program.ts";

const { version } = packageJson;

function output(stream: NodeJS.WriteStream): Output {
  return { write: (text) => void stream.write(text), isTerminal: stream.isTTY };
}

const deps: CliDeps = {
  version,
  out: output(process.stdout),
  err: output(process.stderr),
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
};

process.exitCode = await createProgram(deps).run(process.argv.slice(2));
// Whatever a library may have left running, the command is over.
process.exit();
