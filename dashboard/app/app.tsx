// Signed in, the pages, with one line to what happens at the gateway; else the way in. The address stays as it is, so that
// whoever signs in again is where they were.

import { useQuery } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";

import { openEvents } from "../lib/events.ts";
import { EVENT_KINDS, keepLive } from "../lib/live-queries.ts";
import { forgetAllButSession, sessionQuery } from "../lib/session.ts";
import { ErrorState } from "../ui/states.tsx";
import { router } from "./router.tsx";

const SignInPage = lazy(async () => {
  const { SignInPage: component } = await import("../features/sign-in/sign-in-page.tsx");
  return { default: component };
});

export function App() {
  const { data: session, error, refetch } = useQuery(sessionQuery);
  const isIn = session?.authenticated === true;
  useEffect(() => {
    if (!isIn) return;
    const stopLive = keepLive();
    const closeEvents = openEvents(EVENT_KINDS, () => void refetch());
    return () => {
      closeEvents();
      stopLive();
      forgetAllButSession();
    };
  }, [isIn, refetch]);
  if (session === undefined) return error === null ? null : <ErrorState error={error} onRetry={() => void refetch()} />;
  if (isIn) return <RouterProvider router={router} />;
  return (
    <Suspense>
      <SignInPage session={session} />
    </Suspense>
  );
}
