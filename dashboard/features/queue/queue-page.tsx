// What waits for somebody to decide about an account, and what became of what waited.

import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";

import { addressOf } from "../../lib/address-of.ts";
import { cx } from "../../lib/cx.ts";
import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { INPUT_CLASS } from "../../ui/field.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { CandidateList } from "./candidate-list.tsx";
import { TEXT } from "./messages.ts";
import { type ActionQueue, type Candidate, useQueue } from "./queue-query.ts";
import type { QueueSearch } from "./queue-search.ts";

const route = getRouteApi("/queue");
const STATES = ["pending", "ignored", "resolved", "deleted"] as const;

export function QueuePage() {
  const t = useText();
  const queue = useQueue();
  return (
    <Page title={t(TEXT.title)} note={t(TEXT.note)}>
      {queue.data !== undefined ? (
        <Queue queue={queue.data} />
      ) : queue.isError ? (
        <ErrorState error={queue.error} onRetry={() => void queue.refetch()} />
      ) : (
        <Skeleton className="h-96" />
      )}
    </Page>
  );
}

function Queue({ queue: { candidates, counts } }: { readonly queue: ActionQueue }) {
  const search: QueueSearch = route.useSearch();
  const shown = useMemo(() => shownOf(candidates, search), [candidates, search]);
  return (
    <Card flush>
      <Toolbar counts={counts} total={candidates.length} search={search} />
      {shown.length > 0 ? <CandidateList candidates={shown} /> : <Nothing search={search} />}
    </Card>
  );
}

interface ToolbarProps {
  readonly counts: ActionQueue["counts"];
  readonly total: number;
  readonly search: QueueSearch;
}

function Toolbar({ counts, total, search: { state = "pending", q = "" } }: ToolbarProps) {
  const t = useText();
  const navigate = route.useNavigate();
  const change = (next: QueueSearch): void =>
    void navigate({ search: (search) => ({ ...search, ...next }), replace: true });
  return (
    <div className="flex flex-wrap items-center gap-2 p-4">
      <Tabs
        label={t(TEXT.states)}
        value={state}
        onChange={(next) => change({ state: next })}
        tabs={[
          ...STATES.map((id) => ({ id, label: t(TEXT[id]), count: counts[id] })),
          { id: "all" as const, label: t(TEXT.all), count: total },
        ]}
      />
      <input
        type="search"
        aria-label={t(TEXT.search)}
        placeholder={t(TEXT.search)}
        value={q}
        onChange={(event) => change({ q: event.target.value === "" ? undefined : event.target.value })}
        className={cx(INPUT_CLASS, "h-9 grow basis-48 sm:max-w-72")}
      />
    </div>
  );
}

function Nothing({ search: { state = "pending", q } }: { readonly search: QueueSearch }) {
  const t = useText();
  const navigate = route.useNavigate();
  if (state === "pending" && q === undefined) {
    return (
      <EmptyState
        title={t(TEXT.emptyTitle)}
        action={
          <a href={addressOf("/inspection")} className="font-medium text-accent underline">
            {t(TEXT.toInspection)}
          </a>
        }
      >
        {t(TEXT.emptyNote)}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={t(TEXT.noneTitle)}
      action={<Button onClick={() => void navigate({ search: { state: "all" } })}>{t(TEXT.showAll)}</Button>}
    >
      {t(TEXT.noneNote)}
    </EmptyState>
  );
}

function shownOf(candidates: readonly Candidate[], { state = "pending", q = "" }: QueueSearch): readonly Candidate[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return candidates.filter(({ label, provider, reason, file_name, evidence, ...candidate }) => {
    if (state !== "all" && candidate.state !== state) return false;
    const text = `${label} ${provider} ${reason} ${file_name ?? ""} ${evidence.message}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
