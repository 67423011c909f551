// Programs that run on this computer now, as far as we are allowed to see them: /proc on Linux, ps elsewhere.

import { readdir, readFile } from "node:fs/promises";
import { basename } from "node:path";

export interface RunningProcess {
  readonly pid: number;
  /** Tells a process from a later one with the same number. */
  readonly startedAt: string;
}

export interface ProcessWish {
  /** File names of the program, and parts of the path of a script that an interpreter runs. */
  readonly programs: readonly string[];
  /** Whether a process with this environment is meant; one whose environment cannot be seen always is. */
  isMeant(env: (name: string) => string | undefined): boolean;
}

export interface Processes {
  find(wish: ProcessWish): Promise<readonly RunningProcess[]>;
  /** Of these, those that still run. */
  alive(processes: readonly RunningProcess[]): Promise<readonly RunningProcess[]>;
}

interface SeenProcess extends RunningProcess {
  /** Program and first argument. */
  readonly command: readonly string[];
}

export function createProcesses(platform: string = process.platform): Processes {
  const see = platform === "linux" ? seeProc : seePs;
  return {
    async find({ programs, isMeant }) {
      const seen = (await see()).filter(({ pid, command }) => pid !== process.pid && isOneOf(programs, command));
      const environments = await Promise.all(seen.map(({ pid }) => environmentOf(pid)));
      return seen
        .filter((_, index) => {
          const env = environments[index] ?? null;
          return env === null || isMeant((name) => env.get(name));
        })
        .map(({ pid, startedAt }) => ({ pid, startedAt }));
    },
    async alive(processes) {
      if (processes.length === 0) return [];
      const running = new Map((await see()).map(({ pid, startedAt }) => [pid, startedAt]));
      return processes.filter(({ pid, startedAt }) => running.get(pid) === startedAt);
    },
  };
}

function isOneOf(programs: readonly string[], [program = "", script = ""]: readonly string[]): boolean {
  return programs.some((name) =>
    name.includes("/")
      ? script.includes(name) || program.includes(name)
      : [program, script].some((path) => basename(path) === name),
  );
}

/** A process that ends while it is looked at, or is somebody else's, is none. */
async function seeProc(): Promise<readonly SeenProcess[]> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const seen = await Promise.all(
    pids.map(async (pid): Promise<readonly SeenProcess[]> => {
      try {
        const [line, stat] = await Promise.all([
          readFile(`/proc/${pid}/cmdline`, "utf8"),
          readFile(`/proc/${pid}/stat`, "utf8"),
        ]);
        // After the name in brackets, which may hold anything: field 22 is the start (proc(5)), field 3 the state.
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const startedAt = fields[19];
        if (line === "" || startedAt === undefined || fields[0] === "Z") return [];
        return [{ pid: Number(pid), startedAt, command: line.split("\0").slice(0, 2) }];
      } catch {
        return [];
      }
    }),
  );
  return seen.flat();
}

/** null where it cannot be seen. */
async function environmentOf(pid: number): Promise<ReadonlyMap<string, string> | null> {
  const text = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => null);
  if (text === null) return null;
  return new Map(
    text.split("\0").map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
  );
}

async function seePs(): Promise<readonly SeenProcess[]> {
  try {
    const child = Bun.spawn(["ps", "-xo", "pid=,lstart=,command="], {
      stdout: "pipe",
      stderr: "ignore",
      env: { ...process.env, LC_ALL: "C" },
    });
    const lines = (await new Response(child.stdout).text()).split("\n");
    return lines.flatMap((line) => {
      const match = /^\s*(\d+)\s+(\w+ +\w+ +\d+ +[\d:]+ +\d+)\s+(.+)$/.exec(line);
      const [, pid, startedAt, command] = match ?? [];
      return pid === undefined || startedAt === undefined || command === undefined
        ? []
        : [{ pid: Number(pid), startedAt, command: command.split(" ").slice(0, 2) }];
    });
  } catch {
    return [];
  }
}
