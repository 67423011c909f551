// A compacted history is one item that its own account alone can open: without it the conversation has no past.

import { isObject } from "../members.ts";

/** The encrypted contents of the compactions among these items. Total. */
export function sealedContents(items: readonly unknown[]): readonly string[] {
  return items.flatMap((item) => {
    if (!isObject(item) || item["type"] !== "compaction") return [];
    const { encrypted_content: content } = item;
    return typeof content === "string" ? [content] : [];
  });
}
