// The log and the transcripts of requests, with the folder they are written into: `logs` in the data folder.

import { createLogFolder } from "../platform/log-folder.ts";
import { systemClock } from "../platform/system-clock.ts";
import type { LogFolder } from "../domain/log-folder.ts";
import { createLog, errorFields, type Log } from "../telemetry/log.ts";
import { createLogCap } from "../telemetry/log-cap.ts";
import { createLogFile, type LogFile } from "../telemetry/log-file.ts";
import { createTellOnce, type TellOnce } from "../telemetry/tell-once.ts";
import { createTranscripts, type Transcripts } from "../telemetry/transcripts.ts";
import type { OpenedConfig } from "./open-config.ts";

export interface Logs {
  readonly log: Log;
  readonly files: LogFiles;
  /** All that was said is on disk, or could not be written. */
  close(): Promise<void>;
}

export interface LogFiles {
  readonly file: LogFile;
  readonly transcripts: Transcripts;
  readonly folder: LogFolder;
}

const MEGABYTE = 1024 * 1024;

export function openLogs({ document, paths }: OpenedConfig): Logs {
  const folder = createLogFolder(paths.logDir);
  const config = document.current;
  // What cannot be written is told on standard error; the file hears of it as well, once it can.
  const troubleWith = (what: string): TellOnce =>
    createTellOnce((error) => log.error("log_folder", { doing: what, folder: paths.logDir, ...errorFields(error) }));
  const cap = createLogCap({
    folder,
    trouble: troubleWith("removing old files"),
    limits() {
      const { logsMaxTotalSizeMb, errorLogsMaxFiles } = config();
      const totalBytes = logsMaxTotalSizeMb === 0 ? Number.POSITIVE_INFINITY : logsMaxTotalSizeMb * MEGABYTE;
      return { totalBytes, errorFiles: errorLogsMaxFiles };
    },
  });
  const file = createLogFile({
    folder,
    clock: systemClock,
    trouble: troubleWith("writing the log"),
    isOn: () => config().loggingToFile,
    grew: cap.grew,
  });
  const log = createLog({ debug: config().debug, clock: systemClock, beside: file.write });
  const transcripts = createTranscripts({
    folder,
    clock: systemClock,
    cap,
    trouble: troubleWith("writing the transcript of a request"),
    settings: () => ({ ofAll: config().requestLog, errorFiles: config().errorLogsMaxFiles }),
  });
  folder.removeLeftovers().catch(troubleWith("removing half-made files").failed);
  const stopFollowing = document.subscribe(cap.check);
  return {
    log,
    files: { file, transcripts, folder },
    async close() {
      stopFollowing();
      await transcripts.flush();
      log.flush();
      await file.flush();
    },
  };
}
