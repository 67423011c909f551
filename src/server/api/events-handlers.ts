// GET /api/events: what happens, as server-sent events, for as long as the session lasts.

import { streamEvents } from "../../../contract/events.ts";
import type { Role } from "../../domain/sign-in.ts";
import type { BusEvent, EventBus, Watching } from "../../telemetry/event-bus.ts";
import type { Api } from "./api-app.ts";
import { ApiFault } from "./api-fault.ts";
import { eventData } from "./event-view.ts";

export interface EventsDeps {
  readonly events: Pick<EventBus, "watch">;
  /** Whether the session still is one. Asking does not keep it alive: an open page alone is no use of it. */
  isSession(id: string): Promise<boolean>;
}

/** In silence a comment says that the line is alive, and the session is looked at. */
const QUIET_MS = 5000;
/** On a busy line after so many pieces of news, which is as often. */
const MOST_UNCHECKED = 20;
/** Pages of one browser and a few people. */
const MOST_WATCHERS = 64;

export function serveEvents({ serve }: Api, { events, isSession }: EventsDeps): void {
  let watchers = 0;
  serve(streamEvents, (context) => {
    const session = context.get("session");
    if (session === null) throw new ApiFault("unauthorized", "Sign in first: the session is missing or has ended");
    if (watchers >= MOST_WATCHERS) {
      throw new ApiFault("service_unavailable", `${MOST_WATCHERS} pages listen already: close one`);
    }
    const lastEventId = context.req.header("last-event-id") ?? null;
    const body = stream({
      role: session.role,
      isSession: () => isSession(session.id),
      begin() {
        watchers += 1;
        return events.watch(lastEventId);
      },
      over: () => (watchers -= 1),
    });
    return new Response(body, {
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        // Proxies that gather an answer would hold it back for ever.
        "x-accel-buffering": "no",
      },
    });
  });
}

interface Watcher {
  readonly role: Role;
  isSession(): Promise<boolean>;
  begin(): Watching;
  over(): void;
}

/** Begins when it is first read: an answer whose body nobody wants (HEAD) watches nothing. */
function stream({ role, isSession, begin, over }: Watcher): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let watching: Watching | null = null;
  let isOver = false;
  let unchecked = 0;
  const end = (): void => {
    if (watching === null || isOver) return;
    isOver = true;
    watching.end();
    over();
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        watching ??= begin();
        const told = await watching.next(QUIET_MS);
        unchecked += 1;
        if (told === null || unchecked >= MOST_UNCHECKED) {
          unchecked = 0;
          if (!(await isSession())) end();
        }
        if (told === "ended" || isOver) {
          end();
          controller.close();
          return;
        }
        const frames = told === null ? ": still here\n\n" : told.map((each) => frameOf(each, role)).join("");
        controller.enqueue(encoder.encode(frames));
      },
      cancel: end,
    },
    // Nothing is taken from the bus before somebody reads: what waits, waits there, and is counted.
    { highWaterMark: 0 },
  );
}

function frameOf(event: BusEvent, role: Role): string {
  const [name, data] = event.kind === "told" ? [event.news.kind, eventData(event.news, role)] : [event.kind, {}];
  return `id: ${event.id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
