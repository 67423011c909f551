// What every endpoint of the sandbox is given: the world as it stands, and one visit to it.

import type { Clock, Ids } from "../../domain/ports.ts";
import type { AccountEntry } from "../accounts/account.ts";
import type { TokenHolder, Directory, SandboxApiKey } from "../accounts/directory.ts";
import type { Fault, StatusFault } from "../faults/fault.ts";
import type { Problem } from "../encode/script.ts";
import type { FaultQueue } from "../faults/fault-queue.ts";
import type { ResponseMemory } from "../openai/response-memory.ts";
import type { SignIns } from "../sign-in/sign-ins.ts";
import type { Realms } from "./realms.ts";
import type { CallHandle, CallLog } from "./call-log.ts";

export interface World {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly directory: Directory;
  readonly faults: FaultQueue;
  readonly log: CallLog;
  readonly memory: ResponseMemory;
  readonly signIns: SignIns<AccountEntry>;
  /** Who the further upstreams know. */
  readonly realms: Realms;
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
  /** How the upstream that is visited words what goes wrong. */
  readonly envelope: Envelope;
  /** Aborts when the caller goes away. */
  readonly signal: AbortSignal;
}

export interface Caller {
  /** What stands after `Bearer`; null where there is none. */
  readonly token: string | null;
  readonly holder: TokenHolder | null;
  readonly apiKey: SandboxApiKey | null;
}

/** An upstream's own words for failures that can strike anywhere. */
export interface Envelope {
  /** A scripted answer, put into the upstream's words where the script leaves them open. */
  status(world: World, visit: Visit, fault: StatusFault): StatusFault;
  /** The account has nothing left for so long. */
  usageLimit(world: World, visit: Visit, resetsInMs: number): StatusFault;
  /** What a stream would say under way, where the answer is no stream. */
  failed(world: World, visit: Visit, problem: Problem): StatusFault;
}

/** One of the upstreams beside ChatGPT and OpenAI, on the sandbox's port under a prefix of its own. */
export interface Upstream {
  /** e.g. `/anthropic` */
  readonly prefix: string;
  readonly envelope: Envelope;
  /** Every name a fault script may call the caller by. */
  namesOf(world: World, request: Knock): readonly string[];
  /** The endpoint of a method and a path, prefix taken off; null where there is none. */
  route(method: string, path: string): Endpoint | null;
}

/** What tells who is calling. */
export type Knock = Pick<Visit, "url" | "headers" | "body">;

export type Endpoint = (world: World, visit: Visit) => Response | Promise<Response>;
