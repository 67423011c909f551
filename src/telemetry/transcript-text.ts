// A transcript as the text of its file: what happened first, then who said what, in order. Secrets are not in it.

import type { Attempt } from "../domain/request-record.ts";
import { type KeptBytes, keptText, type Shelf } from "./kept-bytes.ts";
import { createRedaction, isSecretHeader } from "./redaction.ts";
import type { KeptCall, SaidInAll } from "./transcript.ts";

/** Piece by piece: between two of them others may have their turn. */
export function* transcriptText(said: SaidInAll): Generator<string> {
  const redacted = createRedaction(said.secrets());
  for (const piece of piecesOf(said)) yield redacted(piece);
}

function* piecesOf(said: SaidInAll): Generator<string> {
  const { record, request, answer, shelf } = said;
  yield summary(said);
  yield title(`The client's request, ${new Date(record.startedAt).toISOString()}`);
  yield `${addressIn(request.url)}\n${headerLines(request.headers)}`;
  yield bodyText(shelf, said.requestBody);
  for (const [index, attempt] of record.attempts.entries()) {
    yield attemptText(attempt, index);
    for (const call of said.calls) if (call.attempt === index) yield* callPieces(shelf, call);
  }
  if (answer === null) return;
  yield title(`The answer to the client: ${answer.status}`);
  yield headerLines(Object.entries(answer.headers));
  yield bodyText(shelf, said.answerBody);
}

function summary({ record }: SaidInAll): string {
  const { id, route, status, outcome, errorCode, errorMessage, clientKey, totalMs } = record;
  const failed = errorCode === null ? "" : `${errorCode}: ${errorMessage ?? ""}\n`;
  const by = clientKey === null ? "" : `client key: ${clientKey}\n`;
  return `${id} ${route}\n${outcome} ${status} after ${totalMs ?? 0} ms\n${failed}${by}`;
}

function attemptText(attempt: Attempt, index: number): string {
  const { accountLabel, provider, model, decision, failure, startedMs, endedMs } = attempt;
  const who = accountLabel === null ? "nobody could be chosen" : `${accountLabel} (${provider ?? "gone"}), ${model}`;
  const until = endedMs === null ? "" : ` to ${endedMs} ms`;
  const why = failure === null ? "" : `failed: ${failure.kind} ${failure.code}: ${failure.message}\n`;
  return `${title(`Attempt ${index + 1}: ${who}`)}from ${startedMs}${until}; why: ${decision.rule}\n${why}`;
}

function* callPieces(shelf: Shelf, call: KeptCall): Generator<string> {
  const { said, account, body, status, headers, answer, failure } = call;
  const own = new Set(Object.keys(account.headers).map((name) => name.toLowerCase()));
  yield `\n--- ${said.method} ${said.url}\n${headerLines(Object.entries(said.headers), own)}`;
  yield bodyText(shelf, body);
  if (failure !== null) yield `\n--- no answer: ${failure.code}: ${failure.message}\n`;
  if (status === null) return;
  yield `\n--- answered ${status}\n${headers === null ? "" : headerLines(headers)}`;
  yield bodyText(shelf, answer);
}

function title(text: string): string {
  return `\n=== ${text} ===\n`;
}

/** `hidden`: further names, lower-case, whose values may be secrets. */
function headerLines(headers: Iterable<readonly [string, string]>, hidden: ReadonlySet<string> = new Set()): string {
  return [...headers]
    .map(([name, value]) => {
      const isSecret = isSecretHeader(name) || hidden.has(name.toLowerCase());
      return `${name}: ${isSecret ? "[secret]" : value}\n`;
    })
    .join("");
}

function bodyText(shelf: Shelf, body: KeptBytes): string {
  const text = keptText(shelf, body);
  return text === "" ? "" : `\n${text}\n`;
}

/** Without the host: that is here. */
function addressIn(url: string): string {
  if (!URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}
