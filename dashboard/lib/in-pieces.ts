// Long work on the page's one thread, a piece at a time: in between, what is typed and clicked gets its turn.

/** A key stroke waits no longer than that. */
const PIECE_MS = 8;

/** What `work` makes of each item, in order. */
export async function mapInPieces<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Result,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let begunAt = performance.now();
  for (const item of items) {
    results.push(work(item));
    if (performance.now() - begunAt < PIECE_MS) continue;
    await new Promise((resolve) => window.setTimeout(resolve));
    begunAt = performance.now();
  }
  return results;
}
