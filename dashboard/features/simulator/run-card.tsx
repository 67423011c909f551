// A simulation that was begun: how far it is, and what came of it.

import { useNavigate } from "@tanstack/react-router";
import { toast } from "sonner";

import { ApiFailure } from "../../lib/api.ts";
import { percentText } from "../../lib/format.ts";
import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states.tsx";
import { SIMULATOR_TEXT } from "./messages.ts";
import { ResultView } from "./result-view.tsx";
import { type Simulation, useCancelSimulation, useSimulation } from "./simulations-query.ts";

export function RunCard({ simulationId }: { readonly simulationId: string }) {
  const t = useText();
  const simulation = useSimulation(simulationId);
  if (simulation.error instanceof ApiFailure && simulation.error.status === 404) {
    return (
      <Card>
        <EmptyState title={t(SIMULATOR_TEXT.forgotten)}>{t(SIMULATOR_TEXT.forgottenNote)}</EmptyState>
      </Card>
    );
  }
  if (simulation.data === undefined) {
    return simulation.isError ? (
      <ErrorState error={simulation.error} onRetry={() => void simulation.refetch()} />
    ) : (
      <Skeleton className="h-64" />
    );
  }
  return <Shown simulation={simulation.data} />;
}

function Shown({ simulation }: { readonly simulation: Simulation }) {
  const t = useText();
  const { state, result } = simulation;
  if (state === "failed") {
    return (
      <Card>
        <EmptyState title={t(SIMULATOR_TEXT.failed)}>{t(SIMULATOR_TEXT.failedNote)}</EmptyState>
      </Card>
    );
  }
  if (result === null) return <Running simulation={simulation} />;
  if (result.played === 0) {
    return (
      <Card>
        <EmptyState title={t(SIMULATOR_TEXT.nothingTitle)}>{t(SIMULATOR_TEXT.nothingNote)}</EmptyState>
      </Card>
    );
  }
  return <ResultView simulation={simulation} result={result} />;
}

function Running({ simulation }: { readonly simulation: Simulation }) {
  const t = useText();
  const navigate = useNavigate();
  const cancel = useCancelSimulation();
  const stop = async (): Promise<void> => {
    try {
      await navigate({
        to: "/simulator",
        search: (before: object) => ({ ...before, run: undefined }),
        replace: true,
      });
      await cancel.mutateAsync(simulation.id);
      toast(t(SIMULATOR_TEXT.cancelled));
    } catch (error) {
      toast.error(errorText(error));
    }
  };
  return (
    <Card title={t(SIMULATOR_TEXT.running)}>
      <div className="flex flex-wrap items-center gap-4">
        <progress
          aria-label={t(SIMULATOR_TEXT.running)}
          value={simulation.progress}
          max={1}
          className="h-2 min-w-40 grow accent-accent"
        />
        <span role="status" className="text-sm text-soft">
          {t(SIMULATOR_TEXT.progress, { percent: percentText(simulation.progress * 100) })}
        </span>
        <Button busy={cancel.isPending} onClick={() => void stop()}>
          {t(SIMULATOR_TEXT.cancel)}
        </Button>
      </div>
    </Card>
  );
}
