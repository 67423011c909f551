// What a front door hands over: a request, and what its address already says about it.

import type { DialectId } from "../dialects/dialect.ts";
import type { Operation } from "../providers/provider.ts";
import type { RetryRules } from "./next-account.ts";

export interface Asked {
  readonly id: string;
  /** `METHOD /route`, for the record. */
  readonly route: string;
  readonly dialect: DialectId;
  readonly operation: Operation;
  /** The vendor's own client: it understands vendor events and headers, which all others are spared. */
  readonly native: boolean;
  readonly request: Request;
  /** Members that the address says in place of the body. */
  readonly given?: { readonly model: string; readonly stream: boolean };
  /** What the address says after its `?`, with it, where that is meant for an upstream of the same dialect. */
  readonly query?: string;
  /** The client's address as far as it can be trusted. */
  readonly clientAddress: string;
  /** Epoch ms */
  readonly arrivedAt: number;
}

export interface ProxySettings {
  readonly apiKeys: ReadonlyMap<string, string>;
  readonly apiKeyAuthEnabled: boolean;
  readonly maxBodyBytes: number;
  readonly retry: RetryRules;
  readonly connectMs: number;
  readonly firstByteMs: number;
  readonly idleMs: number;
  readonly quietMs: number;
  readonly stickyThreads: boolean;
  readonly sessionTtlMs: number;
}
