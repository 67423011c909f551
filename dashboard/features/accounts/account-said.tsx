// What the operator says of an account: its priority, its note, its project, its prefix.

import { useText } from "../../lib/i18n.ts";
import { Badge } from "../../ui/badge.tsx";
import type { Account } from "./accounts-query.ts";
import { TEXT } from "./messages.ts";

type Shown = Pick<Account, "priority" | "note" | "project_id" | "prefix">;

export function AccountSaid({ account: { priority, note, project_id, prefix } }: { readonly account: Shown }) {
  const t = useText();
  const isSilent = priority === 0 && note === null && project_id === null && prefix === null;
  if (isSilent) return null;
  return (
    <div className="flex min-w-0 flex-col items-start gap-1">
      <div className="flex max-w-full flex-wrap gap-1">
        {priority !== 0 && <Badge>{t(TEXT.priority, { value: priority })}</Badge>}
        {prefix !== null && <Badge>{t(TEXT.prefix, { value: `${prefix}/` })}</Badge>}
        {project_id !== null && <Badge>{t(TEXT.project, { value: project_id })}</Badge>}
      </div>
      {note !== null && (
        <p className="line-clamp-2 max-w-full text-xs text-soft" title={note}>
          {note}
        </p>
      )}
    </div>
  );
}
