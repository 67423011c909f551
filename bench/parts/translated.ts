// Translating (e): clients of Messages and of Chat Completions, served by a ChatGPT account.

import type { Lane, Peer } from "../peers/peer.ts";
import { markdownTable } from "../support/table.ts";
import { enter, inLane } from "../works/enter.ts";
import { measureCpu } from "../works/measure-cpu.ts";
import type { Rig } from "../works/rig.ts";
import { measureRounds } from "../works/rounds.ts";
import { LETTERS, WORKS } from "../works/works.ts";
import { cpuCell, failureOf } from "./cells.ts";
import type { Findings } from "./finding.ts";

const LANES: readonly Lane[] = ["messages", "chat"];

export async function translated(rig: Rig, peers: readonly Peer[]): Promise<Findings> {
  const { entered, notes, stop } = await enter(rig, peers, { side: "translated", lanes: LANES });
  const contestants = LANES.flatMap((lane) =>
    entered.map((one) => {
      const contestant = inLane(rig, one, lane);
      return { ...contestant, title: `${lane}: ${contestant.title}` };
    }),
  ).filter((one) => one.door("b") !== null);
  const columns: (readonly string[])[] = [];
  const failures: string[] = [];
  for (const letter of LETTERS) {
    rig.say(`e: translated, ${letter}: ${WORKS[letter].title}`);
    const rounds = letter === "c" ? 1 : Math.ceil(rig.plan.rounds / 2);
    const measure = measureCpu.bind(null, rig);
    const measured = await measureRounds(rig, contestants, { work: WORKS[letter], rounds, measure });
    columns.push(measured.map((one) => cpuCell(one, undefined)));
    failures.push(...measured.flatMap((one, row) => failureOf(`${contestants[row]?.title}, ${letter}`, one)));
  }
  await stop();
  const head = LETTERS.map((letter) => `${letter}: a ${WORKS[letter].unit}`);
  const rows = contestants.map(({ title }, row) => [title, ...columns.map((column) => column[row] ?? "–")]);
  return {
    findings: [
      {
        title: "e: Translating for a ChatGPT account, by the client's dialect: CPU, µs",
        table: markdownTable(["", ...head], rows),
        notes: [...notes, ...failures],
      },
    ],
    verdicts: [],
  };
}
