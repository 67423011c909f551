// Start-up: from the start of the process to the first request served.

import type { Peer } from "../peers/peer.ts";
import { median } from "../support/statistics.ts";
import { figure, markdownTable } from "../support/table.ts";
import { checkedRequest } from "../work/checked-request.ts";
import type { Contestant, Rig } from "../work/rig.ts";
import { WORKS } from "../work/works.ts";
import type { Found } from "./finding.ts";

/** A program that takes longer is started once: the table needs no second digit of it. */
const SLOW_MS = 4000;

export async function started(rig: Rig, peers: readonly Peer[]): Promise<Found> {
  rig.say("start-up");
  const rows: (readonly string[])[] = [];
  const notes: string[] = [];
  for (const peer of peers) {
    const found = await peer.find(rig.mayFetch);
    if (found.kind === "absent") continue;
    const times: number[] = [];
    try {
      while (times.length < rig.plan.starts && (times[0] ?? 0) < SLOW_MS) {
        const startedAt = performance.now();
        const program = await found.start("relay", rig.upstream);
        const door: Contestant["door"] = (letter) => peer.door("relay", letter, rig.upstream);
        try {
          await checkedRequest({ title: peer.name, program, door }, WORKS.a);
          times.push(performance.now() - startedAt);
        } finally {
          await program.stop();
        }
      }
    } catch (error) {
      notes.push(`${peer.name}: ${error instanceof Error ? error.message.slice(0, 200) : String(error)}`);
    }
    rows.push([`${peer.name} ${found.version}`, figure(median(times))]);
  }
  return {
    findings: [{ title: "From start to the first request served", table: markdownTable(["", "ms"], rows), notes }],
    verdicts: [],
  };
}
