// Older requests are read before their place comes into sight.

import { useEffect } from "react";

/** Rows ahead of the last one in sight. */
const AHEAD = 150;

export interface ReadOn {
  /** Index of the last row that is drawn; -1 for none. */
  readonly last: number;
  readonly count: number;
  readonly onNearEnd: () => void;
}

export function useReadOn({ last, count, onNearEnd }: ReadOn): void {
  useEffect(() => {
    if (last + AHEAD >= count) onNearEnd();
  }, [last, count, onNearEnd]);
}
