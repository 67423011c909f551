// A compacted history is one item that its own account alone can open: without it the conversation has no past.

import { isObject } from "../members.ts";

/** The encrypted contents of the compactions among these items. Total. */
export const sealedContents = (items: readonly unknown[]): readonly string[] => contentsOf(items, "compaction");

/** The same of the thoughts, which a conversation can go on without. */
export const provenThoughts = (items: readonly unknown[]): readonly string[] => contentsOf(items, "reasoning");

function contentsOf(items: readonly unknown[], type: string): readonly string[] {
  return items.flatMap((item) => {
    if (!isObject(item) || item["type"] !== type) return [];
    const { encrypted_content: content } = item;
    return typeof content === "string" ? [content] : [];
  });
}
