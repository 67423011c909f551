// The page's address: read, and changed with everything else in it kept.

import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

import type { MonitoringSearch } from "./monitoring-search.ts";

export interface MonitoringAddress {
  readonly search: MonitoringSearch;
  /** `undefined` takes a part out. With `keep`, going back leads to where one is now. */
  change(part: Partial<MonitoringSearch>, options?: { readonly keep?: boolean }): void;
}

export function useMonitoringSearch(): MonitoringAddress {
  const search = useSearch({ from: "/monitoring" });
  const navigate = useNavigate({ from: "/monitoring" });
  const change = useCallback<MonitoringAddress["change"]>(
    (part, { keep = false } = {}) => {
      void navigate({
        to: "/monitoring",
        search: (before) => ({ ...before, ...part }),
        replace: !keep,
        resetScroll: false,
      });
    },
    [navigate],
  );
  return { search, change };
}
