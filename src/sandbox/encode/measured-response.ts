// The measured stream and the measured answer in the form of the Responses API.

import type { Json } from "../json.ts";
import { filler, type Measured } from "../model/measured.ts";
import type { Tokens } from "../model/reply.ts";
import { DELTA_EVENT_BYTES, measuredScript, type MeasuredStream, type Pace } from "./measured-stream.ts";
import { closingEvent, numbered, openingEvents, responseTail, type Telling } from "./response-events.ts";
import { responseObject, type ResponseFrame } from "./response-object.ts";
import { namedFrame, type Script } from "./script.ts";

const ITEM_ID = "msg_sandbox_measured";
const DELTA = "response.output_text.delta";
/** The text of longer streams is not said again as a whole at the end: it would be larger than the stream itself. */
const LONGEST_REPEATED = 20_000;

/** The script of a `sandbox-stream-*` model. */
export function measuredResponseScript(
  frame: ResponseFrame,
  ask: Extract<Measured, { kind: "stream" }>,
  pace: Pace,
): Script {
  return measuredScript(responseTail(frame), responseStream(frame, ask), pace);
}

/** The message that is the whole answer of a measured model. */
export function measuredItem(text: string): Json {
  const part = { type: "output_text", text, annotations: [], logprobs: [] };
  return { id: ITEM_ID, type: "message", status: "completed", role: "assistant", content: [part] };
}

/** The text of a `sandbox-json-*` answer: what is missing to the asked size. */
export function measuredText(frame: ResponseFrame, bytes: number): string {
  const empty = responseObject(frame, { status: "completed", output: [measuredItem("")], tokens: tokensOf(0) });
  return filler(bytes - JSON.stringify(empty).length);
}

/** Token counts of a measured answer of so many deltas. */
export function tokensOf(deltas: number): Tokens {
  return { input: 64, cached: 0, output: Math.max(1, deltas), reasoning: 0 };
}

function responseStream(frame: ResponseFrame, ask: Extract<Measured, { kind: "stream" }>): MeasuredStream {
  const say = numbered();
  const at = { item_id: ITEM_ID, output_index: 0, content_index: 0 };
  const part = { type: "output_text", text: "", annotations: [], logprobs: [] };
  const opening = [
    ...openingEvents(frame, say),
    say("response.output_item.added", {
      output_index: 0,
      item: { ...measuredItem(""), status: "in_progress", content: [] },
    }),
    say("response.content_part.added", { ...at, part }),
  ];
  const before = `{"type":"${DELTA}","sequence_number":`;
  const after = `,"item_id":"${ITEM_ID}","output_index":0,"content_index":0,"logprobs":[],"delta":"`;
  const overhead = namedFrame({ type: DELTA, json: `${before}1000${after}"}` }).length;
  const text = filler(DELTA_EVENT_BYTES - overhead);
  const rest = `${after}${text}"}`;
  const first = opening.length;
  return {
    ...ask,
    opening,
    delta: (index) => ({ type: DELTA, json: before + (first + index) + rest }),
    get closing() {
      const last = numbered(first + ask.deltas);
      const whole = text.repeat(Math.min(ask.deltas, LONGEST_REPEATED));
      const item = measuredItem(whole);
      const telling: Telling = { frame, items: [item], tokens: tokensOf(ask.deltas), cutShort: false };
      return [
        last("response.output_text.done", { ...at, text: whole, logprobs: [] }),
        last("response.content_part.done", { ...at, part: { ...part, text: whole } }),
        last("response.output_item.done", { output_index: 0, item }),
        closingEvent(telling, last),
      ];
    },
  };
}
