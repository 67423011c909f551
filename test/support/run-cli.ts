// The real `bin/switchyard`, run once as somebody at a prompt runs it: what it says, and how it ends.

import { join } from "node:path";

const ROOT = join(import.meta.dir, "..", "..");
const PATIENCE_MS = 30_000;

export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The one JSON document on standard output. */
  json(): Record<string, unknown>;
}

export interface CliSetting {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly cwd?: string;
}

export async function runCli(args: readonly string[], { env = {}, stdin, cwd }: CliSetting = {}): Promise<CliRun> {
  const child = Bun.spawn([join(ROOT, "bin", "switchyard"), ...args], {
    stdin: stdin === undefined ? "ignore" : Buffer.from(stdin),
    stdout: "pipe",
    stderr: "pipe",
    env: { PATH: process.env["PATH"] ?? "", TZ: "UTC", ...env },
    timeout: PATIENCE_MS,
    ...(cwd === undefined ? {} : { cwd }),
  });
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { code, out, err, json: () => JSON.parse(out) as Record<string, unknown> };
}
