// From a conversation to its answer, ready to be streamed or given whole.

import type { Clock, Ids } from "../../domain/ports.ts";
import { asText, type Json } from "../json.ts";
import { measured } from "../model/measured.ts";
import { responsesPrompt } from "../model/prompt.ts";
import { reply } from "../model/reply.ts";
import { measuredItem, measuredResponseScript, measuredText, tokensOf } from "./measured-response.ts";
import { responseScript, type Telling } from "./response-events.ts";
import { outputItems, responseObject, type ResponseFrame } from "./response-object.ts";
import type { Script } from "./script.ts";

export interface Composed {
  readonly id: string;
  readonly script: Script;
  /** Finished output items, to continue the conversation with. */
  readonly items: readonly Json[];
  /** The response as one object. */
  whole(): Json;
  /** What identical answers can be remembered by; null for answers that differ each time. */
  readonly sameAs: string | null;
}

export interface Ask {
  readonly request: Json;
  /** The conversation with all that came before. */
  readonly input: readonly unknown[];
  readonly owner: string;
  readonly source: ResponseFrame["source"];
  readonly signal: AbortSignal;
}

/** The answer to a Responses request. */
export function compose(ask: Ask, deps: { readonly clock: Clock; readonly ids: Ids }): Composed {
  const model = asText(ask.request["model"]) ?? "";
  const frame: ResponseFrame = {
    id: deps.ids.token("resp"),
    model,
    createdAt: Math.floor(deps.clock.now() / 1000),
    request: ask.request,
    owner: ask.owner,
    source: ask.source,
  };
  const amount = measured(model);
  if (amount?.kind === "stream") {
    const script = measuredResponseScript(frame, amount, { clock: deps.clock, signal: ask.signal });
    const telling = plain(frame, `A stream of ${amount.deltas} deltas.`);
    return { ...composed(telling), script };
  }
  if (amount?.kind === "json") {
    const telling = plain(frame, measuredText(frame, amount.bytes));
    return { ...composed(telling), sameAs: `responses:${amount.bytes}` };
  }
  const answer = reply(responsesPrompt({ ...ask.request, input: ask.input }));
  const items = outputItems(frame, answer, deps.ids);
  return composed({ frame, items, tokens: answer.tokens, cutShort: answer.cutShort });
}

/** The answer to a WebSocket's warm-up: nothing said, but an id to go on from. */
export function composeWarmUp(ask: Ask, deps: { readonly clock: Clock; readonly ids: Ids }): Composed {
  const frame: ResponseFrame = {
    id: deps.ids.token("resp"),
    model: asText(ask.request["model"]) ?? "",
    createdAt: Math.floor(deps.clock.now() / 1000),
    request: ask.request,
    owner: ask.owner,
    source: ask.source,
  };
  return composed({ frame, items: [], tokens: { input: 0, cached: 0, output: 0, reasoning: 0 }, cutShort: false });
}

function composed(telling: Telling): Composed {
  const { frame, items, tokens } = telling;
  const status = telling.cutShort ? "incomplete" : "completed";
  return {
    id: frame.id,
    items,
    script: responseScript(telling),
    whole: () => responseObject(frame, { status, output: items, tokens }),
    sameAs: null,
  };
}

function plain(frame: ResponseFrame, text: string): Telling {
  return { frame, items: [measuredItem(text)], tokens: tokensOf(1), cutShort: false };
}
