// Translating (e): clients of Messages and of Chat Completions, served by a ChatGPT account.

import type { Lane, Peer } from "../peers/peer.ts";
import { markdownTable } from "../support/table.ts";
import { enter } from "../work/enter.ts";
import { measureCpu } from "../work/measure-cpu.ts";
import type { Rig } from "../work/rig.ts";
import { measureRounds } from "../work/rounds.ts";
import { LETTERS, WORKS } from "../work/works.ts";
import { cpuCell } from "./cells.ts";
import type { Finding, Found } from "./finding.ts";

const LANES: readonly { readonly lane: Lane; readonly title: string }[] = [
  { lane: "messages", title: "Messages client, ChatGPT account" },
  { lane: "chat", title: "Chat client, ChatGPT account" },
];

export async function translated(rig: Rig, peers: readonly Peer[]): Promise<Found> {
  const findings: Finding[] = [];
  for (const { lane, title } of LANES) {
    const { entered, notes, stop } = await enter(rig, peers, lane);
    const failures: string[] = [];
    const columns: (readonly string[])[] = [];
    for (const letter of LETTERS) {
      rig.say(`e: ${title}, ${letter}`);
      const rounds = letter === "c" ? 1 : Math.ceil(rig.plan.rounds / 2);
      const measured = await measureRounds(rig, entered, {
        work: WORKS[letter],
        rounds,
        measure: measureCpu.bind(null, rig),
      });
      columns.push(measured.map((one) => cpuCell(one, undefined)));
      for (const [row, one] of measured.entries()) {
        if (one.kind === "failed") failures.push(`${entered[row]?.title}, ${letter}: ${one.why.slice(0, 200)}`);
      }
    }
    await stop();
    findings.push({
      title: `${title}: CPU, µs`,
      table: markdownTable(
        ["", ...LETTERS.map((letter) => `${letter}: a ${WORKS[letter].unit}`)],
        entered.map((one, row) => [one.title, ...columns.map((column) => column[row] ?? "–")]),
      ),
      notes: [...notes, ...failures],
    });
  }
  return { findings, verdicts: [] };
}
