// A real `switchyard` in a process of its own, as an operator starts it: what it prints, how it ends, what it weighs.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { soon, until } from "./until.ts";

export interface GatewayProcess {
  readonly pid: number;
  /** Lines on standard output so far. */
  said(): readonly string[];
  /** Everything on standard error so far. */
  errors(): string;
  /** The JSON lines of the log so far. */
  log(): readonly LogLine[];
  /** The first line of the log, now or later, of that event (or that matches). */
  waitForLog(match: string | ((line: LogLine) => boolean)): Promise<LogLine>;
  /** Where it listens. Rejects with what it printed where it ended instead. */
  listening(): Promise<string>;
  signal(name: NodeJS.Signals): void;
  /** The exit code; 128 and the signal's number where a signal ended it. */
  exited(): Promise<number>;
  hasExited(): boolean;
  /** Resident memory. */
  residentBytes(): number;
}

export interface LogLine {
  readonly level: string;
  readonly event: string;
  readonly [field: string]: unknown;
}

export interface GatewayStart {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const ROOT = join(import.meta.dir, "..", "..");
const START_MS = 15_000;
const EXIT_MS = 15_000;

/** Starts `bin/switchyard` with the arguments. */
export function startGatewayProcess({ args, env = {} }: GatewayStart): GatewayProcess {
  const child = Bun.spawn([join(ROOT, "bin", "switchyard"), ...args], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    env: { ...process.env, NO_COLOR: "1", ...env },
  });
  // A test that ran out of time never comes to its end; the test process does.
  const killAtExit = (): void => child.kill("SIGKILL");
  process.once("exit", killAtExit);
  void child.exited.then(() => process.off("exit", killAtExit));
  const out = gather(child.stdout);
  const err = gather(child.stderr);
  const lines = (): LogLine[] => completeLines(err.text()).flatMap(logLine);
  const matching = (match: string | ((line: LogLine) => boolean)): LogLine | undefined =>
    lines().find(typeof match === "string" ? (line) => line.event === match : match);
  return {
    pid: child.pid,
    said: () => completeLines(out.text()),
    errors: err.text,
    log: lines,
    waitForLog: (match) =>
      until(`${typeof match === "string" ? match : "a line"} in the log`, () => matching(match)).catch(
        (error: unknown) => {
          throw new Error(`${String(error)}; the log says:\n${err.text()}`);
        },
      ),
    listening: async () => {
      const said = (): string | undefined =>
        completeLines(out.text())
          .find((line) => line.startsWith("listening on "))
          ?.slice("listening on ".length);
      const url = await until("listening on ...", () => said() ?? (child.exitCode === null ? null : "over"), START_MS);
      if (url !== "over") return url;
      await err.ended;
      throw new Error(`switchyard ended with ${child.exitCode}: ${err.text()}`);
    },
    signal: (name) => child.kill(name),
    async exited() {
      const code = await soon("the gateway's end", child.exited, EXIT_MS);
      await Promise.all([out.ended, err.ended]);
      return code;
    },
    hasExited: () => child.exitCode !== null || child.signalCode !== null,
    residentBytes: () => residentBytes(child.pid),
  };
}

interface Gathered {
  text(): string;
  readonly ended: Promise<void>;
}

function gather(stream: ReadableStream<Uint8Array>): Gathered {
  const decoder = new TextDecoder();
  let text = "";
  const read = async (): Promise<void> => {
    for await (const chunk of stream) text += decoder.decode(chunk, { stream: true });
  };
  return { text: () => text, ended: read() };
}

function completeLines(text: string): string[] {
  return text.split("\n").slice(0, -1);
}

function logLine(line: string): LogLine[] {
  if (!line.startsWith("{")) return [];
  return [JSON.parse(line) as LogLine];
}

function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes ?? 0) * 1024;
}
