// The verdict on the state of things now, whatever stretch of time is looked at.

import { useQuery } from "@tanstack/react-query";

import { forecastQuery } from "../../lib/forecast-query.ts";
import { useNow } from "../../lib/now.ts";
import { overviewQuery } from "./overview-query.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

/** null while nothing is known. */
export function useVerdict(): Verdict | null {
  const now = useNow();
  const { data: overview } = useQuery(overviewQuery("1d"));
  const { data: forecast } = useQuery(forecastQuery);
  return overview === undefined ? null : verdictOf(overview, forecast ?? null, now);
}
