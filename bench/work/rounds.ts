// Programs at the same work by turns, round after round: whatever else the machine does then strikes all of them alike.

import type { Request } from "../support/load-jobs.ts";
import { checkedRequest } from "./checked-request.ts";
import { measureCpu, type Sample, warmUp } from "./measure-cpu.ts";
import type { Contestant, Rig } from "./rig.ts";
import type { Work } from "./works.ts";

export type Measured =
  | { readonly kind: "measured"; readonly samples: readonly Sample[] }
  /** It has no such door. */
  | { readonly kind: "unable" }
  /** One request failed: none of its rounds counts. */
  | { readonly kind: "failed"; readonly why: string };

interface Entry {
  readonly contestant: Contestant;
  request: Request | null;
  readonly samples: Sample[];
  failure: string | null;
}

/** What each contestant did, in their order. All are held still but the one whose turn it is. */
export async function measureRounds(
  rig: Rig,
  contestants: readonly Contestant[],
  { work, rounds = rig.plan.rounds }: { readonly work: Work; readonly rounds?: number },
): Promise<readonly Measured[]> {
  const entries = contestants.map((contestant): Entry => ({ contestant, request: null, samples: [], failure: null }));
  for (const entry of entries) {
    await inTurn(entry, async () => {
      entry.request = await checkedRequest(entry.contestant, work);
      if (entry.request !== null) await warmUp(rig, { work, request: entry.request });
    });
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const entry of entries) {
      const { contestant, request } = entry;
      if (request === null || entry.failure !== null) continue;
      await inTurn(entry, async () => {
        entry.samples.push(await measureCpu(rig, contestant, { work, request }));
      });
    }
  }
  return entries.map(({ request, samples, failure }) => {
    if (failure !== null) return { kind: "failed", why: failure };
    return request === null ? { kind: "unable" } : { kind: "measured", samples };
  });
}

async function inTurn(entry: Entry, run: () => Promise<void>): Promise<void> {
  entry.contestant.program.freeze(false);
  try {
    await run();
  } catch (error) {
    entry.failure = error instanceof Error ? error.message : String(error);
  } finally {
    entry.contestant.program.freeze(true);
  }
}
