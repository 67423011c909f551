// What is looked for: provider tabs with counts, words, status, plan, order, and how it is shown.

import { ArrowDownWideNarrow, ArrowUpNarrowWide, LayoutGrid, Rows3, Search, TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";

import { wholeNumber } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { providerName } from "../../lib/provider-name.ts";
import { cx } from "../../lib/cx.ts";
import { Button } from "../../ui/button.tsx";
import { planName } from "../../lib/plan-name.ts";
import { INPUT_CLASS } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Select } from "../../ui/select.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import {
  ACCOUNT_FILTERS,
  ACCOUNT_SORTS,
  type AccountFilterName,
  type AccountSort,
  PAGE_SIZES,
} from "./accounts-search.ts";
import { FALLING_FIRST, type FoundAccounts } from "./find-accounts.ts";
import { FILTER_TEXT, SORT_TEXT, TEXT } from "./messages.ts";
import { DEFAULT_SIZE } from "./page-of.ts";
import { useAccountsSearch } from "./use-accounts-search.ts";

const ANY = "any";

export function AccountsFilters({ found }: { readonly found: FoundAccounts }) {
  return (
    <div className="flex flex-col gap-3">
      <ProviderTabs counts={found.byProvider} />
      <div className="flex flex-wrap items-center gap-2">
        <SearchField />
        <NarrowingSelects plans={found.plans} />
        <OrderControls />
      </div>
    </div>
  );
}

function ProviderTabs({ counts }: { readonly counts: FoundAccounts["byProvider"] }) {
  const t = useText();
  const { search, change } = useAccountsSearch();
  const all = counts.values().reduce((total, count) => total + count, 0);
  const names = [...counts.keys()].toSorted();
  // One that is asked for but has no account stays, so that one sees what is filtered.
  if (search.provider !== undefined && !counts.has(search.provider)) names.push(search.provider);
  return (
    <Tabs
      label={t(TEXT.providers)}
      value={search.provider ?? ANY}
      onChange={(id) => change({ provider: id === ANY ? undefined : id, page: undefined })}
      tabs={[
        { id: ANY, label: t(TEXT.all), count: all },
        ...names.map((name) => ({ id: name, label: providerName(name), count: counts.get(name) ?? 0 })),
      ]}
    />
  );
}

function SearchField() {
  const t = useText();
  const { search, change } = useAccountsSearch();
  const [text, setText] = useState(search.q ?? "");
  // Another address than the one that was typed here: a link, or the way back.
  useEffect(() => setText((typed) => (typed.trim() === (search.q ?? "") ? typed : (search.q ?? ""))), [search.q]);
  return (
    <label className="relative min-w-52 grow basis-72">
      <span className="sr-only">{t(TEXT.searchLabel)}</span>
      <Search aria-hidden className="pointer-events-none absolute top-2.5 left-3 size-4 text-soft" />
      <input
        type="search"
        value={text}
        placeholder={t(TEXT.search)}
        onChange={({ currentTarget: { value } }) => {
          setText(value);
          change({ q: value.trim() === "" ? undefined : value.trim(), page: undefined });
        }}
        className={cx(INPUT_CLASS, "h-9 pl-9 text-ellipsis")}
      />
    </label>
  );
}

function NarrowingSelects({ plans }: Pick<FoundAccounts, "plans">) {
  const t = useText();
  const { search, change } = useAccountsSearch();
  const isProblems = search.status === "problem";
  return (
    <>
      <Button
        aria-pressed={isProblems}
        className={cx(isProblems && "border-accent bg-accent-soft hover:bg-accent-soft")}
        icon={<TriangleAlert aria-hidden className="size-4" />}
        onClick={() => change({ status: isProblems ? undefined : "problem", page: undefined })}
      >
        {t(FILTER_TEXT.problem)}
      </Button>
      <Select<AccountFilterName | typeof ANY>
        label={t(TEXT.status)}
        className="w-44 max-sm:grow"
        value={search.status ?? ANY}
        onChange={(status) => change({ status: status === ANY ? undefined : status, page: undefined })}
        options={[
          { value: ANY, label: t(TEXT.anyStatus) },
          ...ACCOUNT_FILTERS.map((value) => ({ value, label: t(FILTER_TEXT[value]) })),
        ]}
      />
      <Select
        label={t(TEXT.plan)}
        className="w-36 max-sm:grow"
        value={search.plan ?? ANY}
        onChange={(plan) => change({ plan: plan === ANY ? undefined : plan, page: undefined })}
        options={[
          { value: ANY, label: t(TEXT.anyPlan) },
          ...plans.map((value) => ({ value, label: planName(value) ?? t(TEXT.planUnknown) })),
        ]}
      />
    </>
  );
}

function OrderControls() {
  const t = useText();
  const { search, change } = useAccountsSearch();
  const { sort = "name", desc = false, view = "table", size = DEFAULT_SIZE } = search;
  const Direction = desc ? ArrowDownWideNarrow : ArrowUpNarrowWide;
  const ViewIcon = view === "table" ? LayoutGrid : Rows3;
  return (
    <div className="flex flex-wrap items-center gap-1 max-sm:grow">
      <Select<AccountSort>
        label={t(TEXT.sort)}
        className="w-40 max-sm:grow"
        value={sort}
        onChange={(next) =>
          change({ sort: next === "name" ? undefined : next, desc: FALLING_FIRST.has(next) ? true : undefined })
        }
        options={ACCOUNT_SORTS.map((value) => ({ value, label: t(SORT_TEXT[value]) }))}
      />
      <IconButton
        label={t(desc ? TEXT.falling : TEXT.rising)}
        onClick={() => change({ desc: desc ? undefined : true })}
      >
        <Direction aria-hidden className="size-4" />
      </IconButton>
      <Select
        label={t(TEXT.pageSize)}
        className="w-40 max-sm:grow"
        value={String(size)}
        onChange={(next) => {
          const chosen = PAGE_SIZES.find((one) => String(one) === next);
          change({ size: chosen === DEFAULT_SIZE ? undefined : chosen, page: undefined });
        }}
        options={PAGE_SIZES.map((one) => ({
          value: String(one),
          label: one === 0 ? t(TEXT.allOnOne) : t(TEXT.perPage, { count: wholeNumber(one) }),
        }))}
      />
      <IconButton
        label={t(view === "table" ? TEXT.asCards : TEXT.asTable)}
        className="max-xl:hidden"
        onClick={() => change({ view: view === "table" ? "cards" : undefined })}
      >
        <ViewIcon aria-hidden className="size-4" />
      </IconButton>
    </div>
  );
}
