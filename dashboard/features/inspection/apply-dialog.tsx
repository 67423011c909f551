// All suggestions at once: what will be done to how many, before it is done. Deleting has to be asked for.

import { useState } from "react";

import { useText } from "../../lib/i18n.ts";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { isTodo, wishesOf } from "./groups.ts";
import type { Result } from "./inspection-query.ts";
import { TEXT } from "./messages.ts";
import { useApplying } from "./use-apply.ts";
import { SUGGESTION_TEXT } from "./words.ts";

export interface ApplyDialogProps {
  readonly runId: string;
  readonly results: readonly Result[];
  readonly onClose: () => void;
}

export function ApplyDialog({ runId, results, onClose }: ApplyDialogProps) {
  const t = useText();
  const [deletes, setDeletes] = useState(false);
  const { apply } = useApplying(runId);
  const wishes = wishesOf(results, deletes ? "delete" : "disable");
  const closed = results.filter((result) => isTodo(result) && result.suggestion === "delete").length;
  const counts = Map.groupBy(wishes, ({ action }) => action);
  return (
    <Confirm
      open
      onClose={onClose}
      title={t(TEXT.applyTitle)}
      action={t(TEXT.applyAction, { count: wishes.length })}
      danger={deletes}
      onConfirm={() => apply(wishes)}
    >
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1.5">
        {[...counts].map(([action, of]) => (
          <div key={action} className="contents">
            <dt>{t(SUGGESTION_TEXT[action])}</dt>
            <dd className="text-right font-medium">{t(TEXT.accountsCount, { count: of.length })}</dd>
          </div>
        ))}
      </dl>
      {closed > 0 && (
        <div className="mt-4 flex items-start gap-2 rounded-md bg-sunken p-3">
          <Checkbox
            className="mt-0.5"
            checked={deletes}
            onChange={setDeletes}
            label={t(TEXT.applyDeletes, { count: closed })}
          />
          <div>
            <p aria-hidden>{t(TEXT.applyDeletes, { count: closed })}</p>
            <p className="text-xs text-soft">{t(TEXT.applyDeletesNote)}</p>
          </div>
        </div>
      )}
      <p className="mt-4 text-xs text-soft">{t(TEXT.applyNote)}</p>
    </Confirm>
  );
}
