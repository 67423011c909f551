// Answers an HTTP visit: with JSON or with a stream, each as the visit's fault lets it through.

import type { Script } from "../encode/script.ts";
import { type Fault, type StatusFault, usageLimitReached } from "../faults/fault.ts";
import type { Json } from "../json.ts";
import { usageHeaders } from "../accounts/usage.ts";
import { perform } from "./perform.ts";
import { nextTurn, pause, untilAborted } from "./waiting.ts";
import type { Envelope, Visit, World } from "./world.ts";

export interface Answer {
  /** Default 200. */
  readonly status?: number;
  /** An object becomes JSON; text and bytes go as they are. */
  readonly body: Json | string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The answer in one piece. */
export function answer(world: World, visit: Visit, what: Answer): Response {
  const { fault } = visit;
  if (fault?.kind === "failed-event" || fault?.kind === "error-event") {
    return whole(visit, visit.envelope.failed(world, visit, { code: fault.code, message: fault.message }));
  }
  if (fault === null || !breaksBodies(fault)) return whole(visit, what);
  const { status, headers, text } = written(what);
  visit.handle.answered(status);
  return new Response(brokenBody(world, visit, text), { status, headers });
}

/** The answer as an event stream. */
export function stream(
  world: World,
  visit: Visit,
  what: { readonly script: Script; readonly headers: Readonly<Record<string, string>> },
): Response {
  visit.handle.answered(200);
  const headers = { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache", ...what.headers };
  return new Response(streamBody(world, visit, what.script), { headers });
}

/** What a fault answers before the endpoint is even asked; null where the visit goes on. */
export async function struckFirst(world: World, visit: Visit): Promise<Response | null> {
  const { fault } = visit;
  switch (fault?.kind) {
    case "status":
      return whole(visit, visit.envelope.status(world, visit, fault));
    case "usage-limit":
      return whole(visit, visit.envelope.usageLimit(world, visit, fault.resetsInMs));
    case "hang":
      await untilAborted(visit.signal);
      return new Response(null, { status: 499 });
    case "delay":
      await pause(world.clock, fault.ms, visit.signal);
      return null;
    case "garbage":
      return whole(visit, { body: JUNK, headers: { "content-type": "text/event-stream" } });
    default:
      return null;
  }
}

/** The words of the ChatGPT backend and the OpenAI API, which scripted faults are written in. */
export const OPENAI_ENVELOPE: Envelope = {
  status(_world, visit, fault) {
    const saysUsage = visit.url.pathname.startsWith("/backend-api/") && typeof fault.body !== "string";
    return { ...fault, headers: { ...(saysUsage ? callerHeaders(visit) : {}), ...fault.headers } };
  },
  usageLimit: (world, visit, resetsInMs) => usageLimit(world, visit, { resetsInMs }),
  failed(_world, _visit, { code, message }) {
    return { kind: "status", status: 500, body: { error: { message, type: "server_error", param: null, code } } };
  },
};

/** 429 usage_limit_reached with the reset reckoned from now, and headers to match. */
export function usageLimit(
  world: World,
  visit: Pick<Visit, "caller">,
  limit: { readonly resetsInMs: number },
): StatusFault {
  const plan = visit.caller.holder?.entry.handle.plan ?? "plus";
  const resetsAt = Math.floor((world.clock.now() + limit.resetsInMs) / 1000);
  const error = {
    type: "usage_limit_reached",
    message: "The usage limit has been reached",
    plan_type: plan,
    resets_at: resetsAt,
    eligible_promo: null,
    resets_in_seconds: Math.ceil(limit.resetsInMs / 1000),
  };
  const headers = {
    ...callerHeaders(visit),
    "x-codex-primary-used-percent": "100",
    "x-codex-primary-reset-at": String(resetsAt),
  };
  return { kind: "status", status: 429, body: { error }, headers };
}

/** The fault a used-up window of the caller's account is; null while there is something left. */
export function usedUp(world: World, visit: Pick<Visit, "caller">): Fault | null {
  const until = visit.caller.holder?.entry.usage.limitedUntil() ?? null;
  return until === null ? null : usageLimitReached({ resetsInMs: until - world.clock.now() });
}

/** The x-codex-* headers of the caller's account; none for others. */
export function callerHeaders(visit: Pick<Visit, "caller">): Record<string, string> {
  const entry = visit.caller.holder?.entry;
  return entry === undefined ? {} : usageHeaders(entry.usage, entry.handle.plan);
}

export const JUNK = '\u0000\u0001\u0002}{<<not an event stream>>\n\ndata: {"type":\n\n\ufffd\ufffd\u0007: : :\n\n';

function whole(visit: Visit, what: Answer): Response {
  const { status, headers, text } = written(what);
  visit.handle.answered(status);
  visit.handle.end("finished");
  return new Response(text, { status, headers });
}

function written(what: Answer): {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string | Uint8Array;
} {
  const isReady = typeof what.body === "string" || what.body instanceof Uint8Array;
  const text = typeof what.body === "string" || what.body instanceof Uint8Array ? what.body : JSON.stringify(what.body);
  const type = isReady && typeof what.body === "string" ? "text/plain; charset=utf-8" : "application/json";
  return { status: what.status ?? 200, headers: { "content-type": type, ...what.headers }, text };
}

function breaksBodies(fault: Fault): boolean {
  return fault.kind === "cut" || fault.kind === "end-early" || fault.kind === "hang-after" || fault.kind === "slow";
}

/** A JSON body counts as one event: a fault after 0 events lets nothing through, a later one the first half. */
async function* brokenBody(world: World, visit: Visit, text: string | Uint8Array): AsyncGenerator<string | Uint8Array> {
  const { fault, signal, handle } = visit;
  let end: "finished" | "aborted" | "broken" = "aborted";
  try {
    if (fault?.kind === "slow") {
      await pause(world.clock, fault.ms, signal);
      yield text;
    } else {
      if (fault !== null && "events" in fault && fault.events > 0) yield text.slice(0, Math.ceil(text.length / 2));
      await nextTurn();
      if (fault?.kind === "hang-after") await untilAborted(signal);
      if (fault?.kind === "cut") {
        end = "broken";
        breakConnection();
      }
    }
    end = "finished";
  } finally {
    handle.end(end);
  }
}

async function* streamBody(world: World, visit: Visit, script: Script): AsyncGenerator<string | Uint8Array> {
  const { fault, signal, handle } = visit;
  let end: "finished" | "aborted" | "broken" = "aborted";
  try {
    if (fault === null && script.pieces !== undefined) {
      for await (const piece of script.pieces()) yield piece;
    } else {
      for await (const event of perform(script, { clock: world.clock, fault, signal })) {
        yield script.frame(event);
        await nextTurn();
      }
    }
    end = "finished";
  } catch {
    end = "broken";
    await nextTurn();
    breakConnection();
  } finally {
    handle.end(end);
  }
}

/** Bun resets the connection when a body throws; it prints whatever is thrown, except `undefined`. */
function breakConnection(): never {
  // oxlint-disable-next-line typescript/only-throw-error
  throw undefined;
}
