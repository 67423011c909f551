// A gateway under steady load for ten minutes, a fifth of its streams left by their clients in the middle: its memory must
// stay where it is.
// usage: bin/bun bench/soak.ts [--quick]   (30 seconds, which is too short to judge by)

import { switchyard } from "./peers/switchyard.ts";
import { readOptions } from "./support/options.ts";
import { slope } from "./support/statistics.ts";
import { checkedRequest } from "./works/checked-request.ts";
import { raiseRig } from "./works/raise-rig.ts";
import type { Work } from "./works/works.ts";

const { quick, plan } = readOptions(process.argv.slice(2), { peers: [], parts: [] });
const FOR_MS = quick ? 30_000 : 600_000;
/** Until then a runtime still compiles, and fills what it keeps. */
const WARM_MS = quick ? 10_000 : 120_000;
const SAMPLE_MS = 1000;
const SAID_EVERY = quick ? 5 : 60;
const MOST_MB_A_MINUTE = 1;
const ABORTED = 0.2;
const WORK: Work = {
  letter: "b",
  title: "streams of 50 chunks, one every 20 ms",
  ask: { model: "sandbox-stream-50x20", streams: true, historyBytes: 20_000 },
  unit: "chunk",
  chunks: 50,
  atOnce: 100,
};

const rig = await raiseRig(plan, false);
const found = await switchyard.find(false);
if (found.kind === "absent") throw new Error(found.reason);
const program = await found.start("relayed", rig.upstream);
try {
  const door = switchyard.door("relay", "b", rig.upstream);
  const request = await checkedRequest({ title: "switchyard", program, door: () => door }, WORK);
  if (request === null) throw new Error("it has no such door");
  const running = rig.driver.perform({
    kind: "saturate",
    request,
    atOnce: WORK.atOnce,
    forMs: FOR_MS,
    aborted: ABORTED,
  });
  const samples = await sampled();
  const { answers, events, failures, failure } = await running;
  const rise = slope(samples.filter(({ x }) => x * 60_000 >= WARM_MS));
  console.log(
    `${answers} streams came whole (${events} events), ${ABORTED * 100} % of all were left, ${failures} failed`,
  );
  if (failure !== null) console.log(`the first failure: ${failure}`);
  const isFlat = rise <= MOST_MB_A_MINUTE && failures === 0;
  const verdict = quick ? "too short to judge" : isFlat ? "reached" : "NOT reached";
  console.log(`memory rises by ${rise.toFixed(2)} MB a minute; at most ${MOST_MB_A_MINUTE} is wanted: ${verdict}`);
  process.exitCode = quick || isFlat ? 0 : 1;
} finally {
  await program.stop();
  await rig.stop();
}
process.exit();

/** Minutes since the start, and MB. */
async function sampled(): Promise<readonly { readonly x: number; readonly y: number }[]> {
  const samples: { readonly x: number; readonly y: number }[] = [];
  const startedAt = performance.now();
  for (let count = 1; performance.now() - startedAt < FOR_MS; count += 1) {
    await Bun.sleep(SAMPLE_MS);
    const sample = { x: (performance.now() - startedAt) / 60_000, y: program.residentBytes() / 1e6 };
    samples.push(sample);
    if (count % SAID_EVERY === 0) console.log(`${(sample.x * 60).toFixed(0).padStart(4)} s  ${sample.y.toFixed(0)} MB`);
  }
  return samples;
}
