// A call to an upstream with the request's transcript reading along, where one is kept; where none is, nothing is in between.

import type { Account } from "../domain/account.ts";
import { SILENCE } from "../domain/silence.ts";
import { WireFault } from "../domain/wire-fault.ts";
import type { RequestEntry } from "../telemetry/recorder.ts";
import type { CallTranscript } from "../telemetry/transcript.ts";
import type { AnswerBody, UpstreamAnswer, UpstreamCall, UpstreamClient } from "../wire/upstream-call.ts";

export interface NotedBy {
  readonly client: UpstreamClient;
  readonly entry: Pick<RequestEntry, "transcript">;
  readonly account: Account;
}

/** Never rejects. */
export function sendNoted(
  { client, entry, account }: NotedBy,
  call: UpstreamCall,
  options: Parameters<UpstreamClient["send"]>[1],
): Promise<UpstreamAnswer> {
  const { transcript } = entry;
  if (transcript === null) return client.send(call, options);
  const notes = transcript.called(call, account);
  return client.send(call, options).then((answer) => notedAnswer(answer, notes));
}

function notedAnswer(answer: UpstreamAnswer, notes: CallTranscript): UpstreamAnswer {
  if (answer.kind === "failed") {
    notes.failed(answer.failure);
    return answer;
  }
  const isWanted = notes.answered(answer.status, answer.headers);
  return isWanted ? { ...answer, body: notedBody(answer.body, notes) } : answer;
}

/** A turn over a WebSocket has no status: it is answered by what comes. */
export function notedTurn(body: AnswerBody, notes: CallTranscript): AnswerBody {
  return notes.answered(200, new Headers()) ? notedBody(body, notes) : body;
}

/** The same bytes, noted as they are taken. */
function notedBody(body: AnswerBody, notes: CallTranscript): AnswerBody {
  const broken = (thrown: unknown): never => {
    if (thrown instanceof WireFault) notes.failed(thrown.failure);
    throw thrown;
  };
  return {
    ...body,
    async next() {
      const chunk = await body.next().catch(broken);
      if (chunk !== null && chunk !== SILENCE) notes.told(chunk);
      return chunk;
    },
    async rest() {
      const bytes = await body.rest().catch(broken);
      notes.told(bytes);
      return bytes;
    },
  };
}
