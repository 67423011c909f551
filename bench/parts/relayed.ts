// Relaying (a to d): the account's upstream speaks the client's dialect. Every program at the same work, by turns.

import type { Peer } from "../peers/peer.ts";
import { markdownTable } from "../support/table.ts";
import { enter, type Entered, inLane } from "../works/enter.ts";
import { measureCpu } from "../works/measure-cpu.ts";
import { addedLatency, type LatencySample, measureLatency, PER_SECOND } from "../works/measure-latency.ts";
import type { Contestant, Rig } from "../works/rig.ts";
import { measureRounds, type Measured } from "../works/rounds.ts";
import { type Letter, LETTERS, WORKS } from "../works/works.ts";
import { type Cpu, cpuCell, cpuOf, failureOf, megabytes, middle, perSecondCell, timesFloor } from "./cells.ts";
import { atMost, type Finding, type Findings, type Verdict } from "./finding.ts";

/** What passes bytes on and is no gateway. */
const FLOORS = new Set(["bare", "nginx"]);
/** Times the bare relay's CPU. */
const MOST_TIMES: Readonly<Record<Letter, number>> = { a: 2, b: 1.3, c: 1.3, d: 1.5 };
const MOST_ADDED_MS = 3;
const MOST_IDLE_MB = 80;
const MOST_STREAMING_MB = 160;

interface Results {
  readonly entered: readonly Entered[];
  readonly cpu: Readonly<Partial<Record<Letter, readonly Cpu[]>>>;
  readonly latency: readonly Measured<LatencySample>[] | null;
}

/** `parts` are letters of works, and `latency`. */
export async function relayed(rig: Rig, peers: readonly Peer[], parts: ReadonlySet<string>): Promise<Findings> {
  const { entered, notes, stop } = await enter(rig, peers, { side: "relayed", lanes: ["relay"] });
  const contestants = entered.map((one) => inLane(rig, one, "relay"));
  const cpu: Partial<Record<Letter, readonly Cpu[]>> = {};
  for (const letter of LETTERS.filter((one) => parts.has(one))) {
    rig.say(`${letter}: ${WORKS[letter].title}`);
    const rounds = letter === "c" ? Math.ceil(rig.plan.rounds / 2) : rig.plan.rounds;
    const measure = measureCpu.bind(null, rig);
    cpu[letter] = await measureRounds(rig, contestants, { work: WORKS[letter], rounds, measure });
  }
  const latency = parts.has("latency") ? await latencies(rig, contestants) : null;
  await stop();
  const results: Results = { entered, cpu, latency };
  return { findings: tables(results, notes), verdicts: verdicts(results) };
}

async function latencies(rig: Rig, contestants: readonly Contestant[]): Promise<readonly Measured<LatencySample>[]> {
  rig.say(`latency at ${PER_SECOND} requests a second`);
  const direct: Contestant = {
    title: "direct",
    program: { ...rig.upstreamProgram, freeze: () => undefined },
    door: () => ({ dialect: "responses", path: "/v1/responses", headers: {} }),
  };
  const measure = measureLatency.bind(null, rig);
  const rounds = Math.max(rig.plan.rounds - 1, 1);
  const [floor, ...through] = await measureRounds(rig, [direct, ...contestants], { work: WORKS.a, rounds, measure });
  return floor === undefined ? [] : through.map((one) => addedLatency(floor, one));
}

