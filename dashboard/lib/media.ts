// What the window is like, for what is laid out differently and not only smaller.

import { useSyncExternalStore } from "react";

/** e.g. `(min-width: 48rem)` */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    () => window.matchMedia(query).matches,
  );
}
