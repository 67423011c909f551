// What saving would change, before it does: the values, what waits for a restart, the lines.

import { toast } from "sonner";

import { cx } from "../../lib/cx.ts";
import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { UI_TEXT } from "../../ui/messages.ts";
import { type ConfigCheck, useReplaceConfig } from "./config-query.ts";
import { FILE_TEXT } from "./file-messages.ts";
import { type DiffLine, lineDiff } from "./line-diff.ts";

export interface Draft {
  readonly before: string;
  readonly after: string;
  readonly revision: string;
  readonly check: ConfigCheck;
}

export function ReviewDialog({
  draft: { before, after, revision, check },
  onClose,
  onSaved,
}: {
  readonly draft: Draft;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}) {
  const t = useText();
  const replace = useReplaceConfig();
  const save = (): void =>
    replace.mutate(
      { text: after, revision },
      {
        onSuccess: () => {
          toast.success(t(FILE_TEXT.saved));
          onSaved();
        },
        onError: (error) => void toast.error(errorText(error)),
      },
    );
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t(FILE_TEXT.reviewTitle)}
      actions={
        <>
          <Button onClick={onClose}>{t(UI_TEXT.cancel)}</Button>
          <Button kind="primary" busy={replace.isPending} onClick={save}>
            {t(FILE_TEXT.save)}
          </Button>
        </>
      }
    >
      <div className="flex min-w-0 flex-col gap-4">
        <div className="text-sm">
          <p className="font-medium">{t(FILE_TEXT.changedKeys)}</p>
          {check.changed.length === 0 ? (
            <p className="text-soft">{t(FILE_TEXT.noKeys)}</p>
          ) : (
            <ul className="flex flex-wrap gap-1 pt-1">
              {check.changed.map((key) => (
                <li key={key} className="rounded bg-sunken px-1.5 font-mono text-xs leading-5">
                  {key}
                </li>
              ))}
            </ul>
          )}
        </div>
        {check.needs_restart.length > 0 && (
          <p className="rounded-lg bg-warn-soft p-3 text-sm text-warn">
            {t(FILE_TEXT.restart, { keys: check.needs_restart.join(", ") })}
          </p>
        )}
        <Diff lines={lineDiff(before, after)} />
      </div>
    </Dialog>
  );
}

const LOOKS = {
  same: { mark: " ", text: null, className: "text-soft" },
  added: { mark: "+", text: FILE_TEXT.added, className: "bg-good-soft text-good" },
  removed: { mark: "−", text: FILE_TEXT.removed, className: "bg-bad-soft text-bad" },
} as const;

function Diff({ lines }: { readonly lines: readonly DiffLine[] }) {
  const t = useText();
  return (
    <figure
      aria-label={t(FILE_TEXT.diff)}
      tabIndex={0}
      className="max-h-[45dvh] overflow-auto rounded-lg border bg-surface py-1 font-mono text-xs leading-5"
    >
      {folded(lines).map((part, index) =>
        typeof part === "number" ? (
          <div key={index} className="bg-sunken px-3 text-soft">
            ⋯ {t(FILE_TEXT.skipped, { count: part })}
          </div>
        ) : (
          <div key={index} className={cx("px-3 whitespace-pre", LOOKS[part.kind].className)}>
            <span aria-hidden>{LOOKS[part.kind].mark} </span>
            {LOOKS[part.kind].text !== null && (
              <span className="sr-only">{t(LOOKS[part.kind].text ?? FILE_TEXT.diff)} </span>
            )}
            {part.text}
          </div>
        ),
      )}
    </figure>
  );
}

const AROUND = 3;

/** Lines far from any change are counted, not shown. */
function folded(lines: readonly DiffLine[]): readonly (DiffLine | number)[] {
  const changed = lines.flatMap(({ kind }, index) => (kind === "same" ? [] : [index]));
  const near = new Set(
    changed.flatMap((index) => Array.from({ length: 2 * AROUND + 1 }, (_, step) => index - AROUND + step)),
  );
  const parts: (DiffLine | number)[] = [];
  lines.forEach((line, index) => {
    const last = parts.at(-1);
    if (near.has(index)) parts.push(line);
    else if (typeof last === "number") parts[parts.length - 1] = last + 1;
    else parts.push(1);
  });
  return parts;
}
