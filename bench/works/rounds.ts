// Programs at the same work by turns, round after round: whatever else the machine does then strikes all of them alike.

import type { Request } from "../support/load-jobs.ts";
import { checkedRequest } from "./checked-request.ts";
import { warmUp } from "./measure-cpu.ts";
import type { Contestant, Rig } from "./rig.ts";
import type { Work } from "./works.ts";

export type Measured<Sample> =
  /** One for each round. */
  | { readonly kind: "measured"; readonly samples: readonly Sample[] }
  /** It has no such door. */
  | { readonly kind: "unable" }
  /** One request failed: none of its rounds counts. */
  | { readonly kind: "failed"; readonly why: string };

export interface Asked {
  readonly contestant: Contestant;
  readonly work: Work;
  readonly request: Request;
}

interface Entry<Sample> {
  readonly contestant: Contestant;
  readonly samples: Sample[];
  asked: Asked | null;
  failure: string | null;
}

/** What each contestant did, in their order. All are held still but the one whose turn it is. */
export async function measureRounds<Sample>(
  rig: Rig,
  contestants: readonly Contestant[],
  { work, rounds, measure }: { work: Work; rounds: number; measure: (asked: Asked) => Promise<Sample> },
): Promise<readonly Measured<Sample>[]> {
  const entries = contestants.map((contestant): Entry<Sample> => ({
    contestant,
    samples: [],
    asked: null,
    failure: null,
  }));
  for (const entry of entries) {
    await inTurn(entry, async () => {
      const { contestant } = entry;
      const request = await checkedRequest(contestant, work);
      if (request === null) return;
      entry.asked = { contestant, work, request };
      await warmUp(rig, entry.asked);
    });
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const entry of entries) {
      const { asked } = entry;
      if (asked === null || entry.failure !== null) continue;
      await inTurn(entry, async () => {
        entry.samples.push(await measure(asked));
      });
    }
  }
  return entries.map(({ asked, failure, samples }) => {
    if (failure !== null) return { kind: "failed", why: failure };
    return asked === null ? { kind: "unable" } : { kind: "measured", samples };
  });
}

async function inTurn(entry: Entry<unknown>, run: () => Promise<void>): Promise<void> {
  entry.contestant.program.freeze(false);
  try {
    await run();
  } catch (error) {
    entry.failure = error instanceof Error ? error.message : String(error);
  } finally {
    entry.contestant.program.freeze(true);
  }
}
