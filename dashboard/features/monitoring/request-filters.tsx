// Which requests are looked at. Every filter stands in the address: a link or a reload shows the same.

import { Search, SlidersHorizontal, X } from "lucide-react";
import { useEffect, useState } from "react";

import { cx } from "../../lib/cx.ts";
import { durationText } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { providerName } from "../../lib/provider-name.ts";
import { Button } from "../../ui/button.tsx";
import { INPUT_CLASS } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { ManySelect } from "./many-select.tsx";
import { OUTCOME_TEXT, TEXT } from "./messages.ts";
import { FAILED, type MonitoringSearch, OUTCOMES, SLOW_MS } from "./monitoring-search.ts";
import { useRequestOptions } from "./options-query.ts";
import { filterCount } from "./request-filter.ts";
import { TimeSelect } from "./time-select.tsx";
import { useMonitoringSearch } from "./use-monitoring-search.ts";

const ANY = "any";

export function RequestFilters() {
  const t = useText();
  const { search, change } = useMonitoringSearch();
  const { request } = search;
  const [isOpen, setOpen] = useState(false);
  const count = filterCount(search);
  const cleared = Object.fromEntries(Object.keys(search).map((name) => [name, undefined])) as Partial<MonitoringSearch>;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SearchField />
      <TimeSelect search={search} onChange={change} />
      <FailedOnly />
      <Button
        className="sm:hidden"
        aria-expanded={isOpen}
        icon={<SlidersHorizontal aria-hidden className="size-4" />}
        onClick={() => setOpen(!isOpen)}
      >
        {t(TEXT.filters)}
        {count > 0 && <span className="rounded-full bg-accent-soft px-1.5 text-xs text-accent">{count}</span>}
      </Button>
      <div className={cx("contents", !isOpen && "max-sm:hidden")}>
        <Choosers />
        <SingleSelects />
      </div>
      {count > 0 && (
        <Button
          kind="quiet"
          icon={<X aria-hidden className="size-4" />}
          onClick={() => change({ ...cleared, request }, { keep: true })}
        >
          {t(TEXT.clear)}
        </Button>
      )}
    </div>
  );
}

/** What the operator looks for most, in one click. */
function FailedOnly() {
  const t = useText();
  const { search, change } = useMonitoringSearch();
  const isOn = FAILED.length === search.outcome?.length && FAILED.every((one) => search.outcome?.includes(one));
  return (
    <Button
      aria-pressed={isOn}
      className={cx(isOn && "border-accent text-accent")}
      onClick={() => change({ outcome: isOn ? undefined : [...FAILED] }, { keep: true })}
    >
      {t(TEXT.failedOnly)}
    </Button>
  );
}

function SearchField() {
  const t = useText();
  const { search, change } = useMonitoringSearch();
  const [text, setText] = useState(search.q ?? "");
  // Another address than the one that was typed here: a link, or the way back.
  useEffect(() => setText((typed) => (typed.trim() === (search.q ?? "") ? typed : (search.q ?? ""))), [search.q]);
  return (
    <label className="relative min-w-52 grow basis-64 xl:max-w-96">
      <span className="sr-only">{t(TEXT.search)}</span>
      <Search aria-hidden className="pointer-events-none absolute top-2.5 left-3 size-4 text-soft" />
      <input
        type="search"
        value={text}
        maxLength={100}
        placeholder={t(TEXT.searchHint)}
        onChange={({ currentTarget: { value } }) => {
          setText(value);
          change({ q: value.trim() === "" ? undefined : value.trim() });
        }}
        className={cx(INPUT_CLASS, "h-9 pl-9 text-ellipsis")}
      />
    </label>
  );
}

function Choosers() {
  const t = useText();
  const { search, change } = useMonitoringSearch();
  const { data } = useRequestOptions();
  const same = (values: readonly string[] = []) => values.map((value) => ({ value, label: value }));
  const some = (values: readonly string[]) => (values.length === 0 ? undefined : [...values]);
  return (
    <>
      <ManySelect
        label={t(TEXT.outcomes)}
        choices={OUTCOMES.map((value) => ({ value, label: t(OUTCOME_TEXT[value]) }))}
        chosen={search.outcome ?? []}
        onChange={(chosen) => change({ outcome: some(chosen) as MonitoringSearch["outcome"] })}
      />
      <ManySelect
        label={t(TEXT.accounts)}
        identities
        choices={data?.accounts ?? []}
        chosen={search.account ?? []}
        onChange={(chosen) => change({ account: some(chosen) })}
      />
      <ManySelect
        label={t(TEXT.providers)}
        choices={(data?.providers ?? []).map((value) => ({ value, label: providerName(value) }))}
        chosen={search.provider ?? []}
        onChange={(chosen) => change({ provider: some(chosen) })}
      />
      <ManySelect
        label={t(TEXT.models)}
        choices={same(data?.models)}
        chosen={search.model ?? []}
        onChange={(chosen) => change({ model: some(chosen) })}
      />
      <ManySelect
        label={t(TEXT.keys)}
        choices={same(data?.client_keys)}
        chosen={search.key ?? []}
        onChange={(chosen) => change({ key: some(chosen) })}
      />
    </>
  );
}

function SingleSelects() {
  const t = useText();
  const { search, change } = useMonitoringSearch();
  const { data } = useRequestOptions();
  const valueOr = (value: string) => (value === ANY ? undefined : value);
  const options = (all: string, known: readonly string[] = [], asked?: string) => [
    { value: ANY, label: all },
    ...[...new Set([...(asked === undefined ? [] : [asked]), ...known])].map((value) => ({ value, label: value })),
  ];
  const speeds = [...new Set([...SLOW_MS, ...(search.slow === undefined ? [] : [search.slow])])];
  return (
    <>
      <Select
        label={t(TEXT.code)}
        className="w-44"
        value={search.code ?? ANY}
        onChange={(next) => change({ code: valueOr(next) })}
        options={options(t(TEXT.anyCode), data?.error_codes, search.code)}
      />
      <Select
        label={t(TEXT.route)}
        className="w-44"
        value={search.route ?? ANY}
        onChange={(next) => change({ route: valueOr(next) })}
        options={options(t(TEXT.anyRoute), data?.routes, search.route)}
      />
      <Select
        label={t(TEXT.slow)}
        className="w-40"
        value={search.slow === undefined ? ANY : String(search.slow)}
        onChange={(next) => change({ slow: next === ANY ? undefined : Number(next) })}
        options={[
          { value: ANY, label: t(TEXT.anySpeed) },
          ...speeds.map((ms) => ({ value: String(ms), label: t(TEXT.slowerThan, { time: durationText(ms) }) })),
        ]}
      />
    </>
  );
}
