// The log and the transcripts of failed requests, as the dashboard shows them. What was said within the last second may be on its
// way to the disk still: who follows the log sees it at the next look.

import { getLogs, getTranscript, listTranscripts } from "../../../contract/logs.ts";
import type { Config } from "../../config/schema.ts";
import { type LogFolder, requestIdIn } from "../../domain/log-folder.ts";
import { readLogs } from "../../management/logs/read-logs.ts";
import { findTranscript, listErrorTranscripts } from "../../management/logs/transcripts.ts";
import type { Api } from "./api-app.ts";
import { ApiFault } from "./api-fault.ts";
import { instantOf } from "./instants.ts";

export interface LogsHandlersDeps {
  readonly folder: LogFolder;
  settings(): Pick<Config, "loggingToFile" | "requestLog">;
}

export function serveLogs({ serve }: Api, { folder, settings }: LogsHandlersDeps): void {
  serve(getLogs, async (context) => {
    const { after = 0, limit } = context.req.valid("query");
    const { lines, latest } = await readLogs(folder, { after, limit });
    return context.json({ to_file: settings().loggingToFile, lines: [...lines], latest }, 200);
  });

  serve(listTranscripts, async (context) => {
    const files = await listErrorTranscripts(folder);
    const transcripts = files.map(({ name, sizeBytes, modifiedAt }) => ({
      name,
      request_id: requestIdIn(name) ?? "",
      bytes: sizeBytes,
      written_at: instantOf(modifiedAt),
    }));
    return context.json({ of_all: settings().requestLog, transcripts }, 200);
  });

  serve(getTranscript, async (context) => {
    const { request_id: id } = context.req.valid("param");
    const found = await findTranscript(folder, id);
    if (found === null) {
      throw new ApiFault("transcript_not_found", `There is no transcript of ${id}: none was kept, or it is too old`);
    }
    return context.text(new TextDecoder().decode(found.bytes), 200, {
      "content-disposition": `attachment; filename="${found.name}"`,
      "cache-control": "no-store",
    });
  });
}
