// Which requests a transcript is kept of, and its way to a file: after the request, one file after the other.

import type { LogFolder } from "../domain/log-folder.ts";
import { transcriptName } from "../domain/log-folder.ts";
import type { Clock } from "../domain/ports.ts";
import { createInTurn } from "./in-turn.ts";
import { createRoom } from "./kept-bytes.ts";
import type { LogCap } from "./log-cap.ts";
import type { TellOnce } from "./tell-once.ts";
import { type OpenTranscript, openTranscript, type RequestSaid, type SaidInAll } from "./transcript.ts";
import { transcriptText } from "./transcript-text.ts";

export interface Transcripts {
  /** null where none is to be kept. */
  open(request: RequestSaid): OpenTranscript | null;
  /** Those of requests that are over are written, or could not be. Never rejects. */
  flush(): Promise<void>;
}

export interface TranscriptsDeps {
  readonly folder: Pick<LogFolder, "create">;
  readonly clock: Pick<Clock, "after">;
  readonly cap: LogCap;
  readonly trouble: TellOnce;
  settings(): TranscriptSettings;
}

export interface TranscriptSettings {
  /** Of every request; else of failed ones alone. */
  readonly ofAll: boolean;
  /** How many of failed ones are kept; 0: none. */
  readonly errorFiles: number;
}

/** What is said in the same breath as the end of a request still belongs to it. */
const BREATH_MS = 50;
/** All that is kept in memory, of requests that run and of those that wait for the disk. */
const ROOM_BYTES = 64 * 1024 * 1024;
const MOST_WAITING = 1000;

export function createTranscripts(deps: TranscriptsDeps): Transcripts {
  const { folder, clock, cap, trouble, settings } = deps;
  const room = createRoom(ROOM_BYTES);
  const inTurn = createInTurn();
  const waiting: SaidInAll[] = [];
  let isScheduled = false;

  const write = async (said: SaidInAll): Promise<void> => {
    const { record } = said;
    const isError = said.keeping === "failures";
    const name = transcriptName({ route: record.route, at: record.startedAt, id: record.id, isError });
    try {
      const size = await folder.create(name, transcriptText(said));
      trouble.worked();
      cap.grew(size);
      if (isError) cap.check();
    } catch (error) {
      trouble.failed(error);
    } finally {
      said.release();
    }
  };
  const writeWaiting = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (isWanted(next)) await write(next);
      else next.release();
    }
  };
  const settled = (said: SaidInAll): void => {
    if (waiting.length >= MOST_WAITING) {
      trouble.failed(new Error("requests end faster than the disk takes their transcripts"));
      return said.release();
    }
    // Of many failures at once only as many are written as are kept.
    const isSurplus = waiting[0]?.keeping === "failures" && waiting.length >= settings().errorFiles;
    if (isSurplus) waiting.shift()?.release();
    waiting.push(said);
    if (isScheduled) return;
    isScheduled = true;
    clock.after(BREATH_MS, () => {
      isScheduled = false;
      void inTurn(writeWaiting);
    });
  };

  return {
    open(request) {
      const { ofAll, errorFiles } = settings();
      if (!ofAll && errorFiles === 0) return null;
      return openTranscript({ request, keeping: ofAll ? "everything" : "failures", room, settled });
    },
    flush: () => inTurn(writeWaiting),
  };
}

/** What failed behind the scenes, and did not keep the client from its answer, is no failed request. */
function isWanted({ keeping, answer }: SaidInAll): boolean {
  return keeping === "everything" || answer !== null;
}
