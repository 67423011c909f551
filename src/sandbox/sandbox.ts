// A WORLD TO PRACTISE IN: ChatGPT, OpenAI, Anthropic, Google and others with their token endpoints on one port of this
// machine, with accounts that cost nothing and faults that strike when told to.

import type { Clock, Ids } from "../domain/ports.ts";
import type { SandboxAccount, SandboxAccountInput } from "./accounts/account.ts";
import type { SandboxAnthropicKey, SandboxClaudeAccount } from "./anthropic/member.ts";
import { createDirectory, type SandboxApiKey, type SandboxApiKeyInput } from "./accounts/directory.ts";
import type { FaultScript } from "./faults/fault.ts";
import { createFaultQueue } from "./faults/fault-queue.ts";
import type { SandboxGeminiKey, SandboxGoogleAccount } from "./google/member.ts";
import { createResponseMemory } from "./openai/response-memory.ts";
import { createCallLog, type SandboxCall } from "./serve/call-log.ts";
import { listen, type Listening } from "./serve/listen.ts";
import { createRealms, type Peopling, peopling } from "./serve/realms.ts";
import type { World } from "./serve/world.ts";
import { createSignIns } from "./sign-in/sign-ins.ts";

// This is the room's one door: what callers name, they name from here.
export type { SandboxAnthropicKey, SandboxClaudeAccount, SandboxGeminiKey, SandboxGoogleAccount };
export type { SandboxAccount, SandboxAccountInput, SandboxApiKey, SandboxApiKeyInput, FaultScript, SandboxCall };

export interface SandboxDeps {
  readonly clock: Clock;
  readonly ids: Ids;
  /** PEM; makes every port of this sandbox speak https and wss. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export interface Sandbox extends Peopling {
  /** Opens a port; by default a free one of 127.0.0.1. May be called more than once. */
  listen(at?: { readonly host?: string; readonly port?: number }): Listening;
  addAccount(account: SandboxAccountInput): SandboxAccount;
  addApiKey(key: SandboxApiKeyInput): SandboxApiKey;
  accounts(): readonly SandboxAccount[];
  /** Queues a fault: consumed by matching calls, one a call, in order. */
  script(fault: FaultScript): void;
  clearFaults(): void;
  /** The latest calls seen, oldest first; they change while they are under way. */
  calls(): readonly SandboxCall[];
  /** Resolves with the first call that matches, now or later: asked when a call arrives, is answered and ends. */
  waitForCall(match: (call: SandboxCall) => boolean): Promise<SandboxCall>;
  /** HTTP calls unanswered or streaming, and WebSockets, open now. */
  openStreams(): number;
  /** Ends every open WebSocket, as an upstream does that restarts. */
  closeSockets(): void;
}

/** A new world without accounts; nothing listens yet. */
export function createSandbox({ clock, ids, tls }: SandboxDeps): Sandbox {
  const directory = createDirectory({ clock, ids });
  const world: World = {
    clock,
    ids,
    directory,
    faults: createFaultQueue(),
    log: createCallLog(clock),
    memory: createResponseMemory(),
    signIns: createSignIns({ clock, ids, accounts: () => directory.accounts() }),
    realms: createRealms({ clock, ids }),
    sockets: new Set(),
    encoded: new Map(),
  };
  return {
    listen: (at = {}) => listen(world, { ...at, ...(tls === undefined ? {} : { tls }) }),
    addAccount: (account) => directory.addAccount(account).handle,
    addApiKey: (key) => directory.addApiKey(key),
    ...peopling(world),
    accounts: () => directory.accounts().map((entry) => entry.handle),
    script: (fault) => world.faults.add(fault),
    clearFaults: () => world.faults.clear(),
    calls: () => world.log.calls(),
    waitForCall: (match) => world.log.waitFor(match),
    openStreams: () => world.log.openStreams(),
    closeSockets() {
      for (const close of world.sockets) close();
    },
  };
}
