// Brings the programs of a lane to the start: found, fetched where they are missing, started, and held still.

import type { Lane, Peer } from "../peers/peer.ts";
import type { Program } from "../support/processes.ts";
import type { Contestant, Rig } from "./rig.ts";

export interface Entered extends Contestant {
  readonly name: string;
  /** Resident memory before any request, bytes. */
  readonly idleBytes: number;
}

export interface Start {
  readonly entered: readonly Entered[];
  /** Why others are not there. */
  readonly notes: readonly string[];
  stop(): Promise<void>;
}

/** How long a program is left alone before its memory counts as idle. */
const SETTLE_MS = 1000;

/** Those of the peers that can do anything in one of the lanes; a program serves all lanes that it can. */
export async function enter(rig: Rig, peers: readonly Peer[], lane: Lane): Promise<Start> {
  const entered: Entered[] = [];
  const notes: string[] = [];
  for (const peer of peers) {
    if (peer.door(lane, "b", rig.upstream) === null) continue;
    const found = await peer.find(rig.mayFetch);
    if (found.kind === "absent") {
      notes.push(`${peer.name}: ${found.reason}`);
      continue;
    }
    try {
      const program = await found.start(lane, rig.upstream);
      await Bun.sleep(SETTLE_MS);
      const door: Contestant["door"] = (letter) => peer.door(lane, letter, rig.upstream);
      const idleBytes = program.residentBytes();
      entered.push({ name: peer.name, title: `${peer.name} ${found.version}`, program, door, idleBytes });
      program.freeze(true);
    } catch (error) {
      notes.push(`${peer.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { entered, notes, stop: () => stopAll(entered.map(({ program }) => program)) };
}

export async function stopAll(programs: readonly Program[]): Promise<void> {
  for (const program of programs) await program.stop();
}
