// One whole answer as the events of a stream, for clients that stream from upstreams that do not.

import type { AssistantPart } from "./request.ts";
import type { ExchangeResponse } from "./response.ts";
import { SAID, type StreamEvent } from "./stream-event.ts";

/** `start`, each part as start, one delta and end, then `finish`. Collecting the events gives the same answer. */
export function spreadResponse(response: ExchangeResponse): readonly StreamEvent[] {
  const { id, model, createdAt, finish, stopSequence, usage } = response;
  return [
    { kind: "start", id, model, ...(createdAt === null ? {} : { createdAt }) },
    ...response.content.flatMap(spreadPart),
    { kind: "finish", reason: finish, usage, ...(stopSequence === undefined ? {} : { stopSequence }) },
  ];
}

function spreadPart(part: AssistantPart, index: number): readonly StreamEvent[] {
  const { kind } = part;
  switch (kind) {
    case "text":
    case "refusal":
      return [
        { kind: SAID[kind].start, index },
        { kind: SAID[kind].delta, index, text: part.text },
        { kind: SAID[kind].end, index },
      ];
    case "reasoning": {
      const delta: readonly StreamEvent[] =
        part.text === "" ? [] : [{ kind: "reasoning-delta", index, text: part.text }];
      return [
        { kind: "reasoning-start", index, ...(part.id === undefined ? {} : { id: part.id }) },
        ...delta,
        { kind: "reasoning-end", index, ...(part.proof === undefined ? {} : { proof: part.proof }) },
      ];
    }
    case "tool-call": {
      const { id, name, custom, input, proof } = part;
      return [
        { kind: "tool-start", index, id, name, ...(custom === undefined ? {} : { custom }) },
        ...(input === "" ? [] : [{ kind: "tool-delta" as const, index, text: input }]),
        { kind: "tool-end", index, ...(proof === undefined ? {} : { proof }) },
      ];
    }
  }
}