function tables({ entered, cpu, latency }: Results, absent: readonly string[]): readonly Finding[] {
  const letters = LETTERS.filter((letter) => cpu[letter] !== undefined);
  const of = (letter: Letter, row: number): Cpu | undefined => cpu[letter]?.[row];
  const floorRow = entered.findIndex(({ peer }) => peer.name === "bare");
  const failures = entered.flatMap(({ title }, row) => [
    ...letters.flatMap((letter) => failureOf(`${title}, ${letter}`, of(letter, row))),
    ...failureOf(`${title}, latency`, latency?.[row]),
  ]);
  const cost: Finding = {
    title: "Relaying: CPU, µs (times the bare relay)",
    table: markdownTable(
      ["", ...letters.map((letter) => `${letter}: a ${WORKS[letter].unit}`)],
      entered.map(({ title }, row) => [
        title,
        ...letters.map((letter) => cpuCell(of(letter, row), of(letter, floorRow))),
      ]),
    ),
    notes: [...letters.map((letter) => `${letter}: ${WORKS[letter].title}`), ...absent, ...failures],
  };
  const pace: Finding = {
    title: `Relaying: requests a second on one core, ms added at ${PER_SECOND} a second, start in ms, memory in MB`,
    table: markdownTable(
      ["", "a /s", "b /s", "d /s", "added p50", "added p99", "start", "idle", "after a", "1,000 streams"],
      entered.map(({ title, idleBytes, startMs }, row) => [
        title,
        perSecondCell(of("a", row)),
        perSecondCell(of("b", row)),
        perSecondCell(of("d", row)),
        milliseconds(latency?.[row], ({ p50Ms }) => p50Ms),
        milliseconds(latency?.[row], ({ p99Ms }) => p99Ms),
        startMs.toFixed(0),
        megabytes(idleBytes),
        megabytes(middle(of("a", row), ({ residentBytes }) => residentBytes)),
        megabytes(middle(of("c", row), ({ residentBytes }) => residentBytes)),
      ]),
    ),
    notes: ["> : load and upstream were busier than the program, which could have gone faster"],
  };
  return [cost, pace];
}

function verdicts({ entered, cpu, latency }: Results): readonly Verdict[] {
  const floorRow = entered.findIndex(({ peer }) => peer.name === "bare");
  const row = entered.findIndex(({ peer }) => peer.name === "switchyard");
  const ours = entered[row];
  if (ours === undefined) return [];
  const costs = LETTERS.filter((letter) => cpu[letter] !== undefined).map((letter) => {
    const times = timesFloor(cpu[letter]?.[row], cpu[letter]?.[floorRow]);
    const { title, unit } = WORKS[letter];
    return atMost(`${letter}: CPU a ${unit}, ${title}`, MOST_TIMES[letter], { figure: times, unit: "× bare" });
  });
  const peers = entered.flatMap(({ peer: { name } }, index) =>
    FLOORS.has(name) || index === row ? [] : [{ name, micros: cpuOf(cpu.a?.[index]) }],
  );
  const best = peers.filter(({ micros }) => Number.isFinite(micros)).toSorted((a, b) => a.micros - b.micros)[0];
  const least = cpuOf(cpu.a?.[row]);
  const streaming = middle(cpu.c?.[row], ({ residentBytes }) => residentBytes) / 1e6;
  const p99 = middle(latency?.[row], ({ p99Ms }) => p99Ms);
  return [
    ...costs,
    ...(best === undefined || cpu.a === undefined
      ? []
      : [
          {
            target: "a: CPU a request, beside every peer",
            wanted: `below ${best.micros.toFixed(0)} µs (${best.name})`,
            got: `${least.toFixed(0)} µs`,
            isReached: least < best.micros,
          },
        ]),
    ...(latency === null
      ? []
      : [atMost(`added latency p99 at ${PER_SECOND} a second`, MOST_ADDED_MS, { figure: p99, unit: "ms" })]),
    atMost("memory, idle", MOST_IDLE_MB, { figure: ours.idleBytes / 1e6, unit: "MB" }),
    ...(cpu.c === undefined
      ? []
      : [
          atMost("memory, 1,000 live streams, after the other work", MOST_STREAMING_MB, {
            figure: streaming,
            unit: "MB",
          }),
        ]),
  ];
}

function milliseconds(measured: Measured<LatencySample> | undefined, of: (sample: LatencySample) => number): string {
  const value = middle(measured, of);
  return Number.isFinite(value) ? value.toFixed(2) : "–";
}
