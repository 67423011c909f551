// The accounts that there are: counts, filters, the list, and what is done with the ticked ones.

import { useMemo } from "react";

import { wholeNumber } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { AccountCards } from "./account-cards.tsx";
import { AccountTable } from "./account-table.tsx";
import { AccountsFilters } from "./accounts-filters.tsx";
import type { AccountList } from "./accounts-query.ts";
import { BatchBar } from "./batch-bar.tsx";
import { BrokenFiles } from "./broken-files.tsx";
import { findAccounts } from "./find-accounts.ts";
import { TEXT } from "./messages.ts";
import { NoAccounts } from "./no-accounts.tsx";
import { type PageOf, pageOf } from "./page-of.ts";
import { useSelection } from "./selection.ts";
import { StandingTiles } from "./standing-tiles.tsx";
import { useAccountsSearch } from "./use-accounts-search.ts";
import { useMedia } from "../../lib/media.ts";

export function AccountsList({ list }: { readonly list: AccountList }) {
  const { accounts, broken_files } = list;
  const { search } = useAccountsSearch();
  const { provider, q, status, plan, sort, desc, size, page } = search;
  const found = useMemo(
    () => findAccounts(accounts, { provider, q, status, plan, sort, desc }),
    [accounts, provider, q, status, plan, sort, desc],
  );
  const shown = useMemo(() => pageOf(found.accounts, { size, page }), [found, size, page]);
  const selection = useSelection(accounts);
  // A table needs room; where there is none the cards say the same.
  const hasRoom = useMedia("(min-width: 80rem)");
  const List = hasRoom && search.view !== "cards" ? AccountTable : AccountCards;
  if (accounts.length === 0 && broken_files.length === 0) return <NoAccounts />;
  return (
    <>
      <StandingTiles counts={found.byStanding} />
      <BrokenFiles files={broken_files} />
      <AccountsFilters found={found} />
      {shown.items.length === 0 ? <NoMatch /> : <List accounts={shown.items} selection={selection} />}
      <Pages shown={shown} found={found.accounts.length} count={accounts.length} />
      <BatchBar accounts={accounts} found={found.accounts} page={shown.items} selection={selection} />
    </>
  );
}

function NoMatch() {
  const t = useText();
  const { change } = useAccountsSearch();
  const clear = (): void =>
    change({ provider: undefined, q: undefined, status: undefined, plan: undefined, page: undefined });
  return (
    <EmptyState title={t(TEXT.noMatch)} action={<Button onClick={clear}>{t(TEXT.clearFilters)}</Button>}>
      {t(TEXT.noMatchNote)}
    </EmptyState>
  );
}

function Pages({
  shown,
  found,
  count,
}: {
  readonly shown: PageOf<unknown>;
  readonly found: number;
  readonly count: number;
}) {
  const t = useText();
  const { change } = useAccountsSearch();
  const { page, pages } = shown;
  const go = (to: number): void => {
    change({ page: to === 1 ? undefined : to });
    window.scrollTo({ top: 0 });
  };
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 text-sm text-soft">
      <p role="status">{t(TEXT.shown, { shown: wholeNumber(found), count: wholeNumber(count) })}</p>
      {pages > 1 && (
        <div className="flex items-center gap-2">
          <Button size="small" disabled={page === 1} onClick={() => go(page - 1)}>
            {t(TEXT.previous)}
          </Button>
          <span>{t(TEXT.page, { page: wholeNumber(page), pages: wholeNumber(pages) })}</span>
          <Button size="small" disabled={page === pages} onClick={() => go(page + 1)}>
            {t(TEXT.next)}
          </Button>
        </div>
      )}
    </div>
  );
}
