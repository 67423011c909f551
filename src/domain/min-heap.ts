// What is due first, of many things due at some time.

export interface MinHeap<Item> {
  push(item: Item): void;
  /** The one due first; undefined where there is none. */
  peek(): Item | undefined;
  pop(): Item | undefined;
}

/** `isBefore` is a strict order. */
export function createMinHeap<Item>(isBefore: (a: Item, b: Item) => boolean): MinHeap<Item> {
  const items: Item[] = [];
  const isLess = (a: number, b: number): boolean => {
    const [one, other] = [items[a], items[b]];
    return one !== undefined && other !== undefined && isBefore(one, other);
  };
  const swap = (a: number, b: number): void => {
    const [one, other] = [items[a], items[b]];
    if (one === undefined || other === undefined) return;
    items[a] = other;
    items[b] = one;
  };
  return {
    push(item) {
      items.push(item);
      for (let at = items.length - 1; at > 0;) {
        const parent = (at - 1) >> 1;
        if (!isLess(at, parent)) return;
        swap(at, parent);
        at = parent;
      }
    },
    peek: () => items[0],
    pop() {
      const first = items[0];
      const last = items.pop();
      if (items.length === 0 || last === undefined) return first;
      items[0] = last;
      for (let at = 0; ;) {
        const [left, right] = [2 * at + 1, 2 * at + 2];
        const least = isLess(right, left) ? right : left;
        if (!isLess(least, at)) return first;
        swap(at, least);
        at = least;
      }
    },
  };
}
