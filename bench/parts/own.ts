// What only Switchyard is asked: what a request costs with many accounts, with limits, with a past, and with its record.

import { keyFiles, startSwitchyard, switchyard } from "../peers/switchyard.ts";
import { markdownTable } from "../support/table.ts";
import type { Program } from "../support/processes.ts";
import { microsAChoice, STRATEGIES } from "../works/choosing.ts";
import { stopAll } from "../works/enter.ts";
import { createLimitedKey } from "../works/limited-key.ts";
import { measureCpu } from "../works/measure-cpu.ts";
import { fillPast, microsARecord } from "../works/record-cost.ts";
import type { Contestant, Rig } from "../works/rig.ts";
import { measureRounds } from "../works/rounds.ts";
import { LIVE_STREAMS, WORKS } from "../works/works.ts";
import { type Cpu, cpuCell, cpuOf, middle, timesFloor } from "./cells.ts";
import { atMost, type Finding, type Findings } from "./finding.ts";

const CHOICE_MICROS = 50;
const MOST_STREAMING_MB = 160;
/** Times the cost without: records and limits may add 15 %, a past nothing beyond what rounds differ by. */
const MOST_WITH_LIMITS = 1.15;
const MOST_WITH_RECORDS = 1.15;
const MOST_WITH_PAST = 1.1;
const CONFIG_KEY = "sk-from-config";

/** f: pools of 1, 100 and many accounts. */
export async function pools(rig: Rig): Promise<Findings> {
  rig.say("f: pools");
  const sizes = [1, 100, rig.plan.largestPool];
  const programs: Program[] = [];
  for (const size of sizes) {
    programs.push(await startSwitchyard(rig.upstream, { authFiles: keyFiles(rig.upstream, size) }));
  }
  const contestants = programs.map((program, index) => contestant(rig, program, { title: `${sizes[index]} accounts` }));
  const measured = await exchanges(rig, contestants);
  await stopAll(programs);
  const micros = microsAChoice(rig.plan.largestPool, STRATEGIES[0]);
  return {
    findings: [
      {
        ...comparison("f: CPU a JSON exchange by the pool's size, µs (times one account)", contestants, measured),
        notes: [`choosing among ${rig.plan.largestPool} accounts by itself: ${micros.toFixed(1)} µs`, ...why(measured)],
      },
    ],
    verdicts: [
      atMost(`choosing among ${rig.plan.largestPool} accounts`, CHOICE_MICROS, { figure: micros, unit: "µs" }),
    ],
  };
}

/** What 1,000 live streams take of a program that has served nothing else; among the peers it has done the other work before. */
export async function freshStreams(rig: Rig): Promise<Findings> {
  rig.say(`${LIVE_STREAMS} live streams of a program just started`);
  const program = await startSwitchyard(rig.upstream, { authFiles: keyFiles(rig.upstream, 1) });
  const one = contestant(rig, program, { title: "just started" });
  const measure = measureCpu.bind(null, rig);
  const [measured] = await measureRounds(rig, [one], { work: WORKS.c, rounds: 1, measure });
  await program.stop();
  const megabytes = middle(measured, ({ residentBytes }) => residentBytes) / 1e6;
  return {
    findings: [],
    verdicts: [
      atMost(`memory, ${LIVE_STREAMS} live streams, just started`, MOST_STREAMING_MB, {
        figure: megabytes,
        unit: "MB",
      }),
    ],
  };
}

/** g: the same gateway asked without a key, with one of config.yaml and with one that has limits; and records by themselves. */
export async function limits(rig: Rig): Promise<Findings> {
  rig.say("g: client keys with limits");
  const authFiles = keyFiles(rig.upstream, 1);
  const program = await startSwitchyard(rig.upstream, { authFiles, config: { "api-keys": [CONFIG_KEY] } });
  const limited = await createLimitedKey(program.url);
  const contestants = [
    contestant(rig, program, { title: "no key" }),
    contestant(rig, program, { title: "key of config.yaml", key: CONFIG_KEY }),
    contestant(rig, program, { title: "key with limits", key: limited }),
  ];
  const measured = await exchanges(rig, contestants);
  await program.stop();
  const record = await microsARecord(rig.plan.measuredRecords);
  const whole = cpuOf(measured[0]);
  const withLimits = timesFloor(measured[2], measured[1]);
  const withRecord = whole / (whole - record);
  return {
    findings: [
      {
        ...comparison("g: CPU a JSON exchange by its key, µs (times none)", contestants, measured),
        notes: [`writing a request's record by itself: ${record.toFixed(1)} µs of them`, ...why(measured)],
      },
    ],
    verdicts: [
      atMost("limits of a key, over a key without", MOST_WITH_LIMITS, { figure: withLimits, unit: "×" }),
      atMost("records, over what is left without writing them", MOST_WITH_RECORDS, { figure: withRecord, unit: "×" }),
    ],
  };
}

/** The cost of a request must not grow with what has been. */
export async function past(rig: Rig): Promise<Findings> {
  rig.say("a gateway with a past");
  const { pastRecords } = rig.plan;
  const authFiles = keyFiles(rig.upstream, 1);
  const fresh = await startSwitchyard(rig.upstream, { authFiles });
  const old = await startSwitchyard(rig.upstream, {
    authFiles,
    prepare: (folder) => fillPast(folder, pastRecords, Date.now()),
  });
  const contestants = [
    contestant(rig, fresh, { title: "no records" }),
    contestant(rig, old, { title: `${pastRecords} records` }),
  ];
  const measured = await exchanges(rig, contestants);
  await stopAll([fresh, old]);
  const times = timesFloor(measured[1], measured[0]);
  return {
    findings: [
      {
        ...comparison("CPU a JSON exchange by what has been, µs (times none)", contestants, measured),
        notes: why(measured),
      },
    ],
    verdicts: [atMost(`a request after ${pastRecords} others`, MOST_WITH_PAST, { figure: times, unit: "×" })],
  };
}

function contestant(
  { upstream }: Rig,
  program: Program,
  { title, key }: { readonly title: string; readonly key?: string },
): Contestant {
  return {
    title,
    program,
    door(letter) {
      const door = switchyard.door("relay", letter, upstream);
      const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
      return door === null ? null : { ...door, headers };
    },
  };
}

function exchanges(rig: Rig, contestants: readonly Contestant[]): Promise<readonly Cpu[]> {
  const { rounds } = rig.plan;
  return measureRounds(rig, contestants, { work: WORKS.a, rounds, measure: measureCpu.bind(null, rig) });
}

function comparison(
  title: string,
  contestants: readonly Contestant[],
  measured: readonly Cpu[],
): Pick<Finding, "title" | "table"> {
  const rows = contestants.map((one, row) => [one.title, cpuCell(measured[row], measured[0])]);
  return { title, table: markdownTable(["", "a request"], rows) };
}

function why(measured: readonly Cpu[]): readonly string[] {
  return measured.flatMap((one) => (one.kind === "failed" ? [one.why] : []));
}
