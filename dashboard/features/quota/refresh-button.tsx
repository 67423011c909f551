// Refresh all that are shown, with its progress.

import { RefreshCw } from "lucide-react";
import { toast } from "sonner";

import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { QUOTA_TEXT } from "./messages.ts";
import { useQuotaRefresh } from "./refresh-quotas.ts";

export interface RefreshButtonProps {
  readonly accountIds: readonly string[];
  /** Not all that there are. */
  readonly isPart: boolean;
}

export function RefreshButton({ accountIds, isPart }: RefreshButtonProps) {
  const t = useText();
  const { progress, run, stop } = useQuotaRefresh();
  const refresh = async (): Promise<void> => {
    try {
      const { done, failed } = await run(accountIds);
      if (failed > 0) toast.warning(t(QUOTA_TEXT.refreshFailed, { count: failed, total: done }));
      else toast.success(t(QUOTA_TEXT.refreshed, { count: done }));
    } catch (error) {
      toast.error(errorText(error));
    }
  };
  if (progress === null) {
    return (
      <Button
        icon={<RefreshCw aria-hidden className="size-4" />}
        disabled={accountIds.length === 0}
        onClick={() => void refresh()}
      >
        {isPart ? t(QUOTA_TEXT.refreshShown, { count: accountIds.length }) : t(QUOTA_TEXT.refreshAll)}
      </Button>
    );
  }
  const said = t(QUOTA_TEXT.refreshing, { ...progress });
  return (
    <div className="flex items-center gap-3">
      <label className="flex items-center gap-2 text-sm text-soft">
        <progress value={progress.done} max={progress.total} className="h-1.5 w-28 accent-accent" />
        <span role="status">{said}</span>
      </label>
      <Button kind="quiet" onClick={stop}>
        {t(QUOTA_TEXT.stop)}
      </Button>
    </div>
  );
}
