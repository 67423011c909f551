// Why the requests that are looked at failed, by cause.

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";
import type { MonitoringSearch } from "./monitoring-search.ts";
import { queryOf } from "./request-filter.ts";

export type FailureCause = Answer<"get", "/api/requests/failures">["causes"][number];

/** Its name among the kept answers is that of sums, which are read again a few times a minute and not with every request. */
export function useFailures(search: MonitoringSearch) {
  const [openedAt] = useState(() => Date.now());
  const query = queryOf(search, openedAt);
  return useQuery({
    queryKey: ["usage", "failures", query],
    queryFn: ({ signal }) => api.call("get", "/api/requests/failures", { query }, signal),
    placeholderData: keepPreviousData,
  });
}
