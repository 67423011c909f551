// A page that listens to /api/events: what it is told, and when the line ends.

import { soon, until } from "./until.ts";
import type { World } from "./world.ts";

export interface HeardEvent {
  readonly id: string;
  readonly event: string;
  readonly data: { readonly items?: readonly Readonly<Record<string, unknown>>[]; readonly omitted?: number };
}

export interface EventStream extends AsyncDisposable {
  readonly status: number;
  readonly headers: Headers;
  heard(): readonly HeardEvent[];
  /** The first event of the name, now or later, that has an item like this. */
  hears(event: string, match?: (item: Readonly<Record<string, unknown>>) => boolean): Promise<HeardEvent>;
  ended(): Promise<void>;
  /** The page goes away. */
  leave(): void;
}

export async function listenToEvents(
  world: Pick<World, "url">,
  { cookie, lastEventId }: { readonly cookie: string; readonly lastEventId?: string },
): Promise<EventStream> {
  const gone = new AbortController();
  const response = await fetch(`${world.url}/api/events`, {
    signal: gone.signal,
    headers: { cookie, ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }) },
  });
  let text = "";
  const decoder = new TextDecoder();
  const read = async (): Promise<void> => {
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
  };
  const ended = read().catch(() => undefined);
  const heard = (): readonly HeardEvent[] => text.split("\n\n").slice(0, -1).flatMap(parsed);
  return {
    status: response.status,
    headers: response.headers,
    heard,
    hears: (event, match = () => true) =>
      until(`the event ${event}`, () =>
        heard().find((one) => one.event === event && (one.data.items === undefined || one.data.items.some(match))),
      ),
    ended: () => soon("the end of the events", ended),
    leave: () => gone.abort(),
    async [Symbol.asyncDispose]() {
      gone.abort();
      await ended;
    },
  };
}

function parsed(frame: string): HeardEvent[] {
  const field = (name: string): string =>
    frame
      .split("\n")
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2) ?? "";
  return field("data") === "" ? [] : [{ id: field("id"), event: field("event"), data: JSON.parse(field("data")) }];
}
