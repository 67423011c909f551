// The queue's entries: whose account, what was seen and how often, and what can be done. Only the rows in sight are drawn.

import { useCallback } from "react";

import { addressOf } from "../../lib/address-of.ts";
import { sentenceText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { providerName } from "../../lib/provider-name.ts";
import { useVirtualRows } from "../../lib/use-virtual-rows.ts";
import { Badge } from "../../ui/badge.tsx";
import { Private } from "../../ui/private.tsx";
import { Time } from "../../ui/time.tsx";
import { CandidateActions } from "./candidate-actions.tsx";
import { REASON_TEXT, TEXT } from "./messages.ts";
import type { Candidate } from "./queue-query.ts";

const ROW_PX = 84;

export function CandidateList({ candidates }: { readonly candidates: readonly Candidate[] }) {
  const keyOf = useCallback((index: number) => candidates[index]?.id ?? "", [candidates]);
  const { ref, items, height, topOf, measure } = useVirtualRows<HTMLUListElement>(candidates.length, ROW_PX, keyOf);
  return (
    <ul ref={ref} className="relative" style={{ height }}>
      {items.map((item) => {
        const candidate = candidates[item.index];
        return candidate === undefined ? null : (
          <li
            key={candidate.id}
            ref={measure}
            data-index={item.index}
            aria-setsize={candidates.length}
            aria-posinset={item.index + 1}
            className="absolute inset-x-0 top-0 grid items-center gap-x-4 gap-y-2 border-t px-4 py-3 md:grid-cols-[minmax(10rem,1fr)_minmax(13rem,1.8fr)_9rem_12rem]"
            style={{ transform: `translateY(${topOf(item)}px)` }}
          >
            <Who candidate={candidate} />
            <What candidate={candidate} />
            <Seen candidate={candidate} />
            <CandidateActions candidate={candidate} />
          </li>
        );
      })}
    </ul>
  );
}

const ACCOUNT_TONES = { active: "plain", paused: "plain", gone: "bad" } as const;

function Who({ candidate }: { readonly candidate: Candidate }) {
  const t = useText();
  const { account_id, account_state, label, provider, file_name } = candidate;
  return (
    <div className="min-w-0">
      <p className="flex min-w-0 items-center gap-2">
        {account_state === "gone" ? (
          <Private className="truncate font-medium">{label}</Private>
        ) : (
          <a
            href={addressOf("/accounts", { account: account_id })}
            className="truncate font-medium hover:text-accent hover:underline"
          >
            <Private>{label}</Private>
          </a>
        )}
        {account_state !== "active" && (
          <Badge tone={ACCOUNT_TONES[account_state]} className="shrink-0">
            {t(TEXT[account_state])}
          </Badge>
        )}
      </p>
      <p className="truncate text-xs text-soft">
        {providerName(provider)}
        {file_name !== null && (
          <>
            {" · "}
            <Private>{file_name}</Private>
          </>
        )}
      </p>
    </div>
  );
}

const STATE_TONES = { ignored: "plain", resolved: "good", deleted: "plain" } as const;
const SOURCES = { health: TEXT.fromHealth, failures: TEXT.fromFailures, inspection: TEXT.fromInspection } as const;

function What({ candidate }: { readonly candidate: Candidate }) {
  const t = useText();
  const { reason, state, evidence, source, last_error } = candidate;
  const words = REASON_TEXT[reason];
  const said = sentenceText(evidence.message);
  return (
    <div className="min-w-0">
      <p className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
        <span className="font-medium break-words">{words === undefined ? reason : t(words)}</span>
        {state !== "pending" && <Badge tone={STATE_TONES[state]}>{t(TEXT[state])}</Badge>}
      </p>
      <details className="text-xs text-soft">
        <summary className="cursor-pointer select-none">
          {t(TEXT.evidence)} · {t(TEXT.foundBy, { source: t(SOURCES[source]) })}
        </summary>
        <div className="mt-1 rounded-md bg-sunken p-2">
          <p className="font-mono break-words">
            {evidence.http_status !== null && `${t(TEXT.status, { status: evidence.http_status })} · `}
            {reason}
          </p>
          <p lang={said === evidence.message ? "en" : undefined} className="break-words">
            {said}
          </p>
          {evidence.run_id !== null && (
            <a href={addressOf("/inspection", { run: evidence.run_id })} className="text-accent underline">
              {t(TEXT.openRun)}
            </a>
          )}
        </div>
      </details>
      {last_error !== null && (
        <p className="text-xs text-bad">{t(TEXT.lastError, { error: sentenceText(last_error) })}</p>
      )}
    </div>
  );
}

function Seen({ candidate: { hits, returns, first_seen_at, last_seen_at } }: { readonly candidate: Candidate }) {
  const t = useText();
  return (
    <div className="text-xs text-soft">
      <p className="flex items-center gap-1.5">
        <span className="text-sm font-medium text-ink">{t(TEXT.hits, { count: hits })}</span>
        {returns > 0 && <Badge tone="warn">{t(TEXT.cameBack)}</Badge>}
      </p>
      <p>
        {t(TEXT.last)} <Time at={last_seen_at} />
      </p>
      {hits > 1 && (
        <p>
          {t(TEXT.first)} <Time at={first_seen_at} />
        </p>
      )}
    </div>
  );
}
