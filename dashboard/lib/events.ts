// What happens at the gateway, as it happens: events say which of the kept answers are no longer true.

import { useSyncExternalStore } from "react";

import { BASE_URL } from "./api.ts";

/** `lost`: no line to the gateway; it is tried again. */
export type LinkState = "connecting" | "open" | "lost";

type Listener = (event: { readonly kind: string; readonly data: unknown }) => void;

const AGAIN_MS = 3000;

const listeners = new Set<Listener>();
const stateListeners = new Set<() => void>();
let state: LinkState = "connecting";
let source: EventSource | null = null;

/** Called for every event until the returned function is called. */
export function onEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLinkState(): LinkState {
  return useSyncExternalStore(
    (listener) => {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    () => state,
  );
}

/**
 * One line for the whole page. `kinds` are the names of the contract's events; `lost` is called where the line is cut or not
 * taken, which may be because the session has ended. It is tried again until the returned function is called.
 */
export function openEvents(kinds: readonly string[], lost: () => void): () => void {
  let again = 0;
  const open = (): void => {
    source = new EventSource(`${BASE_URL}/api/events`);
    source.addEventListener("open", () => setState("open"));
    source.addEventListener("error", () => {
      setState("lost");
      lost();
      // A line that was cut is opened anew by the browser; one that was refused is not.
      if (source?.readyState === EventSource.CLOSED) again = window.setTimeout(open, AGAIN_MS);
    });
    for (const kind of kinds) {
      source.addEventListener(kind, (event) => {
        const data: unknown = JSON.parse((event as MessageEvent<string>).data);
        for (const listener of listeners) listener({ kind, data });
      });
    }
  };
  open();
  return () => {
    window.clearTimeout(again);
    source?.close();
    source = null;
    setState("connecting");
  };
}

function setState(next: LinkState): void {
  if (state === next) return;
  state = next;
  for (const listener of stateListeners) listener();
}
