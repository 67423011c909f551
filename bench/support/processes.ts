// Programs under measurement: started as people start them, their cost read from the operating system.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { cpuMicrosOf, residentBytesOf, treeOf } from "./process-tree.ts";

export const ROOT = join(import.meta.dir, "../..");

export interface Program {
  readonly url: string;
  /** CPU time used so far, user and system, with all it has started, µs. */
  cpuMicros(): number;
  residentBytes(): number;
  /** Holds it still, so that what it does unasked cannot disturb the measuring of another; or lets it go on. */
  freeze(isFrozen: boolean): void;
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
    if (url !== undefined) return program(child, url, performance.now() - startedAt);
  }
  throw new Error(`${command.join(" ")} ended before it served: ${text}`);
}

export interface ServerCommand {
  readonly command: readonly string[];
  readonly port: number;
  /** Answers once the program serves, with whatever status below 500. */
  readonly readyPath: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly limitMs?: number;
}

/** Starts a program that says nothing of its own, and waits until its port answers. */
export async function startServer(server: ServerCommand): Promise<Program> {
  const { command, port, readyPath, env = {}, cwd = ROOT, limitMs = 120_000 } = server;
  const startedAt = performance.now();
  const child = Bun.spawn([...command], { cwd, env: { ...process.env, ...env }, stdout: "ignore", stderr: "pipe" });
  const said = keepEnd(child.stderr);
  const url = `http://127.0.0.1:${port}`;
  while (performance.now() - startedAt < limitMs && child.exitCode === null) {
    const answer = await fetch(`${url}${readyPath}`, { keepalive: false }).catch(() => null);
    await answer?.body?.cancel();
    if (answer !== null && answer.status < 500) return program(child, url, performance.now() - startedAt);
    await Bun.sleep(10);
  }
  await end(child);
  throw new Error(`${command.join(" ")} did not serve within ${limitMs / 1000} s: ${said().trim()}`);
}

/** A port that is free now. */
export function freePort(): number {
  const server = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
  server.stop(true);
  return server.port;
}

function program(child: Bun.Subprocess, url: string, startMs: number): Program {
  return {
    url,
    startMs,
    cpuMicros: () => cpuMicrosOf(child.pid),
    residentBytes: () => residentBytesOf(child.pid),
    freeze: (isFrozen) => treeOf(child.pid).forEach((pid) => process.kill(pid, isFrozen ? "SIGSTOP" : "SIGCONT")),
    stop: () => end(child),
  };
}

/** Reads on, so that the program never waits for a reader, and keeps the last of it. */
function keepEnd(stream: ReadableStream<Uint8Array>): () => string {
  let text = "";
  const read = async (): Promise<void> => {
    for await (const chunk of stream) text = (text + Buffer.from(chunk).toString()).slice(-2000);
  };
  void read();
  return () => text;
}

/** With all that it has started: a program may have workers. */
async function end(child: Bun.Subprocess): Promise<void> {
  for (const pid of treeOf(child.pid)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended by itself meanwhile.
    }
  }
  await child.exited;
}

/** When the run is stopped by hand, everything it has started goes with it: what is held still would not hear of it. */
export function stopTogether(): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      for (const pid of treeOf(process.pid).slice(1).toReversed()) process.kill(pid, "SIGKILL");
      process.exit(1);
    });
  }
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
