// What one inspection found, a group at a time, with the one thing to do about each account.

import { getRouteApi } from "@tanstack/react-router";
import { useMemo, useState } from "react";

import { ApiFailure } from "../../lib/api.ts";
import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { Time } from "../../ui/time.tsx";
import { ApplyDialog } from "./apply-dialog.tsx";
import { inGroup, isTodo, wishesOf } from "./groups.ts";
import { type FoundRun, type Result, useRun } from "./inspection-query.ts";
import type { Group, InspectionSearch } from "./inspection-search.ts";
import { TEXT } from "./messages.ts";
import { ResultList } from "./result-list.tsx";
import { FINDING_LOOKS, FINDING_ORDER } from "./words.ts";

const route = getRouteApi("/inspection");

export interface RunResultsProps {
  readonly runId: string;
  readonly search: InspectionSearch;
  readonly isNewest: boolean;
}

export function RunResults({ runId, search, isNewest }: RunResultsProps) {
  const t = useText();
  const found = useRun(runId);
  if (found.data !== undefined) return <Found found={found.data} search={search} isNewest={isNewest} />;
  if (!found.isError) return <Skeleton className="h-96" />;
  const isGone = found.error instanceof ApiFailure && found.error.status === 404;
  return (
    <Card>
      {isGone ? (
        <EmptyState title={t(TEXT.notFound)} action={<ToNewest />} />
      ) : (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      )}
    </Card>
  );
}

function Found({
  found: { run, results },
  search,
  isNewest,
}: Omit<RunResultsProps, "runId"> & { readonly found: FoundRun }) {
  const t = useText();
  const [isAsking, setAsking] = useState(false);
  const mayChange = useMayChange();
  const todo = results.filter(isTodo).length;
  const group = search.group ?? (todo > 0 ? "todo" : "all");
  const shown = useMemo(() => inGroup(results, group), [results, group]);
  const doable = wishesOf(results, "disable").length;
  return (
    <Card
      flush
      title={t(TEXT.results)}
      note={
        <>
          {t(TEXT.inspectedAt)} <Time at={run.started_at} /> · {t(TEXT.accountsCount, { count: run.done })}
        </>
      }
      actions={
        <div className="flex flex-wrap gap-2">
          {!isNewest && <ToNewest />}
          {mayChange && doable > 0 && run.state !== "running" && (
            <Button onClick={() => setAsking(true)}>{t(TEXT.applyAll, { count: doable })}</Button>
          )}
        </div>
      }
    >
      <Groups results={results} todo={todo} group={group} />
      {shown.length > 0 ? (
        <ResultList runId={run.id} results={shown} />
      ) : run.state === "running" ? (
        <Skeleton className="m-4 h-24" />
      ) : (
        <Nothing group={group} count={results.length} />
      )}
      {isAsking && <ApplyDialog runId={run.id} results={results} onClose={() => setAsking(false)} />}
    </Card>
  );
}

interface GroupsProps {
  readonly results: readonly Result[];
  readonly todo: number;
  readonly group: Group;
}

function Groups({ results, todo, group }: GroupsProps) {
  const t = useText();
  const navigate = route.useNavigate();
  const counts = Map.groupBy(results, ({ finding }) => finding);
  const findings = FINDING_ORDER.flatMap((id) => {
    const count = counts.get(id)?.length ?? 0;
    return count > 0 || id === group ? [{ id, label: t(FINDING_LOOKS[id].text), count }] : [];
  });
  return (
    <div className="px-4 pb-3">
      <Tabs<Group>
        label={t(TEXT.groups)}
        value={group}
        onChange={(next) => void navigate({ search: (search) => ({ ...search, group: next }), replace: true })}
        tabs={[
          { id: "todo", label: t(TEXT.todo), count: todo },
          { id: "all", label: t(TEXT.all), count: results.length },
          ...findings,
        ]}
      />
    </div>
  );
}

function Nothing({ group, count }: { readonly group: Group; readonly count: number }) {
  const t = useText();
  const navigate = route.useNavigate();
  const showAll = (
    <Button onClick={() => void navigate({ search: (search) => ({ ...search, group: "all" }) })}>
      {t(TEXT.showAll)}
    </Button>
  );
  if (group !== "todo") return <EmptyState title={t(TEXT.nothingHere)} action={group !== "all" && showAll} />;
  return (
    <EmptyState title={t(TEXT.nothingTodo)} action={showAll}>
      {t(TEXT.nothingTodoNote, { count })}
    </EmptyState>
  );
}

function ToNewest() {
  const t = useText();
  const navigate = route.useNavigate();
  return (
    <Button kind="quiet" onClick={() => void navigate({ search: {} })}>
      {t(TEXT.newest)}
    </Button>
  );
}
