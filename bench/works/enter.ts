// Brings programs to the start: found, fetched where they are missing, started, looked at while idle, and held still.

import type { Here, Lane, Peer, Side } from "../peers/peer.ts";
import type { Program } from "../support/processes.ts";
import { median } from "../support/statistics.ts";
import type { Contestant, Rig } from "./rig.ts";

export interface Entered {
  readonly peer: Peer;
  readonly title: string;
  readonly program: Program;
  /** Resident memory before any request, bytes. */
  readonly idleBytes: number;
  /** From the start of the process until it serves, ms. */
  readonly startMs: number;
}

export interface Start {
  readonly entered: readonly Entered[];
  /** Why others are not there. */
  readonly notes: readonly string[];
  stop(): Promise<void>;
}

/** How long a program is left alone before its memory counts as idle. */
const SETTLE_MS = 1000;
/** A program that takes longer is started once: nobody needs a second digit of it. */
const SLOW_START_MS = 2000;

/** Those of the peers that have a door in one of the lanes. */
export async function enter(
  rig: Rig,
  peers: readonly Peer[],
  { side, lanes }: { side: Side; lanes: readonly Lane[] },
): Promise<Start> {
  const entered: Entered[] = [];
  const notes: string[] = [];
  for (const peer of peers) {
    if (lanes.every((lane) => peer.door(lane, "b", rig.upstream) === null)) continue;
    const found = await peer.find(rig.mayFetch);
    if (found.kind === "absent") {
      notes.push(`${peer.name}: ${found.reason}`);
      continue;
    }
    try {
      const started = await start(rig, found, side);
      entered.push({ peer, title: `${peer.name} ${found.version}`, ...started });
    } catch (error) {
      notes.push(`${peer.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { entered, notes, stop: () => stopAll(entered.map(({ program }) => program)) };
}

/** The program as it is asked in a lane. */
export function inLane(rig: Rig, { peer, title, program }: Entered, lane: Lane): Contestant {
  return { title, program, door: (letter) => peer.door(lane, letter, rig.upstream) };
}

export async function stopAll(programs: readonly Program[]): Promise<void> {
  for (const program of programs) await program.stop();
}

async function start(rig: Rig, found: Here, side: Side): Promise<Omit<Entered, "peer" | "title">> {
  const times: number[] = [];
  let program = await found.start(side, rig.upstream);
  for (;;) {
    times.push(program.startMs);
    if (side === "translated" || times.length >= rig.plan.starts || program.startMs > SLOW_START_MS) break;
    await program.stop();
    program = await found.start(side, rig.upstream);
  }
  await Bun.sleep(SETTLE_MS);
  const idleBytes = program.residentBytes();
  program.freeze(true);
  return { program, idleBytes, startMs: median(times) };
}
