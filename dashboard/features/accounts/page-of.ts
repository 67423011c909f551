// The part of a list that is on screen as a page.

import type { AccountsSearch } from "./accounts-search.ts";

export const DEFAULT_SIZE = 50;

export interface PageOf<Item> {
  readonly items: readonly Item[];
  /** From 1; of a list that has become shorter the last one. */
  readonly page: number;
  readonly pages: number;
}

/** A size of 0 means all. */
export function pageOf<Item>(
  items: readonly Item[],
  { size = DEFAULT_SIZE, page = 1 }: Pick<AccountsSearch, "size" | "page">,
): PageOf<Item> {
  if (size === 0) return { items, page: 1, pages: 1 };
  const pages = Math.max(1, Math.ceil(items.length / size));
  const present = Math.min(page, pages);
  return { items: items.slice((present - 1) * size, present * size), page: present, pages };
}
