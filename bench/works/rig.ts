// What every measurement needs: the load, the upstream, who is measured, and how long.

import type { Door, Upstream } from "../peers/peer.ts";
import type { LoadDriver } from "../support/load-driver.ts";
import type { Program } from "../support/processes.ts";
import type { Letter } from "./works.ts";

export interface Plan {
  readonly rounds: number;
  /** How long a program is kept busy in a round, ms. */
  readonly saturateMs: number;
  /** Before the first round, uncounted: runtimes compile what is hot. Who is quick goes on for four times as long. */
  readonly warmMs: number;
  /** How long requests come at a fixed rate in a round, ms. */
  readonly paceMs: number;
  /** How long live streams are counted, ms. */
  readonly liveMs: number;
  /** Times each program is started to tell how long that takes. */
  readonly starts: number;
  /** Accounts of the largest pool. */
  readonly largestPool: number;
  /** Records in the database of a gateway with a past. */
  readonly pastRecords: number;
  /** Records written to measure one. */
  readonly measuredRecords: number;
}

export interface Rig {
  readonly driver: LoadDriver;
  readonly upstream: Upstream;
  readonly upstreamProgram: Program;
  readonly plan: Plan;
  /** Whether peers that are missing may be fetched: that takes minutes. */
  readonly mayFetch: boolean;
  /** What is measured now, for whoever waits. */
  say(line: string): void;
}

export interface Contestant {
  /** As the tables name it. */
  readonly title: string;
  readonly program: Program;
  /** Null: it cannot do that work. */
  door(letter: Letter): Door | null;
}
