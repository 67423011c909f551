import { heapStats } from "bun:jsc";
import { expect, test } from "bun:test";

import { until } from "../../test/support/until.ts";
import { anthropicMessages } from "../dialects/anthropic-messages/dialect.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { gemini } from "../dialects/gemini/dialect.ts";
import { openaiChat } from "../dialects/openai-chat/dialect.ts";
import { openaiResponses } from "../dialects/openai-responses/dialect.ts";
import { createCallProofs } from "./call-proofs.ts";
import { createForeignReasoning } from "./foreign-reasoning.ts";
import type { LaneStream } from "./lane.ts";
import { planLanes } from "./plan-lanes.ts";
import { parseObject } from "./read-exchange.ts";
import type { Target } from "./target.ts";

const DIALECTS = [openaiResponses, openaiChat, anthropicMessages, gemini];
const STREAMS = 12;
const MESSAGES_BYTES = 1_000_000;

/** An account whose upstream speaks this dialect alone. */
function speaking({ id }: Dialect): Target {
  const target = {
    account: { id: "acc_1" },
    provider: { id: "codex", dialectsOf: () => [id] },
    name: "gpt-5.5",
    model: "gpt-5.5",
    effort: null,
  };
  return target as unknown as Target;
}

/** A stream from an upstream, and where its request can be looked for. */
function streamFrom(upstream: Dialect): { readonly stream: LaneStream; readonly request: WeakRef<object> } {
  const body = { model: "gpt-5.5", stream: true, messages: [{ role: "user", content: "x".repeat(MESSAGES_BYTES) }] };
  const plan = planLanes({
    text: parseObject(Buffer.from(JSON.stringify(body))),
    given: {},
    client: openaiChat,
    dialects: new Map(DIALECTS.map((dialect) => [dialect.id, dialect])),
    manner: { native: false, wantsUsage: true },
    session: null,
    foreignReasoning: createForeignReasoning((text) => text, { ownerOf: () => undefined }),
    callProofs: createCallProofs(),
    fallbackId: "req_1",
    arrivedAt: 0,
  });
  const lane = plan.laneFor(speaking(upstream), "as-sent");
  return { stream: lane.openStream(), request: new WeakRef(lane.request.bytes) };
}

test("a stream keeps nothing of its conversation, however long it lasts", async () => {
  for (const upstream of DIALECTS) {
    streamFrom(upstream);
    const before = heapBytes();
    const streams = Array.from({ length: STREAMS }, () => streamFrom(upstream));
    await until(`requests to ${upstream.id} are let go of`, () => {
      // Its bytes, and what was decoded from them; one may still be found on the stack, where the collector cannot tell.
      const keptBytes = heapBytes() - before;
      return (
        keptBytes < MESSAGES_BYTES * 3 && streams.filter(({ request }) => request.deref() !== undefined).length <= 1
      );
    });
    expect(streams.map(({ stream }) => stream.phase)).toEqual(streams.map(() => "preamble"));
  }
});

/** Of everything that is still reachable. */
function heapBytes(): number {
  Bun.gc(true);
  return heapStats().heapSize;
}
