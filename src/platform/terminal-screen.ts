// The whole terminal for a while: an alternate screen, keys as they are pressed. However the program ends, short of being
// killed outright, the terminal is as it was before.

import { writeSync } from "node:fs";

export interface TerminalScreen {
  size(): { readonly columns: number; readonly rows: number };
  /** Shows these lines and nothing else. They must fit. */
  draw(lines: readonly string[]): void;
  /** `up`, `down`, `page-up`, `page-down`, `home`, `end`, `escape`, `ctrl-c` (also for a signal to end), or the letter. */
  onKey(listener: (key: string) => void): void;
  onResize(listener: () => void): void;
  /** Gives the terminal back; once is enough, more does no harm. */
  close(): void;
}

const ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l";
const LEAVE = "\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l";
/** Terminals that know it show a frame at once, others pass over it. */
const [FRAME_START, FRAME_END] = ["\u001b[?2026h", "\u001b[?2026l"] as const;
const [HOME, TO_LINE_END, TO_SCREEN_END] = ["\u001b[H", "\u001b[K", "\u001b[J"] as const;
const END_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const [STDOUT, STDERR] = [1, 2] as const;
const USUAL = { columns: 80, rows: 24 } as const;

/** null where there is no terminal on both sides. */
export function openTerminalScreen(input: NodeJS.ReadStream, output: NodeJS.WriteStream): TerminalScreen | null {
  if (!input.isTTY || !output.isTTY) return null;
  let isOpen = true;
  let told: (key: string) => void = () => undefined;
  const resized = new Set<() => void>();
  const onData = (data: Buffer): void => keysIn(data.toString()).forEach((key) => told(key));
  const onSignal = (): void => told("ctrl-c");
  const onResize = (): void => resized.forEach((listener) => listener());
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    input.off("data", onData).setRawMode(false).pause();
    output.off("resize", onResize);
    process.off("exit", close).off("uncaughtException", onCrash).off("unhandledRejection", onCrash);
    for (const name of END_SIGNALS) process.off(name, onSignal);
    // At once and not by the stream: there may be no later.
    writeSync(STDOUT, LEAVE);
  };
  const onCrash = (error: unknown): void => {
    close();
    writeSync(STDERR, `error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  };
  process.on("exit", close).on("uncaughtException", onCrash).on("unhandledRejection", onCrash);
  for (const name of END_SIGNALS) process.on(name, onSignal);
  input.setRawMode(true).resume().on("data", onData);
  output.on("resize", onResize).write(ENTER);
  return {
    size: () => ({ columns: output.columns || USUAL.columns, rows: output.rows || USUAL.rows }),
    draw(lines) {
      if (!isOpen) return;
      const shown = lines.map((line) => line + TO_LINE_END).join("\r\n");
      output.write(FRAME_START + HOME + shown + TO_SCREEN_END + FRAME_END);
    },
    onKey(listener) {
      told = listener;
    },
    onResize: (listener) => void resized.add(listener),
    close,
  };
}

/** What terminals send for keys without a letter (ECMA-48; xterm's control sequences). */
const NAMED: Readonly<Record<string, string>> = {
  "\u001b[A": "up",
  "\u001bOA": "up",
  "\u001b[B": "down",
  "\u001bOB": "down",
  "\u001b[5~": "page-up",
  "\u001b[6~": "page-down",
  "\u001b[H": "home",
  "\u001bOH": "home",
  "\u001b[1~": "home",
  "\u001b[F": "end",
  "\u001bOF": "end",
  "\u001b[4~": "end",
  "\u001b": "escape",
  "\u0003": "ctrl-c",
};

/** Several keys may come together. */
function keysIn(text: string): readonly string[] {
  // oxlint-disable-next-line no-control-regex -- escape sequences begin with a control character
  const pieces = text.match(/\u001b\[[\d;]*[~A-Za-z]|\u001bO[A-Z]|[^]/gu) ?? [];
  return pieces.map((piece) => NAMED[piece] ?? piece);
}
