// Yesterday's traffic once more, with other settings or accounts: what would have been.

import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { toast } from "sonner";

import { useAccounts } from "../../lib/accounts-query.ts";
import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Card } from "../../ui/card.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states.tsx";
import { SIMULATOR_TEXT } from "./messages.ts";
import { RunCard } from "./run-card.tsx";
import { useSettings } from "./settings-query.ts";
import { useStartSimulation } from "./simulations-query.ts";
import type { SimulatorSearch } from "./simulator-search.ts";
import { wishOf } from "./wish.ts";
import { WishForm } from "./wish-form.tsx";

const route = getRouteApi("/simulator");

export function SimulatorPage() {
  const t = useText();
  const search: SimulatorSearch = route.useSearch();
  const navigate = useNavigate();
  const settings = useSettings();
  const accounts = useAccounts();
  const start = useStartSimulation();
  const mayChange = useMayChange();
  const [played, setPlayed] = useState<{ readonly id: string; readonly wish: string } | null>(null);
  const go = (next: SimulatorSearch): void => void navigate({ to: "/simulator", search: next, replace: true });
  const problem = settings.error ?? accounts.error;
  if (problem !== null && (settings.data === undefined || accounts.data === undefined)) {
    return (
      <Page title={t(SIMULATOR_TEXT.title)}>
        <ErrorState
          error={problem}
          onRetry={() => {
            void settings.refetch();
            void accounts.refetch();
          }}
        />
      </Page>
    );
  }
  const listed = accounts.data ?? [];
  const wish = wishOf(search, listed);
  const run = async (): Promise<void> => {
    try {
      const { id } = await start.mutateAsync(wish);
      setPlayed({ id, wish: JSON.stringify(wish) });
      go({ ...search, run: id });
    } catch (error) {
      toast.error(errorText(error));
    }
  };
  return (
    <Page title={t(SIMULATOR_TEXT.title)} note={t(SIMULATOR_TEXT.note)}>
      {settings.data === undefined || accounts.data === undefined ? (
        <Skeleton className="h-72" />
      ) : (
        <WishForm
          search={search}
          settings={settings.data}
          accounts={listed}
          mayRun={mayChange}
          isStarting={start.isPending}
          onChange={(change) => go({ ...search, ...change })}
          onRun={() => void run()}
        />
      )}
      {search.run === undefined ? (
        <Card>
          <EmptyState title={t(SIMULATOR_TEXT.startTitle)}>{t(SIMULATOR_TEXT.startNote)}</EmptyState>
        </Card>
      ) : (
        <>
          {played?.id === search.run && played.wish !== JSON.stringify(wish) && (
            <p role="status" className="rounded-lg bg-warn-soft px-4 py-2 text-sm text-warn">
              {t(SIMULATOR_TEXT.changed)}
            </p>
          )}
          <RunCard key={search.run} simulationId={search.run} />
        </>
      )}
    </Page>
  );
}
