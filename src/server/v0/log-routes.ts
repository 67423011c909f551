// The log and the transcripts of requests, as panels show them.

import type { Config } from "../../config/schema.ts";
import type { LogFolder } from "../../domain/log-folder.ts";
import { readLogs } from "../../management/logs/read-logs.ts";
import {
  findTranscript,
  type FoundTranscript,
  listErrorTranscripts,
  readErrorTranscript,
} from "../../management/logs/transcripts.ts";
import type { Log } from "../../telemetry/log.ts";
import type { LogFile } from "../../telemetry/log-file.ts";
import type { Transcripts } from "../../telemetry/transcripts.ts";
import { orFileFault } from "./file-fault.ts";
import { ManagementFault, type ManagementRoute } from "./route.ts";

export interface LogRoutesDeps {
  readonly log: Pick<Log, "flush">;
  readonly file: Pick<LogFile, "flush" | "clear">;
  readonly transcripts: Pick<Transcripts, "flush">;
  readonly folder: LogFolder;
  settings(): Pick<Config, "loggingToFile" | "requestLog">;
}

export function createLogRoutes(deps: LogRoutesDeps): readonly ManagementRoute[] {
  return [
    { method: "GET", path: "/logs", handle: ({ query }) => showLogs(deps, query) },
    { method: "DELETE", path: "/logs", handle: () => clearLogs(deps) },
    { method: "GET", path: "/request-error-logs", handle: () => showErrors(deps) },
    { method: "GET", path: "/request-error-logs/:name", handle: ({ params }) => showError(deps, params["name"] ?? "") },
    { method: "GET", path: "/request-log-by-id/:id", handle: ({ params }) => showById(deps, params["id"] ?? "") },
  ];
}

async function showLogs(deps: LogRoutesDeps, query: URLSearchParams): Promise<Response> {
  mustLogToFile(deps);
  const asked = { after: afterIn(query), limit: limitIn(query) };
  deps.log.flush();
  await deps.file.flush();
  const { lines, scanned, latest } = await orFileFault("list log files", readLogs(deps.folder, asked));
  return Response.json({
    lines,
    // Who asks for so many lines wants to know how many there are.
    "line-count": asked.limit === null ? scanned : lines.length,
    "latest-timestamp": latest,
  });
}

async function clearLogs(deps: LogRoutesDeps): Promise<Response> {
  mustLogToFile(deps);
  deps.log.flush();
  const removed = await orFileFault("clear log files", deps.file.clear());
  if (removed === null) throw new ManagementFault(404, "log directory not found");
  return Response.json({ success: true, message: "Logs cleared successfully", removed });
}

async function showErrors({ folder, transcripts, settings }: LogRoutesDeps): Promise<Response> {
  await transcripts.flush();
  // Failed requests have no files of their own while every request has one.
  const files = settings().requestLog ? [] : await orFileFault("list log files", listErrorTranscripts(folder));
  return Response.json({
    files: files.map(({ name, sizeBytes, modifiedAt }) => ({
      name,
      size: sizeBytes,
      modified: Math.floor(modifiedAt / 1000),
    })),
  });
}

async function showError({ folder, transcripts }: LogRoutesDeps, name: string): Promise<Response> {
  if (/[/\\\0]|^\./.test(name) || name.length > LONGEST_NAME) throw new ManagementFault(400, "invalid log file name");
  await transcripts.flush();
  const found = await orFileFault("read log file", readErrorTranscript(folder, name));
  if (found === null) throw new ManagementFault(404, "log file not found");
  return download(found);
}

async function showById({ folder, transcripts }: LogRoutesDeps, id: string): Promise<Response> {
  if (!/^\w{1,64}$/.test(id)) throw new ManagementFault(400, "invalid request ID");
  await transcripts.flush();
  const found = await orFileFault("read log file", findTranscript(folder, id));
  if (found === null) throw new ManagementFault(404, "log file not found for the given request ID");
  return download(found);
}

/** What file systems allow. */
const LONGEST_NAME = 255;

function download({ name, bytes }: FoundTranscript): Response {
  const headers = {
    "content-type": "text/plain; charset=utf-8",
    "content-disposition": `attachment; filename="${name}"`,
  };
  return new Response(new Uint8Array(bytes), { headers });
}

function mustLogToFile({ settings }: LogRoutesDeps): void {
  if (!settings().loggingToFile) throw new ManagementFault(400, "logging to file disabled");
}

/** What is no time is no limit (as the contract has it). */
function afterIn(query: URLSearchParams): number {
  const given = Number(query.get("after") ?? 0);
  return Number.isSafeInteger(given) && given > 0 ? given : 0;
}

function limitIn(query: URLSearchParams): number | null {
  const given = query.get("limit") ?? "";
  if (given === "") return null;
  if (!/^[1-9]\d{0,8}$/.test(given)) throw new ManagementFault(400, "invalid limit: must be a positive integer");
  return Number(given);
}
