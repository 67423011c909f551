// Sets the scene: the sandbox, the upstream that gives its answers again, and the load generator.

import { systemClock } from "../../src/platform/system-clock.ts";
import { systemIds } from "../../src/platform/system-ids.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { onCore } from "../support/cores.ts";
import { startLoadDriver } from "../support/load-driver.ts";
import { ROOT, startProgram, stopTogether } from "../support/processes.ts";
import type { Plan, Rig } from "./rig.ts";

/** `stop` ends everything that was started here. */
export async function raiseRig(plan: Plan, mayFetch: boolean): Promise<Rig & { stop(): Promise<void> }> {
  stopTogether();
  const sandbox = createSandbox({ clock: systemClock, ids: systemIds });
  const listening = sandbox.listen();
  const account = sandbox.addAccount({ email: "ada@example.com" });
  const { key } = sandbox.addApiKey({ email: "key@example.com" });
  const script = [`${ROOT}/bin/bun`, "bench/support/upstream.ts"];
  const upstreamProgram = await startProgram(onCore("load", [...script, listening.url, key, account.accessToken()]));
  const driver = startLoadDriver();
  return {
    driver,
    upstream: {
      url: upstreamProgram.url,
      apiKey: key,
      login: account.cliProxyAuthFile(),
      authJson: account.authJson(),
    },
    upstreamProgram,
    plan,
    mayFetch,
    say: (line) => process.stderr.write(`${line}\n`),
    async stop() {
      await driver.stop();
      await upstreamProgram.stop();
      await listening.stop();
    },
  };
}
