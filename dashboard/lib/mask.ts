// Identities hidden for screenshots and shared screens.

import { useSyncExternalStore } from "react";

const KEY = "switchyard.mask";
const listeners = new Set<() => void>();
let masked = readStored();

export function useMasked(): boolean {
  return useSyncExternalStore(subscribe, () => masked);
}

export function setMasked(next: boolean): void {
  masked = next;
  try {
    localStorage.setItem(KEY, next ? "1" : "0");
  } catch {
    // Kept for this page alone then.
  }
  for (const listener of listeners) listener();
}

/** `ada@example.com` -> `a••@e•••`: the reader still tells accounts apart. */
export function maskText(text: string): string {
  return text.replace(
    /[^@\s./:_-]+/g,
    (word) => `${word.slice(0, 1)}${"•".repeat(Math.min(3, Math.max(1, word.length - 1)))}`,
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function readStored(): boolean {
  try {
    return localStorage.getItem(KEY) === "1";
  } catch {
    return false;
  }
}
