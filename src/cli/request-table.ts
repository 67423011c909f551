// Requests as a table, the newest last: that is where the eye is at a prompt.

import type { RequestRecord } from "../domain/request-record.ts";
import { verdictOf } from "../domain/request-search.ts";
import { printable } from "./display-width.ts";
import type { Cell, Table, TableRow, Tone } from "./table.ts";

const [STARTED, OUTCOME, MODEL, ACCOUNT, FIRST, TOTAL, TOKENS, COST, REQUEST] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;

/** `newestFirst`, as the store gives them. */
export function requestTable(newestFirst: readonly RequestRecord[], now: number): Table {
  const column = { headerIndent: 0, dashIndent: 0 };
  return {
    columns: [
      { ...column, headers: ["STARTED"], usualWidth: 8, leastWidth: 8 },
      { ...column, headers: ["OUTCOME"], usualWidth: 14, leastWidth: 10 },
      { ...column, headers: ["MODEL"], usualWidth: 16, leastWidth: 8 },
      { ...column, headers: ["ACCOUNT"], usualWidth: 22, leastWidth: 10 },
      { ...column, headers: ["FIRST"], usualWidth: 6, leastWidth: 6 },
      { ...column, headers: ["TOTAL"], usualWidth: 6, leastWidth: 6 },
      { ...column, headers: ["TOKENS"], usualWidth: 12, leastWidth: 8 },
      { ...column, headers: ["COST"], usualWidth: 7, leastWidth: 7 },
      { ...column, headers: ["REQUEST"], usualWidth: 28, leastWidth: 28 },
    ],
    rows: newestFirst.toReversed().map((record) => rowOf(record, now)),
    shrinkOrder: [ACCOUNT, MODEL, OUTCOME],
    dropOrder: [COST, FIRST, TOKENS, TOTAL, MODEL, ACCOUNT, STARTED, OUTCOME],
  };
}

function rowOf(record: RequestRecord, now: number): TableRow {
  const cells: Cell[] = [];
  cells[STARTED] = startedCell(record.startedAt, now);
  cells[OUTCOME] = outcomeCell(record);
  cells[MODEL] = [printable(record.modelAsked ?? "-")];
  cells[ACCOUNT] = [printable(record.accountLabel ?? "-")];
  cells[FIRST] = [timeCell(record.firstByteMs)];
  cells[TOTAL] = [timeCell(record.totalMs)];
  cells[TOKENS] = tokensCell(record);
  cells[COST] = [record.costUsd === null ? "-" : `$${record.costUsd.toFixed(4)}`];
  cells[REQUEST] = [record.id];
  return { kind: "cells", cells, tone: toneOf(record) };
}

function outcomeCell(record: RequestRecord): Cell {
  const { status, errorCode } = record;
  const verdict = verdictOf(record);
  if (verdict === "ok" || verdict === "open") return [verdict];
  const words = `${status === 0 ? "" : `${status} `}${printable(errorCode ?? verdict)}`;
  return [words, String(status === 0 ? verdict : status)];
}

function toneOf(record: RequestRecord): Tone {
  switch (record.outcome) {
    case "ok":
      return "plain";
    case "error":
      return "failed";
    case "open":
    case "cancelled":
    case "interrupted":
      return "dim";
  }
}

/** This computer's own time; the day where it is another one. */
function startedCell(at: number, now: number): Cell {
  const [date, today] = [new Date(at), new Date(now)];
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(":");
  if (date.toDateString() === today.toDateString()) return [time];
  const day = [date.getMonth() + 1, date.getDate()].map(twoDigits).join("-");
  return [`${day} ${time}`, day];
}

function tokensCell({ usage }: RequestRecord): Cell {
  return usage === null ? ["-"] : [`${short(usage.inputTokens)} + ${short(usage.outputTokens)}`];
}

function timeCell(ms: number | null): string {
  if (ms === null) return "-";
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function short(count: number): string {
  if (count < 1000) return String(count);
  return count < 1_000_000 ? `${(count / 1000).toFixed(1)}k` : `${(count / 1_000_000).toFixed(1)}M`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
