// What needs the configuration: for the operator, once it is there.

import type { ReactNode } from "react";

import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Card } from "../../ui/card.tsx";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states.tsx";
import { type Config, useConfig } from "./config-query.ts";
import { TEXT } from "./messages.ts";

export function WithConfig({ children }: { readonly children: (config: Config) => ReactNode }) {
  const t = useText();
  const isOperator = useMayChange();
  if (isOperator) return <Loaded>{children}</Loaded>;
  return (
    <Card>
      <EmptyState title={t(TEXT.operatorOnly)}>{t(TEXT.operatorOnlyNote)}</EmptyState>
    </Card>
  );
}

function Loaded({ children }: { readonly children: (config: Config) => ReactNode }) {
  const config = useConfig();
  if (config.data !== undefined) return children(config.data);
  if (config.isError) return <ErrorState error={config.error} onRetry={() => void config.refetch()} />;
  return <Skeleton className="h-96" />;
}
