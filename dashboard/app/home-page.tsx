// The first page: the first steps until an account is there and has been asked, from then on the overview.

import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";

import { useLatestRequest } from "../features/first-run/latest-request-query.ts";
import { OverviewPage } from "../features/overview/overview-page.tsx";
import { overviewQuery } from "../features/overview/overview-query.ts";

const FirstRunPage = lazy(async () => {
  const { FirstRunPage: component } = await import("../features/first-run/first-run-page.tsx");
  return { default: component };
});

export function HomePage() {
  const { welcome } = useSearch({ from: "/" });
  const navigate = useNavigate({ from: "/" });
  const [wasShown, setWasShown] = useState(false);
  const { data: overview } = useQuery(overviewQuery("1d"));
  const isQuiet = overview?.totals.requests === 0;
  const latest = useLatestRequest(isQuiet);
  const hasAccounts = overview?.pools.some(({ accounts }) => accounts > 0);
  const isFirstRun = hasAccounts === false || (isQuiet && latest === null);
  // Whoever waits for the first request sees it arrive there.
  if (isFirstRun && !wasShown) setWasShown(true);
  if (!(welcome ?? (isFirstRun || wasShown))) return <OverviewPage />;
  return (
    <Suspense>
      <FirstRunPage pools={overview?.pools ?? []} onLeave={() => void navigate({ search: { welcome: false } })} />
    </Suspense>
  );
}
