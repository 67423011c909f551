// The faults waiting to strike: first in, first out, each as often as its script says.

import type { Fault, FaultScript } from "./fault.ts";

export interface FaultQueue {
  add(script: FaultScript): void;
  clear(): void;
  /** The fault that strikes this call, used up once; null for none. */
  take(call: FaultTarget): Fault | null;
  pending(): readonly FaultScript[];
}

export interface FaultTarget {
  /** Every name of the caller a script may use. */
  readonly names: readonly string[];
  readonly path: string;
  readonly stage: "http" | "handshake" | "turn";
}

/** An empty queue. */
export function createFaultQueue(): FaultQueue {
  let waiting: readonly { readonly script: FaultScript; left: number }[] = [];
  return {
    add(script) {
      waiting = [...waiting, { script, left: script.times ?? 1 }];
    },
    clear() {
      waiting = [];
    },
    take(call) {
      const struck = waiting.find(({ script }) => strikes(script, call));
      if (struck === undefined) return null;
      struck.left -= 1;
      if (struck.left <= 0) waiting = waiting.filter((entry) => entry !== struck);
      return struck.script.fault;
    },
    pending: () => waiting.map(({ script, left }) => ({ ...script, times: left })),
  };
}

function strikes(script: FaultScript, call: FaultTarget): boolean {
  if (script.account !== undefined && !call.names.includes(script.account)) return false;
  if (script.path !== undefined && !call.path.endsWith(script.path)) return false;
  const wantsHandshake = script.on === "handshake" || script.fault.kind === "refuse-websocket";
  if (wantsHandshake) return call.stage === "handshake";
  if (script.fault.kind === "close-socket") return call.stage === "turn";
  return call.stage !== "handshake";
}
