// The end of the log, read on from where the last look ended.

import { queryOptions, useQuery } from "@tanstack/react-query";

import { api } from "../../lib/api.ts";
import { queryClient } from "../../lib/query-client.ts";
import { type LogEntry, logEntry } from "./log-entry.ts";

export interface LogTail {
  /** False: nothing is written to a file. */
  readonly toFile: boolean;
  /** Oldest first. */
  readonly entries: readonly LogEntry[];
  /** Unix seconds of the newest line. */
  readonly latest: number;
}

const FIRST_LINES = 2000;
const MOST_LINES = 10_000;
/** The log tells of no events: whoever follows it looks again. */
const LOOK_MS = 2000;

export const logKey = ["log"] as const;

const logQuery = queryOptions({
  queryKey: logKey,
  queryFn: async ({ signal }): Promise<LogTail> => {
    const before = queryClient.getQueryData<LogTail>(logKey);
    const isFirst = before === undefined || before.latest === 0;
    // The newest second may not have been over: it is read again, as a whole.
    const query = isFirst ? { limit: FIRST_LINES } : { after: before.latest - 1, limit: MOST_LINES };
    const { to_file: toFile, lines, latest } = await api.call("get", "/api/logs", { query }, signal);
    const kept = isFirst ? [] : olderThan(before.entries, before.latest * 1000);
    const entries = [...kept, ...lines.map(logEntry)].slice(-MOST_LINES);
    return { toFile, entries, latest: lines.length === 0 && !isFirst ? 0 : latest };
  },
  structuralSharing: false,
});

export function useLog(isFollowing: boolean) {
  return useQuery({ ...logQuery, refetchInterval: isFollowing ? LOOK_MS : false });
}

function olderThan(entries: readonly LogEntry[], at: number): readonly LogEntry[] {
  const last = entries.findLastIndex((entry) => entry.at !== null && entry.at < at);
  const next = entries.findIndex((entry, index) => index > last && entry.at !== null);
  return next === -1 ? entries : entries.slice(0, next);
}
