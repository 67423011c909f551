// The rows of a long list that are on screen, while the page itself scrolls.

import { useWindowVirtualizer, type VirtualItem } from "@tanstack/react-virtual";
import { type RefObject, useLayoutEffect, useRef, useState } from "react";

export interface WindowRows {
  /** Around the rows; as high as `height`. */
  readonly place: RefObject<HTMLDivElement | null>;
  readonly height: number;
  readonly rows: readonly VirtualItem[];
  /** For each row: its ref, and how far down it stands. */
  readonly measure: (row: Element | null) => void;
  top(row: VirtualItem): number;
}

export function useWindowRows(count: number, estimatedHeight: number): WindowRows {
  const place = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  // What stands above the list grows and shrinks with what is on it.
  useLayoutEffect(() => {
    const top = place.current === null ? 0 : place.current.getBoundingClientRect().top + window.scrollY;
    setMargin((before) => (Math.abs(before - top) < 1 ? before : top));
  });
  const virtualizer = useWindowVirtualizer({
    count,
    estimateSize: () => estimatedHeight,
    overscan: 3,
    scrollMargin: margin,
  });
  return {
    place,
    height: virtualizer.getTotalSize(),
    rows: virtualizer.getVirtualItems(),
    measure: virtualizer.measureElement,
    top: (row) => row.start - margin,
  };
}
