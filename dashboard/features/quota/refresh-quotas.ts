// Asks the upstreams what is left, some accounts at a time, so that there is something to see and to stop.

import { useRef, useState } from "react";

import { api } from "../../lib/api.ts";
import { queryClient } from "../../lib/query-client.ts";

const AT_ONCE = 10;

export interface RefreshProgress {
  readonly done: number;
  readonly total: number;
}

export interface Refreshed extends RefreshProgress {
  readonly failed: number;
}

export interface QuotaRefresh {
  /** null where none runs. */
  readonly progress: RefreshProgress | null;
  /** Throws ApiFailure where the gateway itself refuses; what fails for one account is counted. */
  run(accountIds: readonly string[]): Promise<Refreshed>;
  /** After those that are being asked. */
  stop(): void;
}

export function useQuotaRefresh(): QuotaRefresh {
  const [progress, setProgress] = useState<RefreshProgress | null>(null);
  const isStopped = useRef(false);
  return {
    progress,
    stop: () => {
      isStopped.current = true;
    },
    async run(accountIds) {
      isStopped.current = false;
      const total = accountIds.length;
      let done = 0;
      let failed = 0;
      try {
        while (done < total && !isStopped.current) {
          setProgress({ done, total });
          const part = accountIds.slice(done, done + AT_ONCE);
          const json = { account_ids: part, action: "refresh_quota" as const };
          const answer = await api.call("post", "/api/accounts/batch", { json });
          failed += answer.failed;
          done += part.length;
        }
        return { done, total, failed };
      } finally {
        setProgress(null);
        await Promise.all(["forecast", "accounts"].map((noun) => queryClient.invalidateQueries({ queryKey: [noun] })));
      }
    },
  };
}
