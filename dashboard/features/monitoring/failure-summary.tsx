// Why requests failed, the most frequent cause first; a click narrows the list down to it.

import { cx } from "../../lib/cx.ts";
import { percentText, wholeNumber } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { Card } from "../../ui/card.tsx";
import { Private } from "../../ui/private.tsx";
import { Time } from "../../ui/time.tsx";
import { type FailureCause, useFailures } from "./failures-query.ts";
import { TEXT } from "./messages.ts";
import { OutcomeBadge } from "./outcome-badge.tsx";
import { useMonitoringSearch } from "./use-monitoring-search.ts";

export function FailureSummary() {
  const t = useText();
  const { search } = useMonitoringSearch();
  const { data } = useFailures(search);
  if (data === undefined || data.causes.length === 0) return null;
  const values = { count: data.counted === 1 ? 1 : wholeNumber(data.counted) };
  return (
    <Card title={t(TEXT.failures)} note={t(data.complete ? TEXT.failuresNote : TEXT.failuresSome, values)} flush>
      <ul className="grid max-h-72 gap-x-4 overflow-y-auto px-2 pb-2 lg:grid-cols-2">
        {data.causes.map((cause) => (
          <Cause key={cause.error_code} cause={cause} counted={data.counted} />
        ))}
      </ul>
    </Card>
  );
}

function Cause({ cause, counted }: { readonly cause: FailureCause; readonly counted: number }) {
  const t = useText();
  const { search, change } = useMonitoringSearch();
  const { error_code: code, outcome, count, latest, accounts } = cause;
  const isChosen = search.code === code;
  // What stopped with Switchyard itself has an outcome and no code.
  const filter =
    outcome === "interrupted" ? { outcome: [outcome], code: undefined } : { code: isChosen ? undefined : code };
  return (
    <li className="relative min-w-0">
      <button
        type="button"
        aria-pressed={isChosen}
        onClick={() => change(filter, { keep: true })}
        className={cx(
          "relative flex w-full min-w-0 flex-col gap-0.5 overflow-hidden rounded-md px-2 py-1.5 text-left hover:bg-sunken",
          isChosen && "bg-accent-soft",
        )}
      >
        <span className="flex w-full min-w-0 items-center gap-2">
          <strong className="w-10 shrink-0 text-right">{wholeNumber(count)}</strong>
          <OutcomeBadge outcome={outcome} status={latest.status} />
          <span className="min-w-0 grow truncate font-medium">{code}</span>
          <span className="shrink-0 text-xs text-soft">
            {percentText((count / counted) * 100)} · {t(TEXT.last)} <Time at={latest.at} />
          </span>
        </span>
        <span className="w-full truncate pl-12 text-xs text-soft">
          {accounts.map(({ account_id, label, count: hits }, index) => (
            <span key={account_id}>
              {index === 0 ? `${t(TEXT.hitAccounts)} ` : ", "}
              <Private>{label}</Private> × {wholeNumber(hits)}
            </span>
          ))}
          {accounts.length > 0 && latest.message !== null && " · "}
          {latest.message}
        </span>
      </button>
    </li>
  );
}
