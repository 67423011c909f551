// Programs under measurement: started as people start them, their cost read from the operating system.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const ROOT = join(import.meta.dir, "../..");
const PAGE_BYTES = 4096;

export interface Program {
  readonly url: string;
  /** CPU time used so far, user and system, all threads, µs. */
  cpuMicros(): number;
  residentBytes(): number;
  /** From the start of the process to its line `listening on`, ms. */
  readonly startMs: number;
  stop(): Promise<void>;
}

/** Starts a program and waits for a line with its address on standard output. */
export async function startProgram(command: readonly string[], env: Record<string, string> = {}): Promise<Program> {
  const startedAt = performance.now();
  const child = Bun.spawn([...command], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdout: "pipe",
    stderr: "ignore",
  });
  let text = "";
  for await (const chunk of child.stdout as ReadableStream<Uint8Array>) {
    text += Buffer.from(chunk).toString();
    const url = /(?:listening|sandbox) on (https?:\/\/\S+)/.exec(text)?.[1];
    if (url === undefined) continue;
    const startMs = performance.now() - startedAt;
    return {
      url,
      startMs,
      cpuMicros: () => cpuOf(child.pid),
      residentBytes: () => residentOf(child.pid),
      stop: () => end(child),
    };
  }
  throw new Error(`${command.join(" ")} ended before it served: ${text}`);
}

async function end(child: Bun.Subprocess): Promise<void> {
  child.kill("SIGKILL");
  await child.exited;
}

/** Nanoseconds on the processor, of every thread: finer than the clock ticks of /proc/<pid>/stat. */
function cpuOf(pid: number): number {
  let nanos = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    nanos += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]);
  }
  return nanos / 1000;
}

function residentOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * PAGE_BYTES;
}

/** A data folder with these auth files and this configuration; `remove` takes it away. */
export function dataFolder(
  config: string,
  authFiles: Readonly<Record<string, object>>,
): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "switchyard-bench-"));
  mkdirSync(join(path, "auths"), { mode: 0o700 });
  writeFileSync(join(path, "config.yaml"), config, { mode: 0o600 });
  for (const [name, json] of Object.entries(authFiles)) {
    writeFileSync(join(path, "auths", name), JSON.stringify(json), { mode: 0o600 });
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
