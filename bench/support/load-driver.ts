// Starts the load generator beside the programs measured and hands it its jobs.

import { join } from "node:path";

import { onCore } from "./cores.ts";
import type { Job, JobMessage, Outcome, OutcomeMessage } from "./load-jobs.ts";
import { cpuMicrosOf } from "./process-tree.ts";
import { ROOT } from "./processes.ts";

export interface LoadDriver {
  perform(job: Job): Promise<Outcome>;
  cpuMicros(): number;
  stop(): Promise<void>;
}

export function startLoadDriver(): LoadDriver {
  const waiting = new Map<number, (outcome: Outcome) => void>();
  let sent = 0;
  const child = Bun.spawn([...onCore("load", [`${ROOT}/bin/bun`, join(import.meta.dir, "load-generator.ts")])], {
    stdio: ["ignore", "inherit", "inherit"],
    serialization: "advanced",
    ipc(message: OutcomeMessage) {
      waiting.get(message.id)?.(message.outcome);
      waiting.delete(message.id);
    },
  });
  return {
    perform(job) {
      sent += 1;
      const message: JobMessage = { id: sent, job };
      const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
      waiting.set(sent, resolve);
      void child.exited.then((code) => reject(new Error(`the load generator ended with ${code}`)));
      child.send(message);
      return promise;
    },
    cpuMicros: () => cpuMicrosOf(child.pid),
    async stop() {
      child.kill();
      await child.exited;
    },
  };
}
