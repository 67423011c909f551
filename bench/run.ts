// Switchyard beside a bare relay, nginx and its peers: the same work on the same machine by turns, and whether what it has to
// reach is reached. docs/benchmarks.md says how it is measured and how to read it.
// usage: npm run bench [-- --quick] [--peers=bare,nginx] [--only=a,b,latency] [--rounds=6]

import type { Findings } from "./parts/finding.ts";
import { freshStreams, limits, past, pools } from "./parts/own.ts";
import { relayed } from "./parts/relayed.ts";
import { translated } from "./parts/translated.ts";
import { ALL_PEERS } from "./peers/all-peers.ts";
import { PINNED } from "./support/cores.ts";
import { readOptions } from "./support/options.ts";
import { markdownTable } from "./support/table.ts";
import { raiseRig } from "./works/raise-rig.ts";
import { LETTERS } from "./works/works.ts";

const RELAYED = [...LETTERS, "latency"];
const PARTS = [...RELAYED, "streams", "e", "f", "g", "past"];

const startedAt = performance.now();
const options = readOptions(process.argv.slice(2), { peers: ALL_PEERS.map(({ name }) => name), parts: PARTS });
const { parts } = options;
const peers = ALL_PEERS.filter(({ name }) => name === "switchyard" || options.peers.has(name));
const rig = await raiseRig(options.plan, !options.quick);
const found: Findings[] = [];
try {
  if (RELAYED.some((part) => parts.has(part))) found.push(await relayed(rig, peers, parts));
  if (parts.has("streams")) found.push(await freshStreams(rig));
  if (parts.has("e")) found.push(await translated(rig, peers));
  if (parts.has("f")) found.push(await pools(rig));
  if (parts.has("g")) found.push(await limits(rig));
  if (parts.has("past")) found.push(await past(rig));
} finally {
  await rig.stop();
}

for (const { title, table, notes } of found.flatMap(({ findings }) => findings)) {
  console.log(`\n${title}\n\n${table}\n${notes.map((note) => `\n- ${note}`).join("")}`);
}
const verdicts = found.flatMap((one) => one.verdicts);
console.log("\nTargets\n");
console.log(
  markdownTable(
    ["", "wanted", "measured", ""],
    verdicts.map(({ target, wanted, got, isReached }) => [
      target,
      wanted,
      got ?? "–",
      got === null ? "not measured" : isReached ? "reached" : "NOT reached",
    ]),
  ),
);
const took = ((performance.now() - startedAt) / 1000).toFixed(0);
const cores = PINNED ? "each program on a core of its own" : "no program tied to a core";
console.log(`\n${navigator.hardwareConcurrency} cores, ${cores}; ${options.plan.rounds} rounds, medians; ${took} s`);
process.exit(0);
