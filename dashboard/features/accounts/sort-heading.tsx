// The heading of a column that puts the accounts in its order; a second click turns the order round.

import { ArrowDown, ArrowUp } from "lucide-react";

import { type Text, useText } from "../../lib/i18n.ts";
import type { AccountSort } from "./accounts-search.ts";
import { FALLING_FIRST } from "./find-accounts.ts";
import { useAccountsSearch } from "./use-accounts-search.ts";

export function SortHeading({ by, text }: { readonly by: AccountSort; readonly text: Text }) {
  const t = useText();
  const { search, change } = useAccountsSearch();
  const { sort = "name", desc = false } = search;
  const isSorted = sort === by;
  const falls = isSorted ? !desc : FALLING_FIRST.has(by);
  const Arrow = desc ? ArrowDown : ArrowUp;
  return (
    <div role="columnheader" aria-sort={isSorted ? (desc ? "descending" : "ascending") : "none"}>
      <button
        type="button"
        className="flex items-center gap-1 hover:text-ink"
        onClick={() => change({ sort: by === "name" ? undefined : by, desc: falls || undefined })}
      >
        {t(text)}
        {isSorted && <Arrow aria-hidden className="size-3" />}
      </button>
    </div>
  );
}
