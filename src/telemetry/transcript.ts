// What one request said, word for word: the client's request, every call to an upstream and its answer, the answer to the
// client. Bytes are set aside as they pass; nothing is looked at, redacted or written before the request is over. While
// failures alone are of interest, a request that comes to a good end has cost little more than references.

import type { Account } from "../domain/account.ts";
import type { Failure } from "../domain/failure.ts";
import type { RequestRecord } from "../domain/request-record.ts";
import {
  addBody,
  addBytes,
  createShelf,
  emptyShelf,
  holdBytes,
  type KeptBytes,
  type Room,
  type Shelf,
} from "./kept-bytes.ts";
import { secretsInHeaders, secretsOfAccount } from "./redaction.ts";

/** What those who serve a request tell its transcript. */
export interface Transcript {
  /** An upstream is called in the account's name. */
  called(call: CallSaid, account: Account): CallTranscript;
  /** The client is answered; what is told from now on is the answer. */
  answered(status: number, headers: Readonly<Record<string, string>>): void;
  told(bytes: Uint8Array | string): void;
}

export interface CallTranscript {
  /** True where the answer's body is to be told as well. */
  answered(status: number, headers: Headers): boolean;
  told(bytes: Uint8Array): void;
  failed(failure: Failure): void;
}

export interface CallSaid {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | FormData | null;
}

/** The client's request. */
export interface RequestSaid {
  readonly url: string;
  readonly headers: Headers;
  /** Unpacked; null where it is no text. */
  readonly body: Uint8Array | null;
}

/** The same to the recorder, who knows how the request comes along. */
export interface OpenTranscript extends Transcript {
  /** The next calls belong to a further attempt. */
  attempted(): void;
  /** The first content is on its way: from here on the request cannot fail any more as a whole. */
  begun(): void;
  settled(record: RequestRecord): void;
}

/** `everything`: whatever becomes of the request. `failures`: what explains a failure, at next to no cost for all others. */
export type Keeping = "everything" | "failures";

/** Everything that a file is made of. */
export interface SaidInAll {
  readonly keeping: Keeping;
  readonly record: RequestRecord;
  readonly request: Omit<RequestSaid, "body">;
  /** Of all the bodies. */
  readonly shelf: Shelf;
  readonly requestBody: KeptBytes;
  readonly calls: readonly KeptCall[];
  /** null where the client was not answered from here. */
  readonly answer: { readonly status: number; readonly headers: Readonly<Record<string, string>> } | null;
  readonly answerBody: KeptBytes;
  /** In the clear: what must not be shown. */
  secrets(): readonly string[];
  /** Gives back the room it took. */
  release(): void;
}

export interface KeptCall {
  /** Which attempt it belongs to, from 0. */
  readonly attempt: number;
  readonly said: Omit<CallSaid, "body">;
  readonly account: Account;
  readonly body: KeptBytes;
  status: number | null;
  headers: Headers | null;
  readonly answer: KeptBytes;
  failure: Failure | null;
}

const BEGUN = "not kept: the answer had begun";
const OVER = "not kept: the request was over";

export interface TranscriptInput {
  readonly request: RequestSaid;
  readonly keeping: Keeping;
  /** Of all transcripts together. */
  readonly room: Room;
  /** Where it is of interest. */
  settled(said: SaidInAll): void;
}

export function openTranscript({ request, keeping, room, settled }: TranscriptInput): OpenTranscript {
  const shelf = createShelf(room);
  const requestBody = addBody(shelf);
  const answerBody = addBody(shelf);
  const calls: KeptCall[] = [];
  // Nothing else here may know the bodies themselves: what is dropped has to be gone.
  const { url, headers } = request;
  /** While it may fail as a whole, a request needs its body itself: kept is what it needs no more. */
  let needed = request.body;
  let attempt = -1;
  let answer: SaidInAll["answer"] = null;

  const keepRequestBody = (): void => {
    if (needed !== null) holdBytes(shelf, requestBody, needed);
    needed = null;
  };
  const letGo = (reason: string): void => {
    needed = null;
    emptyShelf(shelf, reason);
  };
  if (keeping === "everything") keepRequestBody();

  return {
    attempted() {
      attempt += 1;
    },
    called(call, account) {
      const said = { method: call.method, url: call.url, headers: call.headers };
      // A relayed body is often the client's own.
      const body = call.body !== null && call.body === needed ? requestBody : keepCallBody(shelf, call.body);
      const kept = { attempt, said, account, body, status: null, headers: null, answer: addBody(shelf), failure: null };
      calls.push(kept);
      return callTranscript(shelf, kept, keeping);
    },
    answered(status, answerHeaders) {
      answer = { status, headers: answerHeaders };
    },
    told(bytes) {
      addBytes(shelf, answerBody, bytes);
    },
    begun() {
      if (keeping === "failures") letGo(BEGUN);
    },
    settled(record) {
      if (keeping === "failures" && record.outcome !== "error") return letGo(OVER);
      keepRequestBody();
      settled({
        ...{ keeping, record, request: { url, headers }, shelf, requestBody, calls, answerBody },
        get answer() {
          return answer;
        },
        secrets: () => [...secretsInHeaders(headers), ...calls.flatMap(secretsOfCall)],
        release: () => letGo(OVER),
      });
    },
  };
}

function keepCallBody(shelf: Shelf, body: CallSaid["body"]): KeptBytes {
  const kept = addBody(shelf);
  if (body !== null) holdBytes(shelf, kept, body instanceof FormData ? "[a form]" : body);
  return kept;
}

function secretsOfCall({ said, account }: KeptCall): readonly string[] {
  return [...secretsInHeaders(Object.entries(said.headers)), ...secretsOfAccount(account)];
}

function callTranscript(shelf: Shelf, call: KeptCall, keeping: Keeping): CallTranscript {
  return {
    answered(status, headers) {
      call.status = status;
      call.headers = headers;
      return keeping === "everything" || status >= 300;
    },
    told(bytes) {
      addBytes(shelf, call.answer, bytes);
    },
    failed(failure) {
      call.failure = failure;
    },
  };
}
