// Is anything wrong? Four counts that answer it before the list does; a click shows those accounts.

import { wholeNumber } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { cx } from "../../lib/cx.ts";
import type { Tone } from "../../ui/badge.tsx";
import { STANDING_TONES, STANDINGS } from "./account-standing.ts";
import type { FoundAccounts } from "./find-accounts.ts";
import { STANDING_TEXT } from "./messages.ts";
import { useAccountsSearch } from "./use-accounts-search.ts";

const NUMBER_TONES: Readonly<Record<Tone, string>> = {
  good: "text-good",
  warn: "text-warn",
  bad: "text-bad",
  accent: "text-accent",
  plain: "text-ink",
};

export function StandingTiles({ counts }: { readonly counts: FoundAccounts["byStanding"] }) {
  const t = useText();
  const { search, change } = useAccountsSearch();
  return (
    <div className="grid grid-cols-2 gap-2 sm:grid-cols-4">
      {STANDINGS.map((standing) => {
        const isChosen = search.status === standing;
        const count = counts[standing];
        return (
          <button
            key={standing}
            type="button"
            aria-pressed={isChosen}
            onClick={() => change({ status: isChosen ? undefined : standing, page: undefined })}
            className={cx(
              "flex items-baseline justify-between gap-2 rounded-xl border bg-surface px-4 py-2.5 text-left shadow-card transition-colors hover:bg-sunken",
              isChosen && "border-accent bg-accent-soft hover:bg-accent-soft",
            )}
          >
            <span className="text-sm text-soft">{t(STANDING_TEXT[standing])}</span>
            <span className={cx("text-xl font-semibold", count > 0 && NUMBER_TONES[STANDING_TONES[standing]])}>
              {wholeNumber(count)}
            </span>
          </button>
        );
      })}
    </div>
  );
}
