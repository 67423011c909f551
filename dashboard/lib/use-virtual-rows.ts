// Only the rows in sight are drawn: a hundred thousand scroll like twenty. The page itself scrolls.

import { useWindowVirtualizer, type VirtualItem, type Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useLayoutEffect, useRef, useState } from "react";

export interface VirtualRows<Element extends HTMLElement> {
  /** For what holds the rows. */
  readonly ref: RefObject<Element | null>;
  readonly items: readonly VirtualItem[];
  readonly height: number;
  /** Where an item starts, from the top of the holder. */
  topOf(item: VirtualItem): number;
  readonly measure: Virtualizer<Window, globalThis.Element>["measureElement"];
}

/**
 * `keyOf` is needed where rows of several heights are keyed by what they show: a height goes with its row to another place. It
 * stays the same function as long as the rows are the same.
 */
export function useVirtualRows<Element extends HTMLElement>(
  count: number,
  rowHeight: number,
  keyOf?: (index: number) => string,
): VirtualRows<Element> {
  const ref = useRef<Element>(null);
  const [margin, setMargin] = useState(0);
  // What stands above grows and shrinks.
  useLayoutEffect(() => {
    const top = ref.current?.getBoundingClientRect().top;
    if (top !== undefined) setMargin(Math.round(top + window.scrollY));
  });
  const virtualizer = useWindowVirtualizer({
    count,
    estimateSize: () => rowHeight,
    ...(keyOf === undefined ? {} : { getItemKey: keyOf }),
    overscan: 4,
    scrollMargin: margin,
  });
  return {
    ref,
    items: virtualizer.getVirtualItems(),
    height: virtualizer.getTotalSize(),
    topOf: (item) => item.start - margin,
    measure: virtualizer.measureElement,
  };
}
