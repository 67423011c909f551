// What a program and all it has started cost, read from the operating system (Linux: /proc).

import { readdirSync, readFileSync } from "node:fs";

/** The kernel counts in these, whatever its timer's frequency: USER_HZ is 100 on every platform Bun runs on. */
const TICK_MICROS = 10_000;
const PAGE_BYTES = 4096;

/** CPU time of the process and its descendants so far, user and system, µs. */
export function cpuMicrosOf(pid: number): number {
  return sumOver(pid, (one) => {
    const { ownTicks, reapedTicks } = parseStat(read(`/proc/${one}/stat`));
    // The threads' own clocks count nanoseconds, but forget threads that have ended, which the ticks remember.
    return Math.max(threadMicros(one), ownTicks * TICK_MICROS) + reapedTicks * TICK_MICROS;
  });
}

/** Resident memory of the process and its descendants, bytes; pages that two of them share count twice. */
export function residentBytesOf(pid: number): number {
  return sumOver(pid, (one) => Number(read(`/proc/${one}/statm`).split(" ")[1] ?? 0) * PAGE_BYTES);
}

/** The process and its descendants, the eldest first. */
export function treeOf(pid: number): readonly number[] {
  const children = namesIn(`/proc/${pid}/task`).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(" ").filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(treeOf)];
}

/**
 * Of one line of /proc/<pid>/stat: clock ticks of the process, and of its children that have ended and been waited for.
 * The second field is the program's name in brackets and may hold anything, spaces and brackets included (proc(5)).
 */
export function parseStat(line: string): { readonly ownTicks: number; readonly reapedTicks: number } {
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  // Fields 14 to 17 of the line; the first one here is field 3.
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15).map(Number);
  return { ownTicks: user + system, reapedTicks: childUser + childSystem };
}

function threadMicros(pid: number): number {
  let nanos = 0;
  for (const thread of namesIn(`/proc/${pid}/task`)) {
    nanos += Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(" ")[0] ?? 0);
  }
  return nanos / 1000;
}

function sumOver(pid: number, measure: (pid: number) => number): number {
  return treeOf(pid).reduce((sum, one) => sum + measure(one), 0);
}

/** Empty for a process or thread that has just ended. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
