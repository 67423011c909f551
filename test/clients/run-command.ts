// Runs a client to its end: nothing on its standard input, a limit on its time, and nobody of its family left behind.

import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

export interface Command {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly limitMs: number;
}

export interface CommandRun {
  /** null where it was ended for its time. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export async function runCommand({ command, cwd, env, limitMs }: Command): Promise<CommandRun> {
  const [program = "", ...args] = command;
  // A group of its own: clients start helpers, which keep running and hold the pipes open.
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const { pid } = child;
  const endGroup = (): void => {
    if (pid !== undefined) killGroup(pid);
  };
  process.once("exit", endGroup);
  const timer = setTimeout(endGroup, limitMs);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  try {
    const [exitCode, stdout, stderr] = await Promise.all([
      ended.finally(endGroup),
      text(child.stdout),
      text(child.stderr),
    ]);
    return { exitCode, stdout, stderr };
  } finally {
    clearTimeout(timer);
    process.off("exit", endGroup);
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // All of them have ended.
  }
}
