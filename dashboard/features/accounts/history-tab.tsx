// What was done to an account, by whom and from where.

import { say, useText } from "../../lib/i18n.ts";
import { Badge } from "../../ui/badge.tsx";
import { Private } from "../../ui/private.tsx";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { useAccountAudit } from "./account-audit-query.ts";
import type { AccountDetails } from "./account-query.ts";
import { ACTION_TEXT, ACTOR_TEXT } from "./audit-messages.ts";
import { DRAWER_TEXT } from "./drawer-messages.ts";

export function HistoryTab({ account }: { readonly account: AccountDetails }) {
  const t = useText();
  const audit = useAccountAudit(account);
  if (audit.data === undefined) {
    if (audit.isError) return <ErrorState error={audit.error} onRetry={() => void audit.refetch()} />;
    return <Skeleton className="h-64" />;
  }
  if (audit.data.length === 0) {
    return <EmptyState title={t(DRAWER_TEXT.auditNone)}>{t(DRAWER_TEXT.auditNote)}</EmptyState>;
  }
  return (
    <div className="flex flex-col gap-3">
      <ol className="flex flex-col divide-y rounded-lg border">
        {audit.data.map((entry) => (
          <li key={entry.id} className="flex flex-col gap-0.5 px-3 py-2 text-sm">
            <div className="flex min-w-0 items-center gap-2">
              <span className="min-w-0 grow truncate font-medium" title={entry.action}>
                {actionText(entry.action)}
              </span>
              <Badge className="shrink-0">{t(ACTOR_TEXT[entry.actor])}</Badge>
              <Time past at={entry.at} className="shrink-0 text-xs text-soft" />
            </div>
            <p className="flex flex-wrap gap-x-3 text-xs text-soft">
              {entry.detail !== null && <Private>{entry.detail}</Private>}
              {entry.address !== null && <span>{entry.address}</span>}
            </p>
          </li>
        ))}
      </ol>
      <p className="text-xs text-soft">{t(DRAWER_TEXT.auditNote)}</p>
    </div>
  );
}

/** One that only a newer gateway knows is shown as it is. */
function actionText(action: string): string {
  const known = ACTION_TEXT[action];
  return known === undefined ? action : say(known);
}
