// The real `bin/switchyard` at a terminal: what it shows, keys pressed, the window made larger, and the terminal as it is left.

import { join } from "node:path";

import { soon, until } from "./until.ts";

export interface TerminalRun {
  /** Everything that was written so far, escape sequences and all. */
  raw(): string;
  /** The present screen's lines: what was drawn since the last frame began, without colours. */
  lines(): readonly string[];
  press(keys: string): void;
  resize(columns: number, rows: number): void;
  signal(name: NodeJS.Signals): void;
  /** Resolves once the present screen says so. */
  shows(text: string | RegExp): Promise<void>;
  /** The exit code, once it has ended. */
  ended(): Promise<number>;
  /** Keys are echoed and wait for Enter, as before the start. */
  isAsBefore(): boolean;
}

export interface TerminalSetting {
  readonly env: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
  /** Another program, e.g. a shell. */
  readonly program?: string;
}

const ROOT = join(import.meta.dir, "..", "..");
const EXIT_MS = 15_000;
const FRAME_START = "\u001b[?2026h";
// oxlint-disable-next-line no-control-regex -- escape sequences begin with a control character
const SEQUENCE = /\u001b\[[?\d;]*[A-Za-z]/g;

export function runAtTerminal(
  args: readonly string[],
  { env, columns = 100, rows = 20, program = join(ROOT, "bin", "switchyard") }: TerminalSetting,
): TerminalRun {
  const decoder = new TextDecoder();
  let text = "";
  const terminal = new Bun.Terminal({
    cols: columns,
    rows,
    data: (_, data) => {
      text += decoder.decode(data, { stream: true });
    },
  });
  const modeBefore = terminal.localFlags;
  const child = Bun.spawn([program, ...args], {
    terminal,
    env: { PATH: process.env["PATH"] ?? "", TZ: "UTC", TERM: "xterm-256color", ...env },
  });
  const lines = (): readonly string[] =>
    text
      .slice(Math.max(0, text.lastIndexOf(FRAME_START)))
      .replaceAll(SEQUENCE, "")
      .split(/\r+\n/)
      .map((line) => line.slice(line.lastIndexOf("\r") + 1));
  return {
    raw: () => text,
    lines,
    press: (keys) => void terminal.write(keys),
    resize(wide, high) {
      terminal.resize(wide, high);
      // The system tells whoever the terminal controls; a process that was only given one is told by us.
      child.kill("SIGWINCH");
    },
    signal: (name) => child.kill(name),
    async shows(wanted) {
      const isThere = (): boolean => {
        const now = lines().join("\n");
        return typeof wanted === "string" ? now.includes(wanted) : wanted.test(now);
      };
      await until(`${String(wanted)} on the screen`, isThere).catch((error: unknown) => {
        throw new Error(`${String(error)}; it shows:\n${lines().join("\n")}`);
      });
    },
    ended: () => soon("the command's end", child.exited, EXIT_MS),
    isAsBefore: () => terminal.localFlags === modeBefore,
  };
}
