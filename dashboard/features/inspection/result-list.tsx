// The accounts of a group: who, what was found, why, and its one button. Only the rows in sight are drawn.

import { useCallback } from "react";

import { addressOf } from "../../lib/address-of.ts";
import { percentText } from "../../lib/format.ts";
import { detailText, sentenceText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { withPlan } from "../../lib/plan-name.ts";
import { providerName } from "../../lib/provider-name.ts";
import { useVirtualRows } from "../../lib/use-virtual-rows.ts";
import { Badge } from "../../ui/badge.tsx";
import { UI_TEXT } from "../../ui/messages.ts";
import { Private } from "../../ui/private.tsx";
import { Time } from "../../ui/time.tsx";
import type { Result } from "./inspection-query.ts";
import { TEXT } from "./messages.ts";
import { SuggestionButton } from "./suggestion-button.tsx";
import { FINDING_LOOKS, REASON_TEXT, SUGGESTION_TEXT } from "./words.ts";

const ROW_PX = 76;

export function ResultList({ runId, results }: { readonly runId: string; readonly results: readonly Result[] }) {
  const keyOf = useCallback((index: number) => results[index]?.account_id ?? "", [results]);
  const { ref, items, height, topOf, measure } = useVirtualRows<HTMLUListElement>(results.length, ROW_PX, keyOf);
  return (
    <ul ref={ref} className="relative" style={{ height }}>
      {items.map((item) => {
        const result = results[item.index];
        return result === undefined ? null : (
          <li
            key={result.account_id}
            ref={measure}
            data-index={item.index}
            aria-setsize={results.length}
            aria-posinset={item.index + 1}
            className="absolute inset-x-0 top-0 grid items-center gap-x-4 gap-y-2 border-t px-4 py-3 md:grid-cols-[minmax(11rem,1fr)_minmax(14rem,2fr)_9rem]"
            style={{ transform: `translateY(${topOf(item)}px)` }}
          >
            <Who result={result} />
            <Why result={result} />
            <div className="flex justify-start md:justify-end">
              <SuggestionButton runId={runId} result={result} />
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function Who({ result: { account_id, label, provider, plan, paused } }: { readonly result: Result }) {
  const t = useText();
  return (
    <div className="min-w-0">
      <a
        href={addressOf("/accounts", { account: account_id })}
        className="block truncate font-medium hover:text-accent hover:underline"
      >
        <Private>{label}</Private>
      </a>
      <p className="flex min-w-0 items-center gap-1.5 text-xs text-soft">
        <span className="truncate">{withPlan(providerName(provider), plan)}</span>
        {paused && <Badge>{t(TEXT.paused)}</Badge>}
      </p>
    </div>
  );
}

function Why({ result }: { readonly result: Result }) {
  const t = useText();
  const { finding, reason, until, detail, primary_used_percent: short, secondary_used_percent: week } = result;
  const { text, tone, icon: Icon } = FINDING_LOOKS[finding];
  const used = (window: string, percent: number | null): readonly string[] =>
    percent === null ? [] : [t(TEXT.used, { window, used: percentText(percent) })];
  const usage = [...used(t(TEXT.short), short), ...used(t(TEXT.week), week)];
  return (
    <div className="min-w-0">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Badge tone={tone} icon={<Icon aria-hidden className="size-3.5" />}>
          {t(text)}
        </Badge>
        {until !== null && (
          <span className="text-xs text-soft">
            {t(TEXT.back)} <Time at={until} />
          </span>
        )}
        <span className="text-xs text-soft">{usage.join(" · ")}</span>
      </p>
      <p className="mt-0.5 text-xs text-soft">
        {t(REASON_TEXT[reason])}
        {detail !== null && (
          <span className="block font-mono break-words" title={detail}>
            {shortened(detailText(detail))}
          </span>
        )}
      </p>
      <Applied result={result} />
    </div>
  );
}

function shortened(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

function Applied({ result: { applied } }: { readonly result: Result }) {
  const t = useText();
  if (applied === null) return null;
  const word = applied.error !== null ? TEXT.doneFailed : applied.by === "automation" ? TEXT.byItself : TEXT.byYou;
  return (
    <p className={applied.error === null ? "mt-0.5 text-xs text-good" : "mt-0.5 text-xs text-bad"}>
      {t(SUGGESTION_TEXT[applied.action])}
      {t(UI_TEXT.colon)}
      {t(word)} <Time at={applied.at} />
      {applied.error !== null && ` · ${sentenceText(applied.error)}`}
    </p>
  );
}
