// Whose windows are shown, in which order, and how.

import { useText } from "../../lib/i18n.ts";
import { providerName } from "../../lib/provider-name.ts";
import { INPUT_CLASS } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { cx } from "../../lib/cx.ts";
import { QUOTA_TEXT } from "./messages.ts";
import type { QuotaRow } from "./quota-rows.ts";
import { QUOTA_SORTS, QUOTA_VIEWS, type QuotaSearch, SHORT_SPANS } from "./quota-search.ts";

const SORT_TEXT = {
  reset: QUOTA_TEXT.sortReset,
  dry: QUOTA_TEXT.sortDry,
  used: QUOTA_TEXT.sortUsed,
  name: QUOTA_TEXT.sortName,
} as const;

export interface QuotaToolbarProps {
  readonly rows: readonly QuotaRow[];
  readonly search: QuotaSearch;
  readonly isWide: boolean;
  readonly onChange: (change: QuotaSearch) => void;
}

export function QuotaToolbar({ rows, search, isWide, onChange }: QuotaToolbarProps) {
  const t = useText();
  const { provider, q = "", sort = "reset", view = "timeline", span = "day" } = search;
  const counts = [...Map.groupBy(rows, (row) => row.provider)].map(([id, of]) => ({
    id,
    label: providerName(id),
    count: of.length,
  }));
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 pt-1 pb-3">
      {counts.length > 1 && (
        <Tabs
          label={t(QUOTA_TEXT.provider)}
          value={provider ?? ""}
          onChange={(id) => onChange({ provider: id === "" ? undefined : id })}
          tabs={[{ id: "", label: t(QUOTA_TEXT.all), count: rows.length }, ...counts]}
        />
      )}
      <input
        type="search"
        aria-label={t(QUOTA_TEXT.search)}
        placeholder={t(QUOTA_TEXT.search)}
        value={q}
        onChange={(event) => onChange({ q: event.target.value === "" ? undefined : event.target.value })}
        className={cx(INPUT_CLASS, "h-9 grow basis-40 sm:max-w-64")}
      />
      <span className="hidden grow sm:block" />
      <Select
        label={t(QUOTA_TEXT.sort)}
        className="w-44"
        value={sort}
        onChange={(next) => onChange({ sort: next })}
        options={QUOTA_SORTS.map((value) => ({ value, label: t(SORT_TEXT[value]) }))}
      />
      {isWide && view === "timeline" && (
        <Tabs
          label={t(QUOTA_TEXT.span)}
          value={span}
          onChange={(next) => onChange({ span: next })}
          tabs={SHORT_SPANS.map((id) => ({ id, label: t(QUOTA_TEXT[id]) }))}
        />
      )}
      {isWide && (
        <Tabs
          label={t(QUOTA_TEXT.view)}
          value={view}
          onChange={(next) => onChange({ view: next })}
          tabs={QUOTA_VIEWS.map((id) => ({ id, label: t(QUOTA_TEXT[id]) }))}
        />
      )}
    </div>
  );
}
