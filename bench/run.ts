// Switchyard beside a bare relay, nginx and its peers: the same work on the same machine by turns, and whether what it has to
// reach is reached. docs/benchmarks.md says how to read it.
// usage: npm run bench [-- --quick] [--peers=bare,nginx] [--only=a,b,latency] [--rounds=6]

import { systemClock } from "../src/platform/system-clock.ts";
import { systemIds } from "../src/platform/system-ids.ts";
import { createSandbox } from "../src/sandbox/sandbox.ts";
import { ALL_PEERS } from "./peers/all-peers.ts";
import { startLoadDriver } from "./support/load-driver.ts";
import { onCore } from "./support/cores.ts";
import { readOptions } from "./support/options.ts";
import { ROOT, startProgram } from "./support/processes.ts";
import { markdownTable, figure } from "./support/table.ts";
import { median } from "./support/statistics.ts";
import { measureRounds, type Measured } from "./work/rounds.ts";
import { LETTERS, WORKS } from "./work/works.ts";
import type { Contestant, Rig } from "./work/rig.ts";

const options = readOptions(process.argv.slice(2), { peers: ALL_PEERS.map(({ name }) => name), parts: LETTERS });
const sandbox = createSandbox({ clock: systemClock, ids: systemIds });
const listening = sandbox.listen();
const account = sandbox.addAccount({ email: "ada@example.com" });
const key = sandbox.addApiKey({ email: "key@example.com" });
const upstreamProgram = await startProgram(
  onCore("load", [`${ROOT}/bin/bun`, "bench/support/upstream.ts", listening.url, key.key, account.accessToken()]),
);
const rig: Rig = {
  driver: startLoadDriver(),
  upstream: { url: upstreamProgram.url, apiKey: key.key, login: account.cliProxyAuthFile() },
  upstreamProgram,
  plan: options.plan,
};
const contestants: Contestant[] = [];
for (const peer of ALL_PEERS) {
  if (options.peers !== null && peer.name !== "switchyard" && !options.peers.has(peer.name)) continue;
  const found = await peer.find(!options.quick);
  if (found.kind === "absent") {
    console.error(`${peer.name}: ${found.reason}`);
    continue;
  }
  const program = await found.start("relay", rig.upstream);
  contestants.push({
    title: `${peer.name} ${found.version}`,
    peer,
    lane: "relay",
    program,
    idleBytes: program.residentBytes(),
  });
  program.freeze(true);
}
for (const letter of LETTERS) {
  if (options.only?.has(letter) === false) continue;
  const work = WORKS[letter];
  const all = await measureRounds(rig, contestants, { work });
  const cpu = (m: Measured | undefined): number | null =>
    m?.kind === "measured" ? median(m.samples.map((s) => s.cpuMicros)) : null;
  console.log(work.title);
  console.log(
    markdownTable(
      ["", `CPU a ${work.unit}, µs`, "least", "× bare", "a second", "MB", "note"],
      contestants.map(({ title }, index) => {
        const m = all[index];
        if (m?.kind !== "measured") return [title, "–", "–", "–", "–", "–", m?.kind === "failed" ? m.why : ""];
        const ratio = (cpu(m) ?? Number.NaN) / (cpu(all[0]) ?? Number.NaN);
        return [
          title,
          figure(cpu(m)),
          figure(Math.min(...m.samples.map((s) => s.cpuMicros))),
          figure(ratio),
          figure(median(m.samples.map((s) => s.perSecond))),
          figure(median(m.samples.map((s) => s.residentBytes)) / 1e6),
          m.samples.some((s) => s.isLoadBound) ? "load-bound" : "",
        ];
      }),
    ),
  );
}
for (const { program } of contestants) await program.stop();
await rig.driver.stop();
await upstreamProgram.stop();
await listening.stop();
process.exit(0);
