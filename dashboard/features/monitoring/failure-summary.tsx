// Why requests failed, the most frequent cause first: a click narrows the list down to it, a link leads to what mends it.

import { useState } from "react";

import { cx } from "../../lib/cx.ts";
import { percentText, wholeNumber } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Private } from "../../ui/private.tsx";
import { Time } from "../../ui/time.tsx";
import { causeText, RemedyLink } from "./cause.tsx";
import { type FailureCause, useFailures } from "./failures-query.ts";
import { OUTCOME_TEXT, TEXT } from "./messages.ts";
import { OutcomeBadge } from "./outcome-badge.tsx";
import { useMonitoringSearch } from "./use-monitoring-search.ts";

/** The list of requests is not pushed out of sight by causes that hardly happen. */
const FIRST_CAUSES = 4;

export function FailureSummary() {
  const t = useText();
  const { search } = useMonitoringSearch();
  const { data } = useFailures(search);
  const [isWhole, setWhole] = useState(false);
  if (data === undefined || data.causes.length === 0) return null;
  const values = { count: data.counted === 1 ? 1 : wholeNumber(data.counted) };
  const shown = isWhole ? data.causes : data.causes.slice(0, FIRST_CAUSES);
  return (
    <Card title={t(TEXT.failures)} note={t(data.complete ? TEXT.failuresNote : TEXT.failuresSome, values)} flush>
      <ul className="grid gap-x-4 px-2 pb-2 lg:grid-cols-2">
        {shown.map((cause) => (
          <Cause key={cause.error_code} cause={cause} counted={data.counted} />
        ))}
      </ul>
      {data.causes.length > FIRST_CAUSES && (
        <div className="px-2 pb-2">
          <Button kind="quiet" size="small" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
            {isWhole ? t(TEXT.fewerCauses) : t(TEXT.moreCauses, { count: data.causes.length - FIRST_CAUSES })}
          </Button>
        </div>
      )}
    </Card>
  );
}

function Cause({ cause, counted }: { readonly cause: FailureCause; readonly counted: number }) {
  const t = useText();
  const { search, change } = useMonitoringSearch();
  const { error_code: code, outcome, count, latest } = cause;
  const isChosen = search.code === code;
  // What stopped with Switchyard itself has an outcome and no code.
  const filter =
    outcome === "interrupted" ? { outcome: [outcome], code: undefined } : { code: isChosen ? undefined : code };
  const words = causeText(code);
  return (
    <li
      className={cx(
        "relative grid min-w-0 content-start grid-cols-[2.5rem_minmax(0,1fr)_auto] items-baseline gap-x-2 gap-y-0.5 rounded-md px-2 py-1.5 hover:bg-sunken has-focus-visible:bg-sunken",
        isChosen && "bg-accent-soft",
      )}
    >
      <strong className="text-right">{wholeNumber(count)}</strong>
      <button
        type="button"
        aria-pressed={isChosen}
        aria-label={`${count} ${t(OUTCOME_TEXT[outcome])} ${latest.status} ${code}: ${words}`}
        onClick={() => change(filter, { keep: true })}
        className="min-w-0 text-left font-medium after:absolute after:inset-0"
      >
        {words}
      </button>
      <span className="text-xs whitespace-nowrap text-soft">{percentText((count / counted) * 100)}</span>
      <div className="col-start-2 col-end-4 flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-xs text-soft">
        <OutcomeBadge outcome={outcome} status={latest.status} />
        {words !== code && <code className="font-mono">{code}</code>}
        <span>
          {t(TEXT.last)} <Time at={latest.at} past />
        </span>
      </div>
      <Details cause={cause} />
      <RemedyLink code={code} className="relative col-start-2 col-end-4 justify-self-start" />
    </li>
  );
}

/** Whom it hit, and what was said last. */
function Details({ cause: { accounts, latest } }: { readonly cause: FailureCause }) {
  const t = useText();
  if (accounts.length === 0 && latest.message === null) return null;
  return (
    <p className="col-start-2 col-end-4 truncate text-xs text-soft" title={latest.message ?? undefined}>
      {accounts.map(({ account_id, label, count }, index) => (
        <span key={account_id}>
          {index === 0 ? `${t(TEXT.hitAccounts)} ` : ", "}
          <Private>{label}</Private> × {wholeNumber(count)}
        </span>
      ))}
      {accounts.length > 0 && latest.message !== null && " · "}
      {latest.message}
    </p>
  );
}
