// The log in a file: the lines that go to standard error, gathered and written aside. Nobody ever waits for it but who
// stops the program or reads the log.

import { ACTIVE_LOG, isRotatedLog, type LogFolder, rotatedLogName } from "../domain/log-folder.ts";
import type { Clock } from "../domain/ports.ts";
import { createInTurn } from "./in-turn.ts";
import type { TellOnce } from "./tell-once.ts";

export interface LogFile {
  /** Takes whole lines; does nothing while it is off. */
  write(lines: string): void;
  /** What was taken before is in the file, or could not be written. Never rejects. */
  flush(): Promise<void>;
  /** Empties the file and removes the full ones before it: how many those were; null where there is no folder. */
  clear(): Promise<number | null>;
}

export interface LogFileDeps {
  readonly folder: LogFolder;
  readonly clock: Pick<Clock, "now">;
  readonly trouble: TellOnce;
  isOn(): boolean;
  /** Told how many characters were added. */
  grew(size: number): void;
}

/** From this size on a file is full, and a new one is begun. */
const FULL_BYTES = 10 * 1024 * 1024;
/** What a disk that hangs may keep waiting, in characters; what comes then is lost to the file. */
const MOST_WAITING = 4 * 1024 * 1024;

export function createLogFile(deps: LogFileDeps): LogFile {
  const { folder, clock, trouble } = deps;
  const inTurn = createInTurn();
  let waiting = "";
  let isScheduled = false;
  /** After a failure half a line may stand at the end. */
  let mendEnd = "";

  const writeWaiting = async (): Promise<void> => {
    isScheduled = false;
    const text = waiting;
    waiting = "";
    if (text === "") return;
    try {
      const size = await folder.append(ACTIVE_LOG, mendEnd + text);
      mendEnd = "";
      if (size >= FULL_BYTES) await folder.rename(ACTIVE_LOG, rotatedLogName(clock.now()));
      trouble.worked();
      deps.grew(text.length);
    } catch (error) {
      mendEnd = "\n";
      trouble.failed(error);
    }
  };

  return {
    write(lines) {
      if (!deps.isOn()) return;
      if (waiting.length + lines.length > MOST_WAITING) return trouble.failed(new Error("the disk is too slow"));
      waiting += lines;
      if (isScheduled) return;
      isScheduled = true;
      void inTurn(writeWaiting);
    },
    flush: () => inTurn(writeWaiting),
    clear: () =>
      inTurn(async () => {
        await writeWaiting();
        const files = await folder.list();
        if (files === null) return null;
        await folder.empty(ACTIVE_LOG);
        const removed = files.map(({ name }) => name).filter(isRotatedLog);
        for (const name of removed) await folder.remove(name);
        return removed.length;
      }),
  };
}
