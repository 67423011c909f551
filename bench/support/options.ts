// What the command line asks for.

import { parseArgs } from "node:util";

import type { Plan } from "../works/rig.ts";

export interface Options {
  readonly quick: boolean;
  /** Who is measured beside the gateway itself. */
  readonly peers: ReadonlySet<string>;
  readonly parts: ReadonlySet<string>;
  readonly plan: Plan;
}

const FULL: Plan = {
  rounds: 3,
  saturateMs: 1000,
  warmMs: 1500,
  paceMs: 2500,
  liveMs: 2500,
  starts: 3,
  largestPool: 5000,
  pastRecords: 200_000,
  measuredRecords: 20_000,
};
const QUICK: Plan = {
  rounds: 2,
  saturateMs: 500,
  warmMs: 1000,
  paceMs: 1000,
  liveMs: 1000,
  starts: 1,
  largestPool: 5000,
  pastRecords: 20_000,
  measuredRecords: 5000,
};

/** The floor and what is not slow to start. */
const QUICK_PEERS = ["bare", "nginx"];
/** What fits into a minute. */
const QUICK_PARTS = ["a", "b", "c", "d", "latency"];

/** `--quick`, `--peers=bare,nginx`, `--only=a,b`, `--rounds=6`. Throws what is wrong. */
export function readOptions(
  args: readonly string[],
  known: { peers: readonly string[]; parts: readonly string[] },
): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      peers: { type: "string" },
      only: { type: "string" },
      rounds: { type: "string" },
    },
  });
  const plan = values.quick ? QUICK : FULL;
  const rounds = values.rounds === undefined ? plan.rounds : Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds: a whole number from 1, not '${values.rounds}'`);
  return {
    quick: values.quick,
    peers: listed("peers", values.peers, known.peers) ?? new Set(values.quick ? QUICK_PEERS : known.peers),
    parts: listed("only", values.only, known.parts) ?? new Set(values.quick ? QUICK_PARTS : known.parts),
    plan: { ...plan, rounds },
  };
}

function listed(option: string, text: string | undefined, known: readonly string[]): ReadonlySet<string> | null {
  if (text === undefined) return null;
  const names = text.split(",").filter((name) => name !== "");
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`--${option}: no '${unknown}' here, only ${known.join(", ")}`);
  return new Set(names);
}
