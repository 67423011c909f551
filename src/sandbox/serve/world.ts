// What every endpoint of the sandbox is given: the world as it stands, and one visit to it.

import type { Clock, Ids } from "../../domain/ports.ts";
import type { TokenHolder, Directory, SandboxApiKey } from "../accounts/directory.ts";
import type { Fault } from "../faults/fault.ts";
import type { FaultQueue } from "../faults/fault-queue.ts";
import type { ResponseMemory } from "../openai/response-memory.ts";
import type { SignIns } from "../sign-in/sign-ins.ts";
import type { CallHandle, CallLog } from "./call-log.ts";

export interface World {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly directory: Directory;
  readonly faults: FaultQueue;
  readonly log: CallLog;
  readonly memory: ResponseMemory;
  readonly signIns: SignIns;
  /** Ends each WebSocket that is open now. */
  readonly sockets: Set<() => void>;
  /** Answers of measured models, encoded once. */
  readonly encoded: Map<string, Uint8Array>;
}

/** One HTTP request, read and entered in the log. */
export interface Visit {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** Decoded JSON or form fields; null where there is none; undefined where it could not be read. */
  readonly body: unknown;
  readonly caller: Caller;
  readonly handle: CallHandle;
  readonly fault: Fault | null;
  /** Aborts when the caller goes away. */
  readonly signal: AbortSignal;
}

export interface Caller {
  /** What stands after `Bearer`; null where there is none. */
  readonly token: string | null;
  readonly holder: TokenHolder | null;
  readonly apiKey: SandboxApiKey | null;
}

export type Endpoint = (world: World, visit: Visit) => Response | Promise<Response>;
