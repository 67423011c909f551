// What one request said, word for word: the client's request, every call to an upstream and its answer, the answer to the
// client. Bytes are set aside as they pass; nothing is looked at, redacted or written before the request is over.

import type { Account } from "../domain/account.ts";
import type { Failure } from "../domain/failure.ts";
import type { RequestRecord } from "../domain/request-record.ts";
import { createKeptBytes, createRoom, type KeptBytes, type Room } from "./kept-bytes.ts";
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

/** One transcript, and one body in it. */
const TRANSCRIPT_BYTES = 8 * 1024 * 1024;
const BODY_BYTES = 1024 * 1024;
const BEGUN = "not kept: the answer had begun";
const OVER = "not kept: the request was over";

export interface TranscriptInput {
  readonly request: RequestSaid;
  readonly keeping: Keeping;
  /** Of all transcripts together. */
  readonly room: Room;
  settled(said: SaidInAll): void;
}

export function openTranscript({ request, keeping, room, settled }: TranscriptInput): OpenTranscript {
  const own = createRoom(TRANSCRIPT_BYTES, room);
  const bodies: KeptBytes[] = [];
  const keep = (): KeptBytes => {
    const body = createKeptBytes(createRoom(BODY_BYTES, own));
    bodies.push(body);
    return body;
  };
  const calls: KeptCall[] = [];
  const requestBody = keep();
  const answerBody = keep();
  // Nothing else here may know the bodies themselves: what is dropped has to be gone.
  const { url, headers, body: sent } = request;
  if (sent !== null) requestBody.hold(sent);
  let attempt = -1;
  let answer: SaidInAll["answer"] = null;

  return {
    attempted() {
      attempt += 1;
    },
    called({ body, ...said }, account) {
      const call = { attempt, said, account, body: keep(), status: null, headers: null, answer: keep(), failure: null };
      if (body !== null) call.body.hold(body instanceof FormData ? "[a form]" : body);
      calls.push(call);
      return callTranscript(call, keeping);
    },
    answered(status, answerHeaders) {
      answer = { status, headers: answerHeaders };
    },
    told: answerBody.add,
    begun() {
      if (keeping === "failures") for (const body of bodies) body.drop(BEGUN);
    },
    settled(record) {
      settled({
        keeping,
        record,
        request: { url, headers },
        requestBody,
        calls,
        get answer() {
          return answer;
        },
        answerBody,
        secrets: () => [
          ...secretsInHeaders(headers),
          ...calls.flatMap((call) => [
            ...secretsInHeaders(Object.entries(call.said.headers)),
            ...secretsOfAccount(call.account),
          ]),
        ],
        release() {
          for (const body of bodies) body.drop(OVER);
        },
      });
    },
  };
}

function callTranscript(call: KeptCall, keeping: Keeping): CallTranscript {
  return {
    answered(status, headers) {
      call.status = status;
      call.headers = headers;
      return keeping === "everything" || status >= 300;
    },
    told: call.answer.add,
    failed(failure) {
      call.failure = failure;
    },
  };
}
