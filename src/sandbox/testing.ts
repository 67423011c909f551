// For the sandbox's own tests: a clock that moves when told to, ids that count, a world that listens.

import type { Cancel, Clock, Ids } from "../domain/ports.ts";
import { parseJson, asObject, type Json } from "./json.ts";
import { createSandbox, type Sandbox } from "./sandbox.ts";

export interface FakeClock extends Clock {
  /** Moves the time and runs what falls due. */
  advance(ms: number): void;
  /** Resolves when somebody waits for the clock: now or later. */
  whenWaiting(): Promise<void>;
}

export interface Playground {
  readonly sandbox: Sandbox;
  readonly clock: FakeClock;
  readonly url: string;
  post(path: string, token: string, body: Json): Promise<Response>;
  get(path: string, token: string): Promise<Response>;
  close(): Promise<void>;
}

/** 2026-11-21T09:00:00Z */
export const START = 1_795_251_600_000;

/** A clock that stands still until `advance`. */
export function fakeClock(start = START): FakeClock {
  let now = start;
  let tasks: readonly { readonly at: number; readonly task: () => void }[] = [];
  let watchers: (() => void)[] = [];
  const after = (ms: number, task: () => void): Cancel => {
    const entry = { at: now + ms, task };
    tasks = [...tasks, entry];
    for (const watcher of watchers.splice(0)) watcher();
    return () => {
      tasks = tasks.filter((other) => other !== entry);
    };
  };
  return {
    now: () => now,
    after,
    every: () => () => undefined,
    advance(ms) {
      now += ms;
      const due = tasks.filter((entry) => entry.at <= now);
      tasks = tasks.filter((entry) => entry.at > now);
      for (const entry of due) entry.task();
    },
    whenWaiting() {
      if (tasks.length > 0) return Promise.resolve();
      return new Promise((resolve) => {
        watchers = [...watchers, resolve];
      });
    },
  };
}

/** Ids that count from 1. */
export function countingIds(): Ids {
  let count = 0;
  const next = (): string => (count += 1).toString(16).padStart(12, "0");
  return { requestId: () => `req_${next()}`, token: (prefix) => `${prefix}_${next()}` };
}

/** A sandbox on a free port of its own, on a fake clock. */
export function playground(): Playground {
  const clock = fakeClock();
  const sandbox = createSandbox({ clock, ids: countingIds() });
  const listening = sandbox.listen();
  const authorization = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
  return {
    sandbox,
    clock,
    url: listening.url,
    post: (path, token, body) =>
      fetch(listening.url + path, {
        method: "POST",
        headers: { ...authorization(token), "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    get: (path, token) => fetch(listening.url + path, { headers: authorization(token) }),
    close: () => listening.stop(),
  };
}

/** A request the ChatGPT backend accepts. */
export function codexRequest(text: string, more: Json = {}): Json {
  return {
    model: "gpt-5.5",
    store: false,
    stream: true,
    input: [{ type: "message", role: "user", content: text }],
    ...more,
  };
}

/** The JSON events of an event stream's text. */
export function eventsOf(text: string): readonly Json[] {
  return text.split("\n").flatMap((line) => {
    const event = line.startsWith("data: ") ? asObject(parseJson(line.slice(6))) : null;
    return event === null ? [] : [event];
  });
}

/** All text a Responses stream says in deltas of the given type. */
export function said(events: readonly Json[], type = "response.output_text.delta"): string {
  return events
    .filter((event) => event["type"] === type)
    .map((event) => String(event["delta"]))
    .join("");
}

/** The finished items of a Responses stream. */
export function itemsOf(events: readonly Json[]): readonly Json[] {
  return events.flatMap((event) => {
    const item = event["type"] === "response.output_item.done" ? asObject(event["item"]) : null;
    return item === null ? [] : [item];
  });
}
