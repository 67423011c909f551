// An inspection under way: how far it is, and its end before its time.

import { toast } from "sonner";

import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Button } from "../../ui/button.tsx";
import { type Run, useCancelInspection } from "./inspection-query.ts";
import { TEXT } from "./messages.ts";

export function RunProgress({ run: { id, done, total } }: { readonly run: Run }) {
  const t = useText();
  const mayChange = useMayChange();
  const cancel = useCancelInspection();
  return (
    <section
      aria-label={t(TEXT.underWay)}
      className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-xl border border-accent bg-accent-soft px-4 py-3"
    >
      <p role="status" className="shrink-0">
        <span className="font-semibold">{t(TEXT.underWay)}</span> · {t(TEXT.progress, { done, total })}
      </p>
      <progress
        aria-label={t(TEXT.underWay)}
        value={done}
        max={Math.max(1, total)}
        className="h-2 min-w-32 grow accent-accent"
      />
      {mayChange && (
        <Button
          size="small"
          busy={cancel.isPending || cancel.isSuccess}
          onClick={() => cancel.mutate(id, { onError: (error) => toast.error(errorText(error)) })}
        >
          {cancel.isPending || cancel.isSuccess ? t(TEXT.cancelling) : t(TEXT.cancel)}
        </Button>
      )}
    </section>
  );
}
