// How the accounts are: an inspection at one click, what it found, and what to do about it.

import { getRouteApi } from "@tanstack/react-router";
import { Stethoscope } from "lucide-react";
import { toast } from "sonner";

import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states.tsx";
import { type Inspections, useInspections, useStartInspection } from "./inspection-query.ts";
import type { InspectionSearch } from "./inspection-search.ts";
import { TEXT } from "./messages.ts";
import { RunHistory } from "./run-history.tsx";
import { RunProgress } from "./run-progress.tsx";
import { RunResults } from "./run-results.tsx";
import { SettingsCard } from "./settings-card.tsx";

const route = getRouteApi("/inspection");

export function InspectionPage() {
  const t = useText();
  const inspections = useInspections();
  const { data } = inspections;
  return (
    <Page title={t(TEXT.title)} note={t(TEXT.note)} actions={data?.running === null && <StartButton />}>
      {data !== undefined ? (
        <Shown inspections={data} />
      ) : inspections.isError ? (
        <ErrorState error={inspections.error} onRetry={() => void inspections.refetch()} />
      ) : (
        <Skeleton className="h-96" />
      )}
    </Page>
  );
}

function Shown({ inspections }: { readonly inspections: Inspections }) {
  const t = useText();
  const search: InspectionSearch = route.useSearch();
  const { running, runs } = inspections;
  const newest = runs[0]?.id ?? null;
  const shown = search.run ?? newest;
  return (
    <>
      {running !== null && <RunProgress run={running} />}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        {shown === null ? (
          <Card>
            <EmptyState title={t(TEXT.emptyTitle)} action={<StartButton />}>
              {t(TEXT.emptyNote)}
            </EmptyState>
          </Card>
        ) : (
          <RunResults key={shown} runId={shown} search={search} isNewest={shown === newest} />
        )}
        <div className="flex min-w-0 flex-col gap-4">
          <SettingsCard inspections={inspections} />
          {runs.length > 0 && <RunHistory runs={runs} shown={shown} />}
        </div>
      </div>
    </>
  );
}

function StartButton() {
  const t = useText();
  const mayChange = useMayChange();
  const start = useStartInspection();
  const navigate = route.useNavigate();
  if (!mayChange) return null;
  const begin = (): void =>
    start.mutate(undefined, {
      onSuccess: () => void navigate({ search: {} }),
      onError: (error) => toast.error(errorText(error)),
    });
  return (
    <Button kind="primary" busy={start.isPending} icon={<Stethoscope aria-hidden className="size-4" />} onClick={begin}>
      {t(TEXT.start)}
    </Button>
  );
}
